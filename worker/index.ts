// The Worker's entry: the app, and the class of its rooms.
import { app } from "#worker/app";

export { Room } from "#party/room";
export default app;
