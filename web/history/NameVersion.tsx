import { useState } from "preact/hooks";
import { MARK_NAME_LENGTH_MAX } from "#protocol/limits";
import { Dialog } from "#web/controls/Dialog.tsx";
import { showToast } from "#web/toast";
import { tried } from "./version-actions";
import "./history.css";

type NameVersionProps = {
  version: number;
  /** Its name so far, if it has one. */
  name?: string;
  keep: (name: string, version: number) => Promise<void>;
  onClose: () => void;
};

export function NameVersion({ version, name: before = "", keep, onClose }: NameVersionProps) {
  const [name, setName] = useState(before);
  const save = async () => {
    if (name.trim() === "") return;
    if (!(await tried("The name could not be kept", () => keep(name, version)))) return;
    showToast({ text: `v${version} is “${name.trim()}”.` });
    onClose();
  };
  return (
    <Dialog title={before ? `Rename v${version}` : `Name v${version}`} onClose={onClose}>
      <form
        class="past-name"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <label htmlFor="version-name">What is it? “Before the rewrite”, “All tests pass” …</label>
        <input
          id="version-name"
          class="field"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it is why the dialog was opened
          autofocus
          maxLength={MARK_NAME_LENGTH_MAX}
          value={name}
          autocomplete="off"
          onFocus={({ currentTarget }) => currentTarget.select()}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
        <button type="submit" class="button button-primary" disabled={name.trim() === ""}>
          Keep this name
        </button>
      </form>
    </Dialog>
  );
}
