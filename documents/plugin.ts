// Puts /openapi.json and /protocol.json beside the page. A change of what they come from restarts `npm run dev`'s server.
import type { Plugin } from "vite";
import { openApiDocument } from "#documents/openapi";
import { protocolDocument } from "#documents/protocol";

export function documents(version: string): Plugin {
  const textByName = new Map([
    ["openapi.json", JSON.stringify(openApiDocument(version))],
    ["protocol.json", JSON.stringify(protocolDocument())],
  ]);
  return {
    name: "documents",
    generateBundle() {
      for (const [fileName, source] of textByName) this.emitFile({ type: "asset", fileName, source });
    },
    configureServer({ middlewares }) {
      middlewares.use((request, answer, next) => {
        const text = textByName.get((request.url ?? "").slice(1).replace(/\?.*/, ""));
        if (text === undefined) return next();
        answer.setHeader("content-type", "application/json").end(text);
      });
    },
  };
}
