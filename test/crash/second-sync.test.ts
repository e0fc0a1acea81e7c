import { describeCrash } from "./describe-crash.ts";
import { openSandboxStage, sandboxOptions } from "./sandbox-stage.ts";
import { secondSync } from "./story.ts";

describeCrash(openSandboxStage, { ...sandboxOptions, stories: [secondSync] });
