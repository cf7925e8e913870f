// Monaco as Tandem ships it: the editor, the features that a room uses, and the tokenizers of the languages a room
// can have. Taking the package's main module instead would bring sixty more languages and the diff editor.
import { loader } from "@monaco-editor/react";
import * as monaco from "monaco-editor/editor/editor.api";
// oxlint-disable import/default -- Vite makes these modules
import editorWorker from "monaco-editor/editor/editor.worker?worker&url";
import typeScriptWorker from "monaco-editor/language/typescript/ts.worker?worker&url";
import { fetchedWorker } from "./fetched-worker";
import "./monaco-features";
import "./monaco-languages";

self.MonacoEnvironment = {
  getWorker: (_id, label) =>
    fetchedWorker(label === "typescript" || label === "javascript" ? typeScriptWorker : editorWorker),
};

// Monaco gives up what it waits for by rejecting with an error of this name, and forgets to look at some of them.
addEventListener("unhandledrejection", (event) => {
  if (event.reason instanceof Error && event.reason.name === "Canceled") event.preventDefault();
});

// Without this the loader would fetch Monaco from another host.
loader.config({ monaco });

export * from "monaco-editor/editor/editor.api";
