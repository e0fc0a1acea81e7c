import type { JsonObject } from "../../src/kube/json.ts";
import { configMap, deployment, hookJob, manifest } from "../stories/manifests.ts";

/** A story: commits one after the other, and a sync of each. */
export type Story = {
  readonly name: string;
  readonly spec: JsonObject;
  /** Files of each commit; undefined removes one. The steps before `from` are undisturbed. */
  readonly commits: readonly Readonly<Record<string, string | undefined>>[];
  readonly from: number;
  /** How its last operation ends. */
  readonly phase: "Succeeded" | "Failed";
};

const phase = (hook: string, policy?: string): JsonObject => ({
  "argocd.argoproj.io/hook": hook,
  ...(policy === undefined ? {} : { "argocd.argoproj.io/hook-delete-policy": policy }),
});
const wave = (number: number): JsonObject => ({ "argocd.argoproj.io/sync-wave": String(number) });

const secret = manifest("v1", "Secret", "password", { stringData: { password: "correct horse" } });
const marker = manifest("v1", "ConfigMap", "started", {
  metadata: { annotations: phase("PreSync") },
  data: {},
});

const first: Story["commits"][number] = {
  "hooks.yaml":
    hookJob("migrate", phase("PreSync")) + marker + hookJob("announce", phase("PostSync", "HookSucceeded")),
  "config.yaml": configMap("a", "1") + secret,
  "web.yaml": deployment("web", 2, wave(1)),
};
/** Changes one object, removes one, adds one. */
const second: Story["commits"][number] = {
  "config.yaml": configMap("a", "2") + configMap("c", "1"),
};

const spec: JsonObject = {
  syncPolicy: { automated: { prune: true, selfHeal: true }, syncOptions: ["CreateNamespace=true"] },
};

/** Hooks before and after, two waves, one object of each sort. */
export const firstSync: Story = {
  name: "the first sync",
  spec,
  commits: [first],
  from: 0,
  phase: "Succeeded",
};

/** A commit later: one object changes, one goes, one comes, and the hooks run again. */
export const secondSync: Story = {
  name: "the next sync",
  spec,
  commits: [first, second],
  from: 1,
  phase: "Succeeded",
};

/** The last hook fails, and fails again at the only retry; each time the hook for failures runs. */
export const failingSync: Story = {
  name: "a sync that fails",
  spec: { syncPolicy: { automated: {}, retry: { limit: 1 }, syncOptions: ["CreateNamespace=true"] } },
  commits: [
    {
      "hooks.yaml":
        hookJob("migrate", phase("PreSync")) +
        hookJob("check", { ...phase("PostSync", "BeforeHookCreation"), "test/fails": "yes" }) +
        hookJob("mourn", phase("SyncFail", "HookSucceeded")),
      "config.yaml": configMap("a", "1"),
    },
  ],
  from: 0,
  phase: "Failed",
};
