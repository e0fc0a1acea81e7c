import { checkWindows } from "../project/sync-windows.ts";
import { type LastAttempt, toKeysHash } from "./attempt.ts";
import { type Decision, type DecisionInput, toClosed, toOperation } from "./decision.ts";

/** Argo CD's back-off between self-healing syncs: 2 s, three times as long each time, at most 300 s. */
const selfHealBackoff = { durationMs: 2_000, factor: 3, maxDurationMs: 300_000 };

/**
 * Decides as Argo CD's autoSync: only when OutOfSync; not for extra objects alone unless they are pruned; once for each
 * (revision, spec), again only to self-heal after a success, then only what drifted, with back-off; never to wipe out
 * everything; only when the sync windows let it. https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/controller/appcontroller.go
 */
export function toAutomatedDecision(input: DecisionInput): Decision {
  const { drift, policy } = input;
  const { automated } = policy;
  if (automated === undefined) return toNone("the application syncs by hand");
  if (drift.status !== "OutOfSync") return toNone(`the application is ${drift.status}`);
  if (drift.onlyExtras && !automated.prune) {
    return toNone("only objects to prune differ, and automated.prune is off");
  }
  const attempt = toSameAttempt(input);
  if (attempt !== undefined && isLeft(attempt, input))
    return toNone("only objects differ whose deletion is off or waits for approval");
  const obstacle = attempt === undefined ? undefined : toObstacle(attempt, automated.selfHeal, input.now);
  if (obstacle !== undefined) return obstacle;
  if (automated.prune && !automated.allowEmpty && drift.isEmpty) {
    const reason =
      "Cannot sync automatically: all objects of the application would be pruned; sync by hand, or set syncPolicy.automated.allowEmpty";
    return { do: "none", reason, error: true };
  }
  const closed = toClosed(checkWindows(input.windows, { now: input.now, isManual: false }));
  if (closed !== undefined) return closed;
  const initiatedBy = { username: "outrigger", automated: true };
  const { pinned: choices } = input;
  const start = { initiatedBy, prune: automated.prune };
  const operation = toOperation(input, choices === undefined ? start : { ...start, choices });
  if (attempt === undefined) return { do: "start", operation };
  const selfHeals = attempt.selfHeals + 1;
  return { do: "start", operation: { ...operation, only: drift.drifted, selfHeals } };
}

function toSameAttempt({ revision, specHash, state }: DecisionInput): LastAttempt | undefined {
  const { attempt } = state;
  return attempt?.revision === revision.sha && attempt.specHash === specHash ? attempt : undefined;
}

/** What the last sync left would be left again; it is tried again the next day, since options may have changed. */
function isLeft({ skipped, finishedAt }: LastAttempt, { drift, now }: DecisionInput): boolean {
  return skipped !== undefined && now < finishedAt + leftPauseMs && skipped === toKeysHash(drift.drifted);
}

const leftPauseMs = 24 * 60 * 60 * 1_000;

function toObstacle(attempt: LastAttempt, selfHeal: boolean, now: number): Decision | undefined {
  if (attempt.phase !== "Succeeded") {
    const reason = `the last sync to ${attempt.revision} ${attempt.phase === "Error" ? "ended in an error" : "failed"}, and a revision is tried once: change something, or sync by hand`;
    return { do: "none", reason, error: true };
  }
  if (!selfHeal) return toNone(`already synced to ${attempt.revision}, and automated.selfHeal is off`);
  const untilMs = attempt.finishedAt + toPause(attempt.selfHeals);
  return now < untilMs ? { do: "none", reason: "waiting to self-heal again", untilMs } : undefined;
}

function toPause(selfHeals: number): number {
  const { durationMs, factor, maxDurationMs } = selfHealBackoff;
  return selfHeals === 0 ? 0 : Math.min(durationMs * factor ** (selfHeals - 1), maxDurationMs);
}

function toNone(reason: string): Decision {
  return { do: "none", reason };
}
