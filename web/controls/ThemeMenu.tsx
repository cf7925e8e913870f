import { Check, Monitor, Moon, Sun } from "lucide-preact";
import { shownTheme, theme, themes, type Theme } from "#web/theme";
import { Menu } from "./Menu.tsx";

const words: Record<Theme, string> = { system: "System", light: "Light", dark: "Dark" };
const icons = { system: Monitor, light: Sun, dark: Moon };

export function ThemeMenu({ onClosed }: { onClosed?: () => void }) {
  return (
    <Menu
      label={`Theme: ${words[theme.value].toLowerCase()}`}
      button={shownTheme.value === "dark" ? <Moon /> : <Sun />}
      buttonClass="button button-icon"
      panelClass="menu-panel-end"
      onClosed={onClosed}
    >
      {(close) =>
        themes.map((one) => {
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
                close();
              }}
            >
              <span class="menu-item-mark">{theme.value === one && <Check />}</span>
              <Icon />
              {words[one]}
            </button>
          );
        })
      }
    </Menu>
  );
}
