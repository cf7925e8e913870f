// Every key that does something here, made from the commands themselves.
import { useState } from "preact/hooks";
import { Dialog } from "#web/controls/Dialog.tsx";
import { settings } from "#web/settings/settings";
import { type Command, commands, keysOf, nameOf } from "./commands";
import { Keys } from "./Keys.tsx";

const TYPED_MAX = 60;

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
  const shown = commands.value.filter(
    (command) => keysOf(command).length > 0 && nameOf(command).toLowerCase().includes(wanted),
  );
  const keyMap = settings.keyMap.value;
  return (
    <Dialog title="Keyboard shortcuts" wide onClose={onClose}>
      <div class="shortcuts">
        <input
          class="field"
          autofocus
          aria-label="Find a shortcut"
          placeholder="Find a shortcut"
          autocomplete="off"
          spellcheck={false}
          maxLength={TYPED_MAX}
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        {keyMap !== "standard" && (
          <p class="quiet">
            In the code {keyMap === "vim" ? "Vim’s" : "Emacs’"} keys come first where both know a key.
          </p>
        )}
        <div class="shortcuts-groups">
          {[...Map.groupBy(shown, ({ group }) => group)].map(([group, list]) => (
            <ShortcutGroup key={group} group={group} list={list} />
          ))}
        </div>
        {shown.length === 0 && (
          <p class="quiet">No shortcut is called that. The commands without keys are in the palette.</p>
        )}
      </div>
    </Dialog>
  );
}

function ShortcutGroup({ group, list }: { group: string; list: readonly Command[] }) {
  return (
    <section>
      <h3>{group}</h3>
      <dl>
        {list.map((command) => (
          <div key={command.id}>
            <dt>{command.label.replace(/…$/, "")}</dt>
            <dd>
              {keysOf(command).map((keys, index) => (
                <span key={keys}>
                  {index > 0 && <span class="quiet">or </span>}
                  <Keys keys={keys} />
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
