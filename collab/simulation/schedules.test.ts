import { test } from "vitest";
import { fileSchedules } from "#collab/simulation/file-schedules";
import { pinned } from "#collab/simulation/pinned";
import { schedules } from "#collab/simulation/schedules";
import { play } from "#collab/simulation/simulate";

// Each throws where a promise is broken.
test.each([...schedules, ...fileSchedules])("$name", ({ run }) => run());
test.each(pinned)("$name", ({ script }) => void play(script));
