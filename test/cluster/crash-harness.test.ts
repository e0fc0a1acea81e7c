import { inject } from "vitest";
import { describeCrash } from "../crash/describe-crash.ts";
import { firstSync, secondSync } from "../crash/story.ts";
import { toClusterCrash } from "./crash-cluster.ts";

/** Controllers of a real cluster take their own time, so a few crashes have to do. */
describeCrash(() => Promise.resolve(toClusterCrash(inject("kubeconfig"))), {
  name: "a real API server",
  stories: [firstSync, secondSync],
  sample: 5,
  doubles: 1,
  seed: 7,
  isSteady: false,
  timeoutMs: 170_000,
});
