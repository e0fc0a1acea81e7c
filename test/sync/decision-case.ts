import { parse } from "yaml";
import { defaultSyncOptions } from "../../src/application/sync-options.ts";
import type { SyncPolicy } from "../../src/application/sync-policy.ts";
import type { AskedFor } from "../../src/record/ask.ts";
import { toAskedState } from "../../src/record/asked-state.ts";
import { unseenState } from "../../src/record/next-state.ts";
import { pinFor, settlePin, toPinFindings, toPinnedChoices } from "../../src/record/pin.ts";
import type { ApplicationState, HistoryEntry, Pin } from "../../src/record/state.ts";
import { resumeOrDecide } from "../../src/sync/decide.ts";
import type { Decision, DecisionInput } from "../../src/sync/decision.ts";
import {
  type DependencyState,
  findDependencyTrouble,
  findUnmet,
  parseDependencies,
} from "../../src/sync/dependencies.ts";
import { type Gate, hold, toPauseGate, toTurnGate } from "../../src/sync/gate.ts";
import type { Operation } from "../../src/sync/operation.ts";
import { isHoldable } from "../../src/sync/operation-stage.ts";
import { findPause, type Pause, readPauseAnnotation } from "../../src/sync/pause.ts";
import type { GoldenCase } from "../desired/golden-case.ts";
import { toTestApplication } from "../record/record-case.ts";
import { toTestOperation } from "./step-case.ts";

const name = { namespace: "argocd", name: "shop" };
const placed = { application: name, project: "default", cluster: "prod" };
const { source } = toTestApplication();

/** A revision by one letter. */
const toSha = (letter: string) => letter.repeat(40);
const toRevision = (letter: string) => ({
  sha: toSha(letter),
  author: "ann",
  subject: "change",
  committedAt: 0,
});

