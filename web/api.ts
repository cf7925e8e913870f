// The API of the place that this page came from.
import { apiAt } from "#client/api";

export const api = apiAt("");
