// What somebody said: Markdown, in which places in the code are links and names that are called stand out.
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { ColoredCode } from "#web/preview/ColoredCode.tsx";
import { Markdown } from "#web/preview/Markdown.tsx";
import { markdownTree } from "#web/preview/markdown-tree";
import type { RoomSession } from "#web/room-session";
import { type CodeLink, codeLinkOf, codeLinksIn } from "./code-links";
import { goToCode, isFileOf } from "./go-to-code";
import { callsIn } from "./mentions";
import "#web/preview/markdown.css";

export function MessageText({
  session,
  text,
  mentions = [],
}: {
  session: RoomSession;
  text: string;
  mentions?: readonly number[] | undefined;
}) {
  const tree = useMemo(() => markdownTree(text), [text]);
  const isFile = isFileOf(session);
  const me = session.me.value;
  const known = [...(me ? [me] : []), ...session.talk.people].filter(({ user }) => mentions.includes(user));
  const words = (piece: string): ComponentChildren => {
    const links = codeLinksIn(piece, isFile).map(({ at, length, link }) => ({
      at,
      length,
      shown: <Link session={session} link={link} text={piece.slice(at, at + length)} />,
    }));
    const calls = callsIn(piece, known).map(({ at, length, user }) => ({
      at,
      length,
      shown: <span class={user === me?.user ? "called called-me" : "called"}>{piece.slice(at, at + length)}</span>,
    }));
    const shown: ComponentChildren[] = [];
    let end = 0;
    for (const one of [...links, ...calls].toSorted((a, b) => a.at - b.at)) {
      if (one.at < end) continue;
      shown.push(piece.slice(end, one.at), one.shown);
      end = one.at + one.length;
    }
    return [...shown, piece.slice(end)];
  };
  const code = (piece: string): ComponentChildren => {
    const link = codeLinkOf(piece, isFile);
    return link ? <Link session={session} link={link} text={piece} /> : undefined;
  };
  return (
    <div class="markdown markdown-message">
      <Markdown tree={tree} isMessage Code={ColoredCode} words={words} code={code} />
    </div>
  );
}

function Link({ session, link, text }: { session: RoomSession; link: CodeLink; text: string }) {
  const lines = link.to > link.from ? `lines ${link.from} to ${link.to}` : `line ${link.from}`;
  return (
    <button
      type="button"
      class="code-link"
      title={`Go to ${link.path}, ${lines}`}
      onClick={() => void goToCode(session, link)}
    >
      {text}
    </button>
  );
}
