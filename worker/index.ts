// The Worker's entry: the app, and the classes of its rooms and of its runner's containers.
import { app } from "#worker/app";

export { RunnerContainer } from "#execution/runner-container";
export { Room } from "#party/room";
export default app;
