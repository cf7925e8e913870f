import { Check, Monitor, Moon, Sun } from "lucide-preact";
import { shownTheme, theme, themes, type Theme } from "#web/theme";
import { Menu } from "./Menu.tsx";

const words: Record<Theme, string> = { system: "System", light: "Light", dark: "Dark" };
const icons = { system: Monitor, light: Sun, dark: Moon };

export function ThemeMenu() {
  return (
    <Menu
      label={`Theme: ${words[theme.value].toLowerCase()}`}
      button={shownTheme.value === "dark" ? <Moon /> : <Sun />}
      buttonClass="button button-icon"
      panelClass="menu-panel-end"
    >
      {(close) => <ThemeItems onChosen={close} />}
    </Menu>
  );
}

/** The themes as items of a menu. */
export function ThemeItems({ onChosen }: { onChosen: () => void }) {
  return themes.map((one) => {
    const Icon = icons[one];
    return (
      <button
        key={one}
        type="button"
        class="menu-item"
        role="menuitemradio"
        aria-checked={theme.value === one}
        onClick={() => {
          theme.value = one;
          onChosen();
        }}
      >
        <span class="menu-item-mark">{theme.value === one && <Check />}</span>
        <Icon />
        {words[one]}
      </button>
    );
  });
}
