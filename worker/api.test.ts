import { expect, test } from "vitest";
import { routes } from "#protocol/api";
import { app } from "#worker/app";

/** Of the socket, which /protocol.json describes. */
const undescribed = ["GET /ws/{roomId}"];

test("the table of routes has every route of the Worker, and no other", () => {
  const handlers = app.routes.filter(({ method }) => method !== "ALL"); // the rest stands around them
  const routed = handlers.map(
    ({ method, path }) => `${method} ${path.replace(/:(\w+)(\{\.\+\})?/g, "{$1}").replace(/\/$/, "")}`,
  );
  const described = [...routes.map(([key]) => key), ...undescribed];
  expect(
    [...new Set(routed)].filter((key) => !described.includes(key)),
    "These routes are described nowhere: write them into protocol/api/, with every answer that they give on purpose, and " +
      "into test/api-scenarios.ts how each of the answers comes about",
  ).toEqual([]);
  expect(
    described.filter((key) => !routed.includes(key)),
    "protocol/api/ describes these routes, which the Worker does not have",
  ).toEqual([]);
});
