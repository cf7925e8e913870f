// The edge: REST and the rooms' sockets. The page is served from its files, without us.
import { Hono } from "hono";
import { otherMethods } from "#worker/methods";
import { knownHosts, knownOrigins, sharing } from "#worker/origins";
import { unknownPage } from "#worker/page";
import { onError, problemAnswer } from "#worker/problem";
import { requestLog } from "#worker/request-log";
import { admin } from "#worker/routes/admin";
import { autocomplete } from "#worker/routes/autocomplete";
import { execute } from "#worker/routes/execute";
import { files } from "#worker/routes/files";
import { health } from "#worker/routes/health";
import { history } from "#worker/routes/history";
import { languages } from "#worker/routes/languages";
import { metrics } from "#worker/routes/metrics";
import { rooms } from "#worker/routes/rooms";
import { runs } from "#worker/routes/runs";
import { socket } from "#worker/routes/socket";
import { talk } from "#worker/routes/talk";
import { securityHeaders } from "#worker/security-headers";

export const app = new Hono<{ Bindings: Env }>()
  .use(requestLog, securityHeaders, knownHosts, sharing, knownOrigins)
  .route("/health", health)
  .route("/languages", languages)
  .route("/autocomplete", autocomplete)
  .route("/execute", execute)
  .route("/rooms", rooms)
  .route("/rooms/:roomId/runs", runs)
  .route("/rooms/:roomId", files)
  .route("/rooms/:roomId", history)
  .route("/rooms/:roomId", talk)
  .route("/ws", socket)
  .route("/metrics", metrics)
  .route("/admin/rooms", admin);

app.notFound(
  async (c) =>
    (await unknownPage(c)) ?? otherMethods(app, c) ?? problemAnswer(c, 404, "There is nothing at this address"),
);
app.onError(onError);
