// The picture on the landing page: two people in one room, in the language that is pointed at.
import { languages, type LanguageId } from "#protocol/languages";
import { Avatar } from "#web/controls/Avatar.tsx";
import { sampleLines, type Token } from "./sample-code";

// Lines that have something to select and to write in every sample.
const selecting = { name: "Quiet Heron", color: 1, line: 4 };
const writing = { name: "Brave Otter", color: 0, line: 6 };

export function CodeFigure({ language }: { language: LanguageId }) {
  const extension = languages.find(({ id }) => id === language)?.extension;
  return (
    <figure class="figure" aria-hidden="true">
      <div class="figure-bar">
        <span>merge.{extension}</span>
        <span class="quiet">Saved at v1042</span>
        <span class="faces">
          <Avatar {...selecting} />
          <Avatar {...writing} />
        </span>
      </div>
      <ol>
        {sampleLines(language).map((tokens, line) => (
          <li key={line}>
            <span class="figure-number">{line + 1}</span>
            <code>
              {line === selecting.line ? <Selected tokens={tokens} /> : <Coloured tokens={tokens} />}
              {line === writing.line && <Caret person={writing} />}
            </code>
          </li>
        ))}
      </ol>
    </figure>
  );
}

function Selected({ tokens }: { tokens: Token[] }) {
  const indent = tokens[0]?.text.trim() === "" ? 1 : 0;
  return (
    <>
      <Coloured tokens={tokens.slice(0, indent)} />
      <Caret person={selecting} above />
      <span class="figure-selection" data-person={selecting.color}>
        <Coloured tokens={tokens.slice(indent)} />
      </span>
    </>
  );
}

function Coloured({ tokens }: { tokens: Token[] }) {
  return tokens.map((token) =>
    token.kind === "text" ? token.text : <span class={`code-${token.kind}`}>{token.text}</span>,
  );
}

function Caret({ person, above = false }: { person: { name: string; color: number }; above?: boolean }) {
  return (
    <span class="figure-caret" data-person={person.color}>
      <span class={above ? "above" : undefined}>{person.name}</span>
    </span>
  );
}
