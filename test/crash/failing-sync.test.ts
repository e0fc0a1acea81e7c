import { describeCrash } from "./describe-crash.ts";
import { openSandboxStage, sandboxOptions } from "./sandbox-stage.ts";
import { failingSync } from "./story.ts";

describeCrash(openSandboxStage, { sample: 25, ...sandboxOptions, doubles: 4, stories: [failingSync] });
