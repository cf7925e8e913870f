// The files of a moment, in the order of their paths; on a phone one field.
import { FileIcon } from "#web/files/FileIcon.tsx";
import { naturally } from "#web/files/natural-order";
import { isNarrow } from "#web/narrow";
import type { PastView } from "./past-view";

export function PastFileList({ view }: { view: PastView }) {
  const shown = view.shown.value;
  const files = (shown?.files ?? [])
    .filter(({ kind }) => kind !== "folder")
    .toSorted((a, b) => naturally(a.path, b.path));
  const written = new Set(shown?.traces.map(({ user }) => user));
  if (isNarrow.value)
    return (
      <label class="past-file-field">
        <span class="visually-hidden">File</span>
        <select
          class="field"
          value={view.file.value}
          onChange={({ currentTarget }) => view.choose(Number(currentTarget.value))}
        >
          {files.map(({ file, path }) => (
            <option key={file} value={file}>
              {path}
            </option>
          ))}
        </select>
      </label>
    );
  return (
    <nav class="past-files" aria-label="Files of this moment">
      <h2>
        Files <span class="quiet">{files.length}</span>
      </h2>
      <ul>
        {files.map((entry) => (
          <li key={entry.file}>
            <button
              type="button"
              class="past-file"
              aria-current={entry.file === view.file.value ? "true" : undefined}
              title={entry.path}
              disabled={entry.kind === "asset"}
              onClick={() => view.choose(entry.file)}
            >
              <FileIcon entry={entry} />
              <span>
                <bdi>{entry.path}</bdi>
              </span>
              {entry.file === shown?.file && written.size > 0 && <i class="past-file-mark" aria-hidden="true" />}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
