// What the service tells of itself.
import { z } from "zod";

/** GET /health. */
export const healthAnswer = z
  .object({
    status: z.enum(["ok", "unwell"]),
    rooms: z.boolean(),
    database: z.boolean(),
    assets: z.boolean(),
    runner: z.enum(["ok", "asleep", "unavailable"]).meta({
      description: "Where programs run. All is well without it. `asleep`: a container that starts when it is needed.",
    }),
    warnings: z.array(z.string()).meta({
      description:
        "What whoever runs this Tandem should set right, in words: secrets that are missing, settings that cannot be right.",
    }),
  })
  .meta({ id: "Health" });
export type HealthAnswer = z.infer<typeof healthAnswer>;

/** GET /languages. */
export const languagesAnswer = z
  .object({
    languages: z.array(
      z
        .object({
          id: z.string(),
          name: z.string(),
          extension: z.string(),
          edit: z.boolean(),
          run: z.boolean().meta({ description: "Programs in it can be run here and now." }),
          version: z.string().optional().meta({ description: "Of what runs it." }),
          missing: z.string().optional().meta({ description: "The package that would let it run." }),
        })
        .meta({ id: "Language" }),
    ),
    runner: z.enum(["ok", "unavailable"]),
  })
  .meta({ id: "Languages" });
export type LanguagesAnswer = z.infer<typeof languagesAnswer>;
