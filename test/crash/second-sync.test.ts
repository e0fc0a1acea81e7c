import { describeCrash } from "./describe-crash.ts";
import { crashSample, openSandboxStage, sandboxOptions } from "./sandbox-stage.ts";
import { secondSync } from "./story.ts";

describeCrash(openSandboxStage, { ...crashSample, ...sandboxOptions, stories: [secondSync] });
