// Everything a person sets for themselves. What is chosen is so at once: there is nothing to save, and a way back from "Reset".
import { RotateCcw } from "lucide-preact";
import { Dialog } from "#web/controls/Dialog.tsx";
import { Segments } from "#web/controls/Segments.tsx";
import { Switch } from "#web/controls/Switch.tsx";
import { isMac } from "#web/keys";
import type { RoomSession } from "#web/room-session";
import { LookSettings } from "./LookSettings.tsx";
import { resetWithUndo } from "./setting-commands";
import { announceWords, indentWords, keyMapWords, lineNumberWords, touchEditorWords } from "./setting-words";
import { settings } from "./settings";
import {
  announcements,
  indents,
  keyMaps,
  lineNumbers,
  suggestionDelays,
  tabSizes,
  touchEditors,
} from "./settings-table";
import { isTouch } from "#web/touch";
import "./settings.css";

/** As far as a page can know. */
const hasKeys = matchMedia("(any-pointer: fine)").matches;
const hasTouch = matchMedia("(any-pointer: coarse)").matches;

type SettingsDialogProps = {
  session: RoomSession;
  onOpen: (other: "commands" | "shortcuts") => void;
  onClose: () => void;
};

export function SettingsDialog({ session, onOpen, onClose }: SettingsDialogProps) {
  return (
    <Dialog title="Settings" sheet onClose={onClose}>
      <div class="settings">
        <LookSettings />
        <EditingSettings />
        {session.role.value === "editor" && <SuggestionSettings />}
        <OthersSettings />
        <footer>
          <button type="button" class="button button-outline" onClick={() => onOpen("commands")}>
            All commands
          </button>
          <button type="button" class="button button-outline" onClick={() => onOpen("shortcuts")}>
            Keyboard shortcuts
          </button>
          <button type="button" class="button" onClick={resetWithUndo}>
            <RotateCcw />
            Reset all
          </button>
        </footer>
      </div>
    </Dialog>
  );
}

function EditingSettings() {
  const { tabSize, indentWith, wordWrap, minimap, lineNumbers: numbers, keyMap, vimEscape, touchEditor } = settings;
  return (
    <section>
      <h3>Editing</h3>
      <div class="setting">
        <span>
          Indent by
          <small>A text that is indented already keeps its own way.</small>
        </span>
        <span class="setting-pair">
          <Segments
            label="Indent by"
            values={tabSizes}
            words={String}
            chosen={tabSize.value}
            onChoose={(size) => (tabSize.value = size)}
          />
          <Segments
            label="Indent with"
            values={indents}
            words={(one) => indentWords[one]}
            chosen={indentWith.value}
            onChoose={(one) => (indentWith.value = one)}
          />
        </span>
      </div>
      <div class="setting">
        <span>Line numbers</span>
        <Segments
          label="Line numbers"
          values={lineNumbers}
          words={(one) => lineNumberWords[one]}
          chosen={numbers.value}
          onChoose={(one) => (numbers.value = one)}
        />
      </div>
      <Switch on={wordWrap.value} onChange={(on) => (wordWrap.value = on)}>
        Wrap long lines
      </Switch>
      {!isTouch && (
        <>
          <Switch on={minimap.value} onChange={(on) => (minimap.value = on)}>
            Minimap beside the code
          </Switch>
          <div class="setting">
            <span>
              Keys
              {keyMap.value === "emacs" && !isMac && <small>Ctrl+N, Ctrl+T and Ctrl+W stay the browser’s.</small>}
            </span>
            <Segments
              label="Keys"
              values={keyMaps}
              words={(one) => keyMapWords[one]}
              chosen={keyMap.value}
              onChoose={(one) => (keyMap.value = one)}
            />
          </div>
        </>
      )}
      {hasTouch && (
        <div class="setting">
          <span>
            Editor for touch
            <small>From the next time that a room is opened.</small>
          </span>
          <Segments
            label="Editor for touch"
            values={touchEditors}
            words={(one) => touchEditorWords[one]}
            chosen={touchEditor.value}
            onChoose={(one) => (touchEditor.value = one)}
          />
        </div>
      )}
      {keyMap.value === "vim" && !isTouch && (
        <Switch on={vimEscape.value} onChange={(on) => (vimEscape.value = on)}>
          <span>
            <kbd class="key">j</kbd> <kbd class="key">k</kbd> leaves insert mode
          </span>
        </Switch>
      )}
    </section>
  );
}

function SuggestionSettings() {
  const { suggestions, suggestionDelayMs } = settings;
  const on = suggestions.value;
  return (
    <section>
      <h3>Suggestions</h3>
      <Switch on={on} onChange={(next) => (suggestions.value = next)}>
        <span>
          Suggest while I type
          <small>{hasKeys ? <SuggestionKeys /> : "A tap on a suggestion accepts it."}</small>
        </span>
      </Switch>
      <div class="setting">
        <span>After a pause of</span>
        <Segments
          label="After a pause of"
          values={suggestionDelays}
          words={(delayMs) => `${delayMs / 1_000} s`}
          chosen={suggestionDelayMs.value}
          disabled={!on}
          onChoose={(delayMs) => (suggestionDelayMs.value = delayMs)}
        />
      </div>
    </section>
  );
}

function OthersSettings() {
  const { announce } = settings;
  return (
    <section>
      <h3>The others</h3>
      <div class="setting">
        <span>
          A screen reader is told of
          <small>At most every ten seconds.</small>
        </span>
        <Segments
          label="A screen reader is told of"
          values={announcements}
          words={(one) => announceWords[one]}
          chosen={announce.value}
          onChoose={(one) => (announce.value = one)}
        />
      </div>
    </section>
  );
}

function SuggestionKeys() {
  return (
    <>
      <kbd class="key">Tab</kbd> accepts, <kbd class="key">{isMac ? "⌘" : "Ctrl"} →</kbd> a word,{" "}
      <kbd class="key">Esc</kbd> dismisses.
    </>
  );
}
