// What a person sets for themselves: the theme, and suggestions while typing. Kept on the device; the room does not change.
import { Check, Settings2 } from "lucide-preact";
import { Menu } from "#web/controls/Menu.tsx";
import { ThemeItems } from "#web/controls/ThemeMenu.tsx";
import { isMac } from "#web/keys";
import type { RoomSession } from "#web/room-session";
import { settings } from "#web/settings/settings";
import { suggestionDelays } from "#web/settings/settings-table";

/** As far as a page can know. */
const hasKeys = matchMedia("(any-pointer: fine)").matches;

export function SettingsMenu({ session }: { session: RoomSession }) {
  return (
    <Menu
      label="Settings"
      button={<Settings2 />}
      buttonClass="button button-icon"
      panelClass="menu-panel-end settings-panel"
      role="dialog"
      onClosed={() => session.focusEditor()}
    >
      {(close) => (
        <>
          <section aria-labelledby="settings-theme">
            <h2 id="settings-theme">Theme</h2>
            <div role="menu" aria-labelledby="settings-theme">
              <ThemeItems onChosen={close} />
            </div>
          </section>
          {session.role.value === "editor" && <SuggestionSettings />}
        </>
      )}
    </Menu>
  );
}

function SuggestionSettings() {
  const on = settings.suggestions.value;
  return (
    <section aria-labelledby="settings-suggestions">
      <h2 id="settings-suggestions">Suggestions</h2>
      <div role="menu" aria-labelledby="settings-suggestions">
        <button
          type="button"
          class="menu-item"
          role="menuitemcheckbox"
          aria-checked={on}
          onClick={() => (settings.suggestions.value = !on)}
        >
          <span class="menu-item-mark">{on && <Check />}</span>
          Suggest while I type
        </button>
      </div>
      <div class="settings-row">
        <span id="settings-delay">After a pause of</span>
        <div class="segments" role="radiogroup" aria-labelledby="settings-delay">
          {suggestionDelays.map((delayMs) => (
            <button
              key={delayMs}
              type="button"
              role="radio"
              aria-checked={settings.suggestionDelayMs.value === delayMs}
              disabled={!on}
              onClick={() => (settings.suggestionDelayMs.value = delayMs)}
            >
              {delayMs / 1_000} s
            </button>
          ))}
        </div>
      </div>
      <p class="settings-keys">
        {hasKeys ? (
          <>
            <span>
              <kbd class="key">Tab</kbd> accepts,
            </span>{" "}
            <span>
              <kbd class="key">{isMac ? "⌘" : "Ctrl"} →</kbd> a word,
            </span>{" "}
            <span>
              <kbd class="key">Esc</kbd> dismisses.
            </span>
          </>
        ) : (
          "A tap on a suggestion accepts it."
        )}
      </p>
    </section>
  );
}
