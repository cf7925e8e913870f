import { TextCursorInput } from "lucide-preact";
import { useId } from "preact/hooks";
import { RUN_STDIN_LENGTH_MAX } from "#protocol/limits";
import { Menu } from "#web/controls/Menu.tsx";
import { keepNextInput, nextInput } from "./next-input";
import { panelMenu } from "./run-layout";

const takeBack = () => (panelMenu.value = undefined);

export function NextInputMenu({ room }: { room: string }) {
  const id = useId();
  const { text, ends } = nextInput(room).value;
  const lines = text === "" ? 0 : text.replace(/\n$/, "").split("\n").length;
  const prepared = lines === 1 ? "1 line of input" : `${lines} lines of input`;
  return (
    <Menu
      label={lines > 0 ? `The next run begins with ${prepared}` : "Input for the next run"}
      role="dialog"
      buttonClass={lines > 0 ? "button run-next-input" : "button button-icon"}
      button={
        <>
          <TextCursorInput />
          {lines > 0 && <span>{prepared}</span>}
        </>
      }
      panelClass="menu-panel-end menu-panel-up next-input-panel"
      wanted={panelMenu.value === "input"}
      onWanted={takeBack}
    >
      {() => (
        <>
          <label htmlFor={id}>Input for the next run</label>
          <p class="quiet">
            Your runs in this room begin with it, and all in the room see it then. Kept on this device.
          </p>
          <textarea
            id={id}
            class="field"
            data-first
            rows={6}
            spellcheck={false}
            autocomplete="off"
            maxLength={RUN_STDIN_LENGTH_MAX}
            value={text}
            onInput={(event) => keepNextInput(room, { text: event.currentTarget.value, ends })}
          />
          <label class="check">
            <input
              type="checkbox"
              checked={ends}
              onChange={(event) => keepNextInput(room, { text, ends: event.currentTarget.checked })}
            />
            The input ends there
          </label>
        </>
      )}
    </Menu>
  );
}
