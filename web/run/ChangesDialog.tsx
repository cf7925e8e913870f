// What has changed in the text since a run.
import type { FileId } from "#protocol/project";
import { Dialog } from "#web/controls/Dialog.tsx";
import { late } from "#web/controls/late.tsx";
import type { RoomSession } from "#web/room-session";
import { isTouch } from "#web/touch";

export type ComparedTexts = {
  then: string;
  thenLanguage: string;
  now: string;
  nowLanguage: string;
  /** Under each other; unless it is said, on a narrow page. */
  inline?: boolean;
};

// By the room's own editor, whichever that is here. Each import says what it takes: of two that do not, the builder's
// preloading fetches what either needs.
const Changes = late<ComparedTexts>(
  () =>
    isTouch
      ? import("#web/touch-editor/TouchChanges.tsx").then(({ default: TouchChanges }) => TouchChanges)
      : import("./MonacoChanges.tsx").then(({ default: MonacoChanges }) => MonacoChanges),
  { name: "The comparison", Frame: ({ children }) => <div class="changes">{children}</div> },
);

type ChangesDialogProps = {
  session: RoomSession;
  then: string;
  version: number;
  language: string;
  /** The one that ran. */
  file: FileId;
  onClose: () => void;
};

export function ChangesDialog({ session, then, version, language, file, onClose }: ChangesDialogProps) {
  const now = session.version.value;
  return (
    <Dialog title={`From v${version}, which ran, to v${now}, as it is now`} wide onClose={onClose}>
      <Changes
        then={then}
        thenLanguage={language}
        now={session.textOf(file)?.toString() ?? ""}
        nowLanguage={session.languageOf(file)}
      />
    </Dialog>
  );
}
