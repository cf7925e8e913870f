// In place of Monaco's own module for this: that one brings along everything the editor can do, by accident of how it was
// bundled. It came with the first script that was shown, too late for its services: every editor made after that told of
// services that it did not know.
import { editor } from "monaco-editor/editor/editor.api";

type WorkerOptions = {
  label?: string;
  moduleId: string;
  createData?: unknown;
  host?: Record<string, (...args: unknown[]) => unknown>;
  keepIdleModels?: boolean;
};

/** As the languages ask for it; which worker that is, `MonacoEnvironment` says. */
export function createWebWorker<T extends object>(options: WorkerOptions): editor.MonacoWebWorker<T> {
  const { label = "", moduleId, createData, ...rest } = options;
  const start = async () => {
    const worker = await self.MonacoEnvironment!.getWorker!(moduleId, label);
    worker.postMessage("ignore"); // takes it out of its waiting
    worker.postMessage(createData);
    return worker;
  };
  return editor.createWebWorker<T>({ worker: start(), ...rest });
}
