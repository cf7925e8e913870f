// One socket in a room, as the room's memory has it and as others see it.
import type { Text } from "@codemirror/state";
import type { Attention } from "#collab/attention";
import type { Bridge } from "#collab/bridge";
import type { LoggedTextEdit } from "#collab/edit-log";
import { type Carets, caretsAfterOwn, caretsOver } from "#collab/presence";
import type { Attachment, ConnectionId, RoomMember } from "#collab/room-events";
import { type FileId, MAIN_FILE } from "#protocol/project";
import type { Role } from "#protocol/role";
import type { Member, Presence } from "#protocol/socket";

export type Connection = {
  readonly id: ConnectionId;
  readonly member: RoomMember;
  readonly role: Role;
  readonly wholeTexts: boolean;
  /** It knows of other files than the main one. */
  readonly project: boolean;
  name: string;
  carets: Carets | undefined;
  /** The file they are in. */
  caretsFile: FileId;
  bridge: Bridge | undefined;
  /** Versions of its edits that it had not seen in the text its last one was made on. */
  readonly ahead: number[];
  /** What its person does that carets and edits do not show, and whom they follow. */
  attention: Attention;
  shadow: Shadow | undefined;
};

/** The last whole text a connection sent, the version it named, and the later ones that it was told of without a text. */
export type Shadow = { readonly text: Text; readonly base: number; readonly untold: readonly number[] };

/** As it comes, or wakes. */
export const connectionOf = (
  id: ConnectionId,
  member: RoomMember,
  { role, wholeTexts, project = false, name, carets, caretsFile = MAIN_FILE, attention = {} }: Coming,
): Connection => ({
  id,
  member,
  role,
  wholeTexts,
  project,
  name,
  carets,
  caretsFile,
  bridge: undefined,
  ahead: [],
  attention,
  shadow: undefined,
});
type Coming = Pick<Attachment, "role" | "wholeTexts" | "project" | "name" | "caretsFile" | "attention"> & {
  carets?: Carets | undefined;
};

/** How many of its own edits the connection has not seen at `base`. */
export function aheadOf({ ahead }: Connection, base: number): number {
  const unseen = ahead.findIndex((version) => version > base);
  ahead.splice(0, unseen < 0 ? ahead.length : unseen);
  return ahead.length;
}

/** The carets of member `user` after an edit, its own or another's. */
export function movedBy(carets: Carets, edit: Pick<LoggedTextEdit, "user" | "changes">, user: number): Carets {
  return edit.user === user ? caretsAfterOwn(carets, edit.changes) : caretsOver(carets, edit.changes);
}

export const caretsOnWire = (carets: Carets, file: FileId) => ({
  ...(file !== MAIN_FILE && { file }),
  position: carets[0]?.head ?? 0,
  ...(carets.some(({ anchor, head }, i) => i > 0 || anchor !== head) && { selection: [...carets] }),
});

export const memberOf = ({ member, name, role }: Connection): Member => ({
  user: member.user,
  name,
  color: (member.user - 1) % COLORS,
  role,
});
/** As somebody is told who knows of all files, or only of the main one: a caret elsewhere would be taken for one there. */
export const presenceOf = (connection: Connection, project: boolean): Presence => {
  const { carets, caretsFile } = connection;
  const seen = carets && (project || caretsFile === MAIN_FILE);
  return {
    ...memberOf(connection),
    ...(seen && caretsOnWire(carets, caretsFile)),
    ...(project && connection.attention),
  };
};
export const attachmentOf = (connection: Connection, version?: number): Attachment => {
  const { member, role, name, wholeTexts, project, carets, caretsFile, attention } = connection;
  return {
    user: member.user,
    role,
    name,
    wholeTexts,
    ...(project && { project }),
    ...(role === "viewer" && member.key !== undefined && { key: member.key }),
    ...(Object.keys(attention).length > 0 && { attention }),
    ...(carets && version !== undefined && { carets, caretsVersion: version }),
    ...(carets && version !== undefined && caretsFile !== MAIN_FILE && { caretsFile }),
  };
};

/** People are told apart by this many colours; a member keeps hers in a room. */
const COLORS = 8;
export const guestName = (user: number) => `Guest ${user}`;
