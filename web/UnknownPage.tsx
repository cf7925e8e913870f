import { Wordmark } from "./controls/Wordmark.tsx";
import { followLink } from "./route";

export function UnknownPage() {
  return (
    <main class="notice">
      <Wordmark />
      <h1>There is no such page</h1>
      <p>Rooms live under /r/ and their id. If you have a link, the start page can open it.</p>
      <p class="notice-actions">
        <a class="button button-primary" href="/" onClick={followLink}>
          To the start page
        </a>
      </p>
    </main>
  );
}
