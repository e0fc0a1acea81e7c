import { clip, suggestName } from "../declaration/message-text.ts";
import type { SyncOptions } from "./sync-policy.ts";

/** What a sync does where nobody says otherwise, as in Argo CD. */
export const defaultSyncOptions: SyncOptions = {
  createNamespace: false,
  prune: true,
  pruneNeedsApproval: false,
  pruneLast: false,
  applyOutOfSyncOnly: false,
  respectIgnoreDifferences: false,
  skipDryRunOnMissingResource: false,
  failOnSharedResource: false,
  replace: false,
  force: false,
  validate: true,
  prunePropagationPolicy: "foreground",
};

/** One thing wrong with an option; `index` is its place in the list. */
export type SyncOptionProblem = {
  readonly index: number;
  readonly severity: "error" | "warning";
  readonly message: string;
};

const flags = {
  CreateNamespace: "createNamespace",
  PruneLast: "pruneLast",
  ApplyOutOfSyncOnly: "applyOutOfSyncOnly",
  RespectIgnoreDifferences: "respectIgnoreDifferences",
  SkipDryRunOnMissingResource: "skipDryRunOnMissingResource",
  FailOnSharedResource: "failOnSharedResource",
  Replace: "replace",
  Force: "force",
  Validate: "validate",
  ClientSideApplyMigration: "clientSideApplyMigration",
} as const satisfies Readonly<Record<string, keyof SyncOptions>>;

// Values that mean what is done here anyway. Delete is of use only when an application is deleted with its objects.
const withoutEffect = new Map<string, readonly string[]>([
  ["ServerSideApply", ["true"]],
  ["Delete", ["true", "false", "confirm"]],
]);

const policies = ["foreground", "background", "orphan"] as const;
const known = [...Object.keys(flags), ...withoutEffect.keys(), "Prune", "PrunePropagationPolicy"];

/**
 * Lays sync options over others: `spec.syncPolicy.syncOptions` over defaultSyncOptions, the entries of one object's
 * sync-options annotation over those of its application. An option that is wrong changes nothing and is told.
 */
export function parseSyncOptions(
  list: readonly string[],
  base: SyncOptions,
): { readonly options: SyncOptions; readonly problems: readonly SyncOptionProblem[] } {
  let options = base;
  const problems: SyncOptionProblem[] = [];
  for (const [index, entry] of list.entries()) {
    for (const option of entry.split(",").map((part) => part.trim())) {
      if (option === "") continue;
      const step = parseOption(option);
      options = { ...options, ...step.change };
      if (step.problem !== undefined) problems.push({ index, ...step.problem });
    }
  }
  return { options, problems };
}

type Step = {
  readonly change?: Partial<SyncOptions>;
  readonly problem?: { readonly severity: "error" | "warning"; readonly message: string };
};

function parseOption(option: string): Step {
  const [name = "", value = ""] = option.split("=", 2);
  if (withoutEffect.get(name)?.includes(value)) return {};
  if (name === "ServerSideApply" && value === "false") return serverSideOnly;
  if (name === "Prune") return parsePrune(value);
  if (name === "PrunePropagationPolicy") return parsePolicy(value);
  if (isFlag(name)) return parseFlag(name, value);
  if (withoutEffect.has(name)) return wrong(`${clip(option)}: must be true or false`);
  return wrong(`${clip(option)}: unknown sync option${suggestName(name, known)}`);
}

const serverSideOnly: Step = {
  problem: {
    severity: "warning",
    message: "ServerSideApply=false: has no effect, server-side apply is the only way here",
  },
};

function wrong(message: string): Step {
  return { problem: { severity: "error", message } };
}

function parsePrune(value: string): Step {
  if (value === "true" || value === "false")
    return { change: { prune: value === "true", pruneNeedsApproval: false } };
  if (value === "confirm") return { change: { prune: true, pruneNeedsApproval: true } };
  return wrong(`Prune=${clip(value)}: must be true, false or confirm`);
}

function parsePolicy(value: string): Step {
  const policy = policies.find((name) => name === value);
  if (policy !== undefined) return { change: { prunePropagationPolicy: policy } };
  return wrong(`PrunePropagationPolicy=${clip(value)}: must be ${policies.join(", ")}`);
}

function isFlag(name: string): name is keyof typeof flags {
  return Object.hasOwn(flags, name);
}

function parseFlag(name: keyof typeof flags, value: string): Step {
  if (value !== "true" && value !== "false") return wrong(`${name}=${clip(value)}: must be true or false`);
  return { change: { [flags[name]]: value === "true" } };
}
