// Formats a room's text when somebody asks for it, and says why not where it cannot be.
import { ChangeSet, type Text } from "@codemirror/state";
import { languages } from "#protocol/languages";
import type { RoomSession } from "#web/room-session";
import { settings } from "#web/settings/settings";
import { showToast, type Toast } from "#web/toast";
import { indentationOf } from "#web/touch-editor/indentation";
import { canFormat, formattedNames } from "./format-languages";
import { format } from "./formatter";
import { placedFormatting } from "./placed-formatting";

/** So often it is tried anew when somebody has written into the lines that were being formatted. */
const TRIES_MAX = 4;
/** Longer waits are told. */
const QUIET_MS = 700;

let isBusy = false;

export async function formatRoom(session: RoomSession): Promise<void> {
  const refused = whyNot(session);
  if (refused) return showToast({ text: refused });
  if (isBusy) return;
  isBusy = true;
  const telling = setTimeout(() => showToast({ text: "Formatting …" }), QUIET_MS);
  try {
    const outcome = await formatNow(session);
    if (outcome) showToast(outcome);
  } finally {
    isBusy = false;
    clearTimeout(telling);
  }
}

function whyNot(session: RoomSession): string | undefined {
  if (session.role.value !== "editor") return "This link only views: formatting is for those who may write.";
  const language = session.language.value;
  if (canFormat(language)) return undefined;
  const name = languages.find(({ id }) => id === language)?.name ?? language;
  return `There is no formatter for ${name} here. Prettier formats ${listed(formattedNames)}.`;
}

const listed = (names: readonly string[]) => `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

/** What is to be said of it; nothing, where the text has gone or has become one of another language. */
async function formatNow(session: RoomSession): Promise<Toast | undefined> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const before = session.text;
    const language = session.language.value;
    const file = session.file.value;
    if (!before || !canFormat(language)) return undefined;
    const answer = await format({ language, text: before.toString(), ...indentation(before) });
    switch (answer.result) {
      case "formatted": {
        const now = session.text;
        if (!now || session.file.value !== file || session.language.value !== language) return undefined;
        const changes = placedFormatting(ChangeSet.fromJSON(answer.changes), before, now);
        if (!changes) continue;
        if (changes.empty) return { text: "Already formatted." };
        session.editFile(file, changes);
        return { text: "Formatted." };
      }
      case "syntax":
        return syntaxToast(session, answer);
      case "late":
        return { text: "Formatting took longer than 10 seconds and was ended. The text is as it was." };
      case "missing":
        return { text: "The formatter could not be loaded. See whether you are online, and try again." };
      case "failed":
        return { text: `Prettier could not format this: ${answer.words}` };
    }
  }
  return { text: "Not formatted: others are writing in the same lines. Try again in a moment." };
}

/** As the text is indented, or as this person set it. */
function indentation(text: Text): { tabWidth: number; useTabs: boolean } {
  const { tabSize, indentWith } = settings;
  const unit = indentationOf(text, indentWith.value === "tabs" ? "\t" : " ".repeat(tabSize.value));
  return unit === "\t" ? { useTabs: true, tabWidth: tabSize.value } : { useTabs: false, tabWidth: unit.length };
}

type Place = { words: string; line: number; column: number };

function syntaxToast(session: RoomSession, { words, line, column }: Place): Toast {
  return {
    text: `Not formatted. Line ${line}: ${words}`,
    action: {
      label: `Go to line ${line}`,
      run: () => session.reveal(session.file.value, offsetOf(session.text, line, column)),
    },
  };
}

/** In the text of now, which may have become shorter. */
function offsetOf(text: Text | undefined, line: number, column: number): number {
  if (!text) return 0;
  const { from, to } = text.line(Math.min(Math.max(1, line), text.lines));
  return Math.min(to, from + Math.max(0, column - 1));
}
