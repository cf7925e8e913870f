// Monaco's own knowledge of JavaScript and TypeScript: hovers, completions and diagnostics for a room's text, from a worker
// that is loaded when a room of one of these languages is shown. Set up for what the runner does with such a text, which is
// Node, so that a program that runs there is not marked as wrong.
import {
  javascriptDefaults,
  ModuleKind,
  ModuleResolutionKind,
  ScriptTarget,
  typescriptDefaults,
} from "monaco-editor/languages/features/typescript/register";

/** One file without its project: what it imports, and how, cannot be known here. */
const UNKNOWN_MODULE_CODES = [1192, 1259, 2306, 2307, 2792, 7016];

// TypeScript's `moduleDetection: "force"`. As a script, a text would share its names with the browser's own: `const name`
// would be declared twice, and `await` stand nowhere outside of functions.
const EVERY_FILE_IS_A_MODULE = 3;

// What Node has and browsers do not; loosely, for its types are larger than the editor.
const NODE_GLOBALS = `
declare var process: any;
declare var Buffer: any;
declare var global: typeof globalThis;
declare var require: any;
declare var module: any;
declare var exports: any;
declare var __filename: string;
declare var __dirname: string;
declare function setImmediate(callback: (...args: any[]) => void, ...args: any[]): any;
declare function clearImmediate(immediate: any): void;
`;

for (const defaults of [typescriptDefaults, javascriptDefaults]) {
  defaults.setCompilerOptions({
    target: ScriptTarget.ESNext,
    module: ModuleKind.ESNext,
    moduleResolution: ModuleResolutionKind.NodeJs,
    moduleDetection: EVERY_FILE_IS_A_MODULE,
    allowNonTsExtensions: true,
    // A model has no file name: this is what says that it is JavaScript.
    allowJs: defaults === javascriptDefaults,
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    noImplicitAny: false,
  });
  defaults.setDiagnosticsOptions({
    diagnosticCodesToIgnore: UNKNOWN_MODULE_CODES,
    // Opinions on style: every `require` would be underlined.
    noSuggestionDiagnostics: true,
  });
  defaults.setExtraLibs([{ content: NODE_GLOBALS, filePath: "ts:node-globals.d.ts" }]);
}
