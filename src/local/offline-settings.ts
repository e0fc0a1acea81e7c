import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { isObject } from "../kube/json.ts";
import { localTable } from "./local-lease.ts";

/** What the local mode is told by serverless.yml (`custom.outrigger`), by flags of serverless-offline and by the environment. */
export type OfflineSettings = {
  readonly stateFolder: string;
  /** Files and folders with Applications and what belongs to them. */
  readonly apps: readonly string[];
  /** Where serverless-offline listens for requests. */
  readonly http: URL;
  /** Where serverless-offline invokes functions by name. */
  readonly lambda: URL;
  /** Invocations at the same time. */
  readonly concurrency: { readonly reconcile: number; readonly observe: number };
};

/** Where the settings are written down. */
export type OfflineSources = {
  readonly folder: string;
  readonly custom: unknown;
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: NodeJS.ProcessEnv;
};

/** The queues of the local mode; those of failed messages are called by the same name with an ending. */
export const localQueues = ["reconcile", "observe"] as const;

/** Reads the settings; a path is meant from the folder of serverless.yml. */
export function readOfflineSettings({ folder, custom, flags, env }: OfflineSources): OfflineSettings {
  const own = toFields(toFields(custom)["outrigger"]);
  const ports = { ...toFields(toFields(custom)["serverless-offline"]), ...flags };
  const host = toText(ports["host"]) ?? "localhost";
  return {
    stateFolder: resolve(folder, env["OUTRIGGER_STATE"] || (toText(own["state"]) ?? ".outrigger")),
    apps: toList(env["OUTRIGGER_APPS"]).map((path) => resolve(folder, path)),
    http: new URL(`http://${host}:${toText(ports["httpPort"]) ?? "3000"}`),
    lambda: new URL(`http://${host}:${toText(ports["lambdaPort"]) ?? "3002"}`),
    concurrency: {
      reconcile: toCount(own["reconcileConcurrency"]) ?? 4,
      observe: toCount(own["observeConcurrency"]) ?? 2,
    },
  };
}

/** Gives the URL of a local queue. */
export function toQueueUrl(endpoint: string, name: string): string {
  return `${endpoint}/000000000000/${name}`;
}

/** Gives the name of the queue that keeps another queue's failed messages. */
export function toDeadLetterName(name: string): string {
  return `${name}-dead-letters`;
}

/**
 * Gives the environment of all functions in the local mode, in place of what serverless.yml says for AWS: this user's own, as
 * the command line has it too, and where the local table and queues are.
 */
export function toLocalEnvironment(
  { stateFolder, apps }: OfflineSettings,
  endpoint: string,
  env: NodeJS.ProcessEnv,
): Readonly<Record<string, string>> {
  const home = env["HOME"] || homedir();
  const cacheFolder =
    env["OUTRIGGER_CACHE"] || join(env["XDG_CACHE_HOME"] || join(home, ".cache"), "outrigger");
  return {
    ...toTexts(env),
    HOME: home,
    KUBECONFIG: env["KUBECONFIG"] || join(home, ".kube", "config"),
    OUTRIGGER_STATE: stateFolder,
    OUTRIGGER_TABLE: localTable,
    OUTRIGGER_APPS: apps.join(delimiter),
    OUTRIGGER_CACHE: cacheFolder,
    OUTRIGGER_TOOLS: env["OUTRIGGER_TOOLS"] || join(cacheFolder, "tools"),
    OUTRIGGER_QUEUE_ENDPOINT: endpoint,
    OUTRIGGER_RECONCILE_QUEUE_URL: toQueueUrl(endpoint, "reconcile"),
    OUTRIGGER_OBSERVE_QUEUE_URL: toQueueUrl(endpoint, "observe"),
    OUTRIGGER_DEAD_LETTER_QUEUE_URL: toQueueUrl(endpoint, toDeadLetterName("reconcile")),
    // "": tools run in the process that needs them.
    OUTRIGGER_RENDER_FUNCTION: "",
  };
}

function toTexts(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value ?? ""]));
}

function toList(value: string | undefined): readonly string[] {
  return (value ?? "").split(delimiter).filter((each) => each !== "");
}

function toFields(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

function toText(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

function toCount(value: unknown): number | undefined {
  const count = Number(toText(value));
  return Number.isInteger(count) && count > 0 ? count : undefined;
}
