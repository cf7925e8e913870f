import { isMac } from "#web/keys";
import { keyCaps } from "./key-strokes";

/** Keys as they are on the keyboard. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span class="keys">
      {keyCaps(keys, isMac).map((caps, stroke) => (
        <span key={stroke}>
          {caps.map((cap) => (
            <kbd key={cap} class="key">
              {cap}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
