// The Worker's entry: the app, what it does by the clock, and the classes of its rooms and of its runner's containers.
import { app } from "#worker/app";
import { forgetRooms } from "#worker/retention";

export { RunnerContainer } from "#execution/runner-container";
export { CompletionSpending } from "#worker/completion/spending";
export { Room } from "#party/room";
export default {
  fetch: app.fetch,
  async scheduled({ scheduledTime }, env) {
    await forgetRooms(env, scheduledTime);
  },
} satisfies ExportedHandler<Env>;
