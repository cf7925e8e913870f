// Which colour is whose, of the text that is shown, and when it was written.
import { authorsIn } from "./authors";
import "./authorship.css";
import type { Spans } from "./blame";
import { momentWords } from "./moment-words";

type AuthorLegendProps = { spans: Spans | undefined; nameOf: (user: number) => string };

export function AuthorLegend({ spans, nameOf }: AuthorLegendProps) {
  const { people, fromBeginning, oldest, newest } = authorsIn(spans ?? []);
  const words = (time: number) => momentWords(time, Date.now());
  return (
    <div class="author-legend" role="group" aria-label="Who wrote this">
      <ul>
        {people.map(({ color, users }) => (
          <li key={color}>
            <span class={`author-color past-person-${color}`} />
            {users.map(nameOf).join(", ")}
          </li>
        ))}
        {fromBeginning && (
          <li>
            <span class="author-color past-first" />
            As the room began
          </li>
        )}
      </ul>
      {newest !== undefined && oldest !== undefined && (
        <p class="quiet">
          {words(oldest) === words(newest)
            ? `written ${words(newest)}`
            : `oldest ${words(oldest)}, newest ${words(newest)}`}
        </p>
      )}
    </div>
  );
}
