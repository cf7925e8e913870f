import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";

test("health answers once rooms, D1 and assets do", async () => {
  const response = await exports.default.fetch("http://tandem/health");
  expect(await response.json()).toMatchObject({ status: "ok" });
});
