// When a part of the page did not load, or failed: what is safe, and the one thing that helps.
import { Wordmark } from "./controls/Wordmark.tsx";

export function BrokenPage() {
  return (
    <main class="notice">
      <Wordmark />
      <h1>A part of this page did not load</h1>
      <p>
        You may be offline, or Tandem was updated a moment ago. What is in a room is safe, and what you typed last is
        kept on this device and sent when the room opens again.
      </p>
      <p class="notice-actions">
        <button type="button" class="button button-primary" onClick={() => location.reload()}>
          Load it again
        </button>
      </p>
    </main>
  );
}
