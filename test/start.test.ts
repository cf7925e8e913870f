import { expect, test } from "vitest";
import { startApp } from "#test/app";

test("npm start serves the page and says that it is well", async () => {
  const app = await startApp();
  try {
    expect(await (await fetch(`${app.url}/health`)).json()).toMatchObject({ status: "ok" });
    expect(await (await fetch(`${app.url}/`)).text()).toContain("<title>Tandem");
  } finally {
    await app.stop();
  }
});
