import { Check, Contrast, Monitor, Moon, Sun } from "lucide-preact";
import { settings } from "#web/settings/settings";
import { themes, type Theme } from "#web/settings/settings-table";
import { shownTheme } from "#web/theme";
import { Menu } from "./Menu.tsx";

const words: Record<Theme, string> = {
  system: "System",
  light: "Light",
  dark: "Dark",
  "contrast-light": "High contrast, light",
  "contrast-dark": "High contrast, dark",
};
const icons = { system: Monitor, light: Sun, dark: Moon, "contrast-light": Contrast, "contrast-dark": Contrast };

export function ThemeMenu() {
  return (
    <Menu
      label={`Theme: ${words[settings.theme.value].toLowerCase()}`}
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
        aria-checked={settings.theme.value === one}
        onClick={() => {
          settings.theme.value = one;
          onChosen();
        }}
      >
        <span class="menu-item-mark">{settings.theme.value === one && <Check />}</span>
        <Icon />
        {words[one]}
      </button>
    );
  });
}
