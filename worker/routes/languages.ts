// What can be edited here, and what can be run here and now: nothing before a runner is there.
import { Hono } from "hono";
import { languages as editable } from "#protocol/languages";

export const languages = new Hono<{ Bindings: Env }>().get("/", (c) =>
  c.json({ languages: editable.map((language) => ({ ...language, edit: true, run: false })) }),
);
