// `npm run db:generate` writes migrations/ from db/schema.ts: flat SQL files, as `wrangler d1 migrations apply` expects.
import { defineConfig } from "drizzle-kit";

export default defineConfig({ dialect: "sqlite", schema: "./db/schema.ts", out: "./migrations" });
