import { CircleAlert } from "lucide-preact";
import type { Talk, Unsaid } from "./talk";

/** What the room does not have yet, and what can be done about it. */
export function UnsaidLine({ talk, unsaid, live }: { talk: Talk; unsaid: Unsaid; live: boolean }) {
  const { request, text, why } = unsaid;
  const waits = why === undefined && !live;
  return (
    <article class="chat-message chat-unsaid" data-first="true" aria-label="Not sent yet">
      <p class="chat-unsaid-text">{text}</p>
      {(why !== undefined || waits) && (
        <p class="chat-unsaid-why">
          <CircleAlert />
          <span>{why ?? "Not sent: you are offline. It goes when the line is back."}</span>
          {why !== undefined && (
            <button type="button" class="button" onClick={() => talk.sayAgain(request)}>
              Send again
            </button>
          )}
          <button type="button" class="button" onClick={() => talk.forget(request)}>
            Remove
          </button>
        </p>
      )}
    </article>
  );
}
