// Who opens an address of nothing in a browser gets the page, which says so in words. Scripts and programs do not: a page in
// the place of a missing file breaks what asked for it.
import type { Context } from "hono";

/** The page as an answer 404, with its own policies; undefined when nobody is about to look at it. */
export async function unknownPage(c: Context<{ Bindings: Env }>): Promise<Response | undefined> {
  const looks = c.req.method === "GET" && /(^|[,\s])text\/html\b/i.test(c.req.header("accept") ?? "");
  const page = looks && (await c.env.ASSETS.fetch("https://assets/"));
  if (!page || !page.ok) return undefined;
  const headers = new Headers(page.headers);
  headers.delete("etag");
  headers.set("cache-control", "no-store");
  return new Response(page.body, { status: 404, headers });
}
