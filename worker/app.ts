// The edge: REST, the rooms' sockets, and the web app for every other path.
import { Hono } from "hono";
import { onError, problemAnswer } from "#worker/problem";
import { health } from "#worker/routes/health";
import { languages } from "#worker/routes/languages";
import { rooms } from "#worker/routes/rooms";
import { socket } from "#worker/routes/socket";

export const app = new Hono<{ Bindings: Env }>()
  .route("/health", health)
  .route("/languages", languages)
  .route("/rooms", rooms)
  .route("/ws", socket);

app.notFound((c) => problemAnswer(c, 404, "There is nothing at this address"));
app.onError(onError);
