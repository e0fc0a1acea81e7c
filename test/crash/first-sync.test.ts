import { describeCrash } from "./describe-crash.ts";
import { crashSample, openSandboxStage, sandboxOptions } from "./sandbox-stage.ts";
import { firstSync } from "./story.ts";

describeCrash(openSandboxStage, { ...crashSample, ...sandboxOptions, stories: [firstSync] });
