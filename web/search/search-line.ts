// The worker that searches, started when it is first needed, and ended when it does not answer in time.
import type { FileId } from "#protocol/project";
import SearchWorker from "./search.worker?worker"; // oxlint-disable-line import/default -- Vite makes this module
import type { SearchAnswer, SearchRequest } from "./search-messages";

type Asked = Extract<SearchRequest, { id: number }>;
type Without<Request> = Request extends unknown ? Omit<Request, "id"> : never;

/** A search of eight million characters takes some tenths of a second; a pattern that goes wild takes for ever. */
const PATIENCE_MS = 4_000;

export class SearchLine {
  #worker: Worker | undefined;
  #id = 0;
  // What the worker knows: by identity, for texts never change.
  #known = new Map<FileId, unknown>();
  readonly #waiting = new Map<number, (answer: SearchAnswer | "slow") => void>();

  /** Tells it what it does not know yet. `key` is another one for every text; `text` is asked for only then. */
  tell(texts: Iterable<{ file: FileId; key: unknown; text: () => string }>): void {
    const worker = this.#start();
    const news = [...texts].filter(({ file, key }) => this.#known.get(file) !== key);
    for (const { file, key } of news) this.#known.set(file, key);
    if (news.length === 0) return;
    const message: SearchRequest = { type: "texts", texts: news.map(({ file, text }) => ({ file, text: text() })) };
    worker.postMessage(message);
  }

  /** "slow" when it did not come to an end. */
  ask(request: Without<Asked>): Promise<SearchAnswer | "slow"> {
    const id = ++this.#id;
    const worker = this.#start();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.end("slow"), PATIENCE_MS);
      this.#waiting.set(id, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      worker.postMessage({ ...request, id });
    });
  }

  end(answer: "slow" = "slow"): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#known = new Map();
    for (const resolve of this.#waiting.values()) resolve(answer);
    this.#waiting.clear();
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker: Worker = new SearchWorker();
    worker.onmessage = ({ data }: MessageEvent<SearchAnswer>) => {
      this.#waiting.get(data.id)?.(data);
      this.#waiting.delete(data.id);
    };
    this.#worker = worker;
    return worker;
  }
}
