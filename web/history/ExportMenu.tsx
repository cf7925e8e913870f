// The past as files, and the proof that it is what happened.
import { Download, ShieldCheck } from "lucide-preact";
import { useState } from "preact/hooks";
import type { AnswerOf } from "#protocol/api";
import { ApiProblem } from "#client/api";
import { api } from "#web/api";
import { Dialog } from "#web/controls/Dialog.tsx";
import { Menu } from "#web/controls/Menu.tsx";
import { copyText } from "#web/copy-text";
import { downloadText } from "#web/download";
import { showToast } from "#web/toast";
import { countWords } from "./moment-words";
import type { PastView } from "./past-view";
import { tried } from "./version-actions";

export function ExportMenu({ view }: { view: PastView }) {
  const [verifies, setVerifies] = useState(false);
  const version = view.version.value;
  const address = (path: string) => `/rooms/${encodeURIComponent(view.id)}/${path}`;
  return (
    <>
      <Menu
        label="Download and verify"
        button={<Download />}
        buttonClass="button button-icon"
        panelClass="menu-panel-end past-export"
      >
        {(close) => (
          <>
            <a role="menuitem" class="menu-item" href={address(`zip?at=v${version}`)} onClick={close}>
              The files at v{version}, zipped
            </a>
            <button
              type="button"
              role="menuitem"
              class="menu-item"
              onClick={() => {
                close();
                void tried("The playback could not be made", () => savePlayback(view));
              }}
            >
              A page that plays it offline
            </button>
            <a role="menuitem" class="menu-item" href={address("log")} onClick={close}>
              All edits, as a log
            </a>
            <button
              type="button"
              role="menuitem"
              class="menu-item"
              onClick={() => {
                close();
                setVerifies(true);
              }}
            >
              Verify the history…
            </button>
          </>
        )}
      </Menu>
      {verifies && <VerifyDialog view={view} logAddress={address("log")} onClose={() => setVerifies(false)} />}
    </>
  );
}

async function savePlayback(view: PastView): Promise<void> {
  showToast({ text: "The page is being made …" });
  const { makePlayback } = await import("#web/playback/make-playback");
  const { page, name, from } = await makePlayback(view);
  downloadText(name, page, "text/html");
  showToast({
    text: from > 0 ? `${name} begins at v${from}: all of it would be too large.` : `${name} plays without Tandem.`,
  });
}

type Proof = AnswerOf<"GET /rooms/{roomId}/verify">;

function VerifyDialog({ view, logAddress, onClose }: { view: PastView; logAddress: string; onClose: () => void }) {
  const [proof, setProof] = useState<Proof | string>();
  const [copied, setCopied] = useState(false);
  const ask = async () => {
    setProof(undefined);
    try {
      setProof(await api("GET /rooms/{roomId}/verify", { params: { roomId: view.id } }));
    } catch (error) {
      setProof(error instanceof ApiProblem ? error.message : "The room does not answer. Try it again in a moment.");
    }
  };
  useState(() => void ask());
  return (
    <Dialog title="Is the history what happened?" onClose={onClose}>
      <div class="past-proof" role="status">
        {proof === undefined && <p>Every edit is being computed anew…</p>}
        {typeof proof === "string" && <p class="field-error">{proof}</p>}
        {typeof proof === "object" && (
          <>
            <p class={proof.ok ? "past-proof-good" : "field-error"}>
              {proof.ok && <ShieldCheck />}
              {proof.ok
                ? `Verified: ${countWords(proof.checked, "edit")}, up to v${proof.version}.`
                : `Not as it was: ${proof.faults.map(({ version, what }) => `v${version} ${what}`).join("; ")}`}
            </p>
            <code class="past-head">{proof.head}</code>
          </>
        )}
      </div>
      <p class="quiet">
        Each edit is chained to the one before by its hash, up to this head. Whoever keeps the head can tell later
        whether anything before it was changed, left out or put in. The log holds all that is needed to check it alone.
      </p>
      <div class="past-actions">
        <button
          type="button"
          class="button button-outline"
          disabled={typeof proof !== "object"}
          onClick={async () => setCopied(typeof proof === "object" && (await copyText(proof.head)))}
        >
          {copied ? "Copied" : "Copy the head"}
        </button>
        <a class="button button-outline" href={logAddress}>
          Download the log
        </a>
      </div>
    </Dialog>
  );
}
