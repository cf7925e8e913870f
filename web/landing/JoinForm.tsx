import { useState } from "preact/hooks";
import type { TargetedSubmitEvent } from "preact";
import { navigate } from "#web/route";
import { roomIdIn, roomPath } from "#web/room-address";

export function JoinForm() {
  const [pasted, setPasted] = useState("");
  const [wrong, setWrong] = useState(false);

  const onSubmit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const id = roomIdIn(pasted);
    if (id) navigate(roomPath(id));
    else setWrong(true);
  };

  return (
    <form class="join" onSubmit={onSubmit} noValidate>
      <label htmlFor="join-address">Or join one</label>
      <div class="join-row">
        <input
          id="join-address"
          class="field"
          type="text"
          placeholder="Paste a room’s link or id"
          autocomplete="off"
          spellcheck={false}
          value={pasted}
          aria-invalid={wrong}
          aria-describedby="join-error"
          onInput={(event) => {
            setPasted(event.currentTarget.value);
            setWrong(false);
          }}
        />
        <button type="submit" class="button button-outline">
          Join
        </button>
      </div>
      <p id="join-error" class="field-error" role="alert">
        {wrong &&
          (pasted.trim()
            ? "There is no room id in that. A link looks like …/r/ followed by 36 letters and digits."
            : "Paste the link somebody sent you first.")}
      </p>
    </form>
  );
}
