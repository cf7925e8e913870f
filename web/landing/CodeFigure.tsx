// The picture on the landing page: two people in one room, in the language that is pointed at.
import type { ComponentChildren } from "preact";
import { languages, type LanguageId } from "#protocol/languages";
import { Avatar } from "#web/controls/Avatar.tsx";
import { sampleLines, type Token } from "./sample-code";

const reading = { name: "Quiet Heron", color: 1 };
const writing = { name: "Brave Otter", color: 0, line: 6 };

export function CodeFigure({ language }: { language: LanguageId }) {
  const extension = languages.find(({ id }) => id === language)?.extension;
  return (
    <figure class="figure" aria-hidden="true">
      <div class="figure-bar">
        <span>merge.{extension}</span>
        <span class="quiet">Saved at v1042</span>
        <span class="faces">
          <Avatar {...reading} />
          <Avatar {...writing} />
        </span>
      </div>
      <ol>
        {sampleLines(language).map((tokens, line) => (
          <li key={line}>
            <span class="figure-number">{line + 1}</span>
            <code>
              <Coloured tokens={tokens} />
              {line === writing.line && <Caret person={writing} />}
            </code>
          </li>
        ))}
      </ol>
    </figure>
  );
}

function Coloured({ tokens }: { tokens: Token[] }) {
  return tokens.map((token, index) => {
    const coloured = (
      <span key={index} class={`code-${token.kind}`}>
        {token.text}
      </span>
    );
    return isProse(token) ? <Selected key={index}>{coloured}</Selected> : coloured;
  });
}

// Every sample has one sentence in it: what somebody would mark to point at it.
const isProse = ({ kind, text }: Token) => (kind === "comment" || kind === "string") && text.includes("sorted");

function Selected({ children }: { children: ComponentChildren }) {
  return (
    <>
      <span class="figure-selection" data-person={reading.color}>
        {children}
      </span>
      <Caret person={reading} />
    </>
  );
}

function Caret({ person }: { person: { name: string; color: number } }) {
  return (
    <span class="figure-caret" data-person={person.color}>
      <span>{person.name}</span>
    </span>
  );
}
