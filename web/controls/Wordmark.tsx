// Two carets side by side: the name in a picture.
import { followLink } from "#web/route";

export function Wordmark({ short = false }: { short?: boolean }) {
  return (
    <a class="wordmark" href="/" onClick={followLink} aria-label="Tandem, to the start page" title="To the start page">
      <svg
        viewBox="0 0 22 18"
        width="22"
        height="18"
        fill="none"
        stroke-width="2"
        stroke-linecap="round"
        aria-hidden="true"
      >
        <path class="wordmark-first" d="M3 2h4M5 2v14M3 16h4" />
        <path class="wordmark-second" d="M13 2h4M15 2v14M13 16h4" />
      </svg>
      {!short && <span>Tandem</span>}
    </a>
  );
}
