import { describeCrash } from "./describe-crash.ts";
import { openSandboxStage, sandboxOptions } from "./sandbox-stage.ts";
import { failingSync } from "./story.ts";

describeCrash(openSandboxStage, { sample: 12, ...sandboxOptions, doubles: 2, stories: [failingSync] });