/** What a file says of one moment; seconds are counted from 1970. */
type Moment = {
  readonly now: number;
  /** The target revision, as a letter. */
  readonly target: string;
  readonly status: "Synced" | "OutOfSync" | "Unknown";
  readonly automated?: Partial<NonNullable<SyncPolicy["automated"]>>;
  readonly history?: readonly string[];
  readonly pin?: Partial<Pin>;
  readonly attempt?: string;
  readonly operation?: Partial<Operation> & { readonly letter?: string };
  readonly requested?: boolean;
  readonly ask?: AskedFor;
  readonly denyWindow?: boolean;
  readonly pauses?: readonly Pause[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly projectAnnotations?: Readonly<Record<string, string>>;
  /** By name: whom it depends on, and how it is; what is not here does not exist. */
  readonly applications?: Readonly<
    Record<string, { readonly on?: readonly string[]; readonly is?: DependencyState }>
  >;
  readonly turns?: { readonly max: number; readonly holders: readonly string[] };
};

const person = { username: "ann", automated: false } as const;
const base: Moment = { now: 1_000, target: "b", status: "OutOfSync" };

/** Decides at the moment that a file describes; prints what is done, why, and what becomes of the pin. */
export function decideCase(golden: GoldenCase): string {
  const moment: Moment = { ...base, ...parse(golden.section("moment")) };
  const isAutomated = moment.automated !== undefined;
  const asked = toState(moment);
  const state = settlePin(asked, { isAutomated, now: moment.now });
  const decision = resumeOrDecide(toInput(moment, state));
  const lines = describe(decision, moment, state);
  const begun = decision.do === "start" ? decision.operation : undefined;
  const after = begun === undefined ? state : pinFor(state, begun, { isAutomated, source });
  const pinned = toPinFindings(after, "argocd/shop").map(({ message }) => message);
  return [...lines, ...(pinned.length === 0 ? [] : pinned)].join("\n");
}

function toState({ history = [], pin, attempt, operation, requested, ask, now }: Moment): ApplicationState {
  const state: ApplicationState = {
    ...unseenState,
    history: history.map(toEntry),
    ...(pin === undefined
      ? {}
      : { pin: { revision: toSha("a"), source, historyId: 1, since: 0, by: "ann", ...pin } }),
    ...(attempt === undefined ? {} : { attempt: toAttempt(attempt, now) }),
    ...(operation === undefined ? {} : { operation: toRunning(operation) }),
    ...(requested === true ? { requested: { initiatedBy: person, prune: false } } : {}),
  };
  return ask === undefined ? state : toAskedState(state, { id: "ask", what: ask });
}

function toRunning({ letter = "b", ...over }: NonNullable<Moment["operation"]>): Operation {
  return toTestOperation({ revision: toRevision(letter), ...over });
}

function toEntry(letter: string, index: number): HistoryEntry {
  return {
    id: index + 1,
    operation: `op-${index + 1}`,
    revision: toSha(letter),
    source,
    deployedAt: 0,
    deployStartedAt: 0,
    initiatedBy: person,
  };
}

function toAttempt(letter: string, now: number) {
  return {
    revision: toSha(letter),
    specHash: "spec",
    phase: "Succeeded" as const,
    finishedAt: now - 900,
    selfHeals: 0,
  };
}

const windowAlways = {
  kind: "deny" as const,
  schedule: "0 0 * * *",
  duration: "24h",
  durationMs: 24 * 3_600_000,
  timeZone: "UTC",
  applications: ["*"],
  namespaces: [],
  clusters: [],
  andOperator: false,
  manualSync: false,
  syncOverrun: false,
};

function toInput(moment: Moment, state: ApplicationState): DecisionInput {
  const { automated, target, status, denyWindow, now } = moment;
  const pinned = state.operation === undefined && state.requested === undefined ? state.pin : undefined;
  const { revision, source: chosen, rollbackTo } = state.requested?.choices ?? {};
  const isMissing = rollbackTo !== undefined && revision === undefined && chosen === undefined;
  return {
    policy: {
      options: defaultSyncOptions,
      ...(automated === undefined
        ? {}
        : { automated: { prune: false, selfHeal: false, allowEmpty: false, ...automated } }),
    },
    specHash: "spec",
    revision: pinned === undefined ? toRevision(target) : { ...toRevision("x"), sha: pinned.revision },
    observed: revision === undefined ? undefined : { ...toRevision("x"), sha: revision },
    pinned: toPinnedChoices(state),
    refusal: isMissing ? `Cannot roll back to ${rollbackTo}: the history has no such entry` : undefined,
    state,
    drift: {
      status,
      drifted: status === "OutOfSync" ? [{ group: "", kind: "ConfigMap", namespace: "shop", name: "a" }] : [],
      onlyExtras: false,
      isEmpty: false,
    },
    windows: denyWindow === true ? [windowAlways] : [],
    now,
    newId: "op-9",
  };
}

function describe(decision: Decision, moment: Moment, state: ApplicationState): readonly string[] {
  if (decision.do === "none") {
    const until = decision.untilMs === undefined ? "" : ` (until ${decision.untilMs})`;
    const ended =
      decision.ended === undefined ? [] : [`ended ${decision.ended.phase}: ${decision.ended.message}`];
    return [`nothing: ${decision.reason}${until}`, ...ended];
  }
  const { operation } = decision;
  const gate = isHoldable(operation) ? findGate(moment) : undefined;
  if (gate === undefined) return [`${decision.do} ${formatOperation(operation)}`];
  const isKept = state.operation !== undefined;
  const held = hold(operation, gate, { since: moment.now, isKept, now: moment.now });
  const kept = held.operation === undefined ? "kept: nothing" : `kept: ${formatOperation(held.operation)}`;
  const look = held.isStuck ? "looked at again" : "waited for";
  return [`hold, ${gate.type}: ${gate.reason}`, `${look} until ${held.untilMs}`, kept];
}

function findGate({
  pauses = [],
  annotations = {},
  projectAnnotations = {},
  now,
  ...moment
}: Moment): Gate | undefined {
  const paused =
    findPause(pauses, placed, now) ??
    readPauseAnnotation(projectAnnotations, { kind: "AppProject", name: "default" }) ??
    readPauseAnnotation(annotations, { kind: "Application", name: "shop" });
  if (paused !== undefined) return toPauseGate(paused);
  const own = parseDependencies(annotations, "argocd");
  const names = own.names.map((each) => `${each.namespace}/${each.name}`);
  const { applications = {}, turns } = moment;
  const others = Object.entries(applications).map(([each, { on = [] }]) => [each, on] as const);
  const edges = new Map<string, readonly string[]>([["argocd/shop", names], ...others]);
  const unmet = findUnmet(names.map((each) => ({ name: each, state: applications[each]?.is })));
  const dependency = findDependencyTrouble(own, { start: "argocd/shop", edges }) ?? unmet;
  if (dependency !== undefined || turns === undefined || turns.holders.length < turns.max) return dependency;
  return toTurnGate("prod", turns.holders, turns.max);
}

function formatOperation({
  revision,
  prune,
  choices = {},
  only,
  initiatedBy,
  message,
  phase,
}: Operation): string {
  const who = initiatedBy.automated ? "automated" : `by ${initiatedBy.username}`;
  const { rollbackTo, dryRun } = choices;
  const parts = [
    `${who} to ${revision.sha.slice(0, 3)}`,
    rollbackTo === undefined ? "" : `from history ${rollbackTo}`,
    prune ? "prune" : "",
    dryRun === true ? "dry run" : "",
    only === undefined ? "" : `only ${only.length}`,
    phase === "Running" ? "" : phase,
    message,
  ];
  return parts.filter((part) => part !== "").join(", ");
}
