import { Cron } from "croner";
import * as z from "zod";
import { checkShape } from "../declaration/check-shape.ts";
import { parseDuration } from "../declaration/duration.ts";
import { anything, metadata, notYet } from "../declaration/field-types.ts";
import { type Manifest, toManifest, toWarning, valueAt, withoutNothing } from "../declaration/manifest.ts";
import { showValue } from "../declaration/message-text.ts";
import { isObjectName } from "../declaration/object-name.ts";
import { formatProblem, type Problem } from "../declaration/problem.ts";
import { isObject, type JsonObject } from "../kube/json.ts";
import { isTimeZone } from "../kube/time-zone.ts";
import type { Project, SyncWindow } from "./project-spec.ts";
import { toServiceAccountUser } from "./service-account.ts";

const kindRule = z.strictObject({ group: z.string().default(""), kind: z.string().min(1) });
const namedKindRule = kindRule.extend({ name: z.string().exactOptional() });

// "" is as good as absent: it matches no cluster.
const destination = z.strictObject({
  server: z.string().default(""),
  name: z.string().default(""),
  namespace: z.string().default(""),
});

const patterns = z.array(z.string().min(1)).default([]);

const syncWindow = z.strictObject({
  kind: z.enum(["allow", "deny"]),
  schedule: z.string().refine(isSchedule, {
    error: 'must be five fields of cron that some day fulfils, such as "0 22 * * MON-FRI"',
  }),
  duration: z.string().refine((text) => (parseDuration(text) ?? 0) > 0, {
    error: "must be a duration of at most 168h such as 30m or 1h30m",
  }),
  timeZone: z.string().default("UTC").refine(isTimeZone, {
    error: 'must be a time zone of the IANA database, such as "Europe/Berlin"',
  }),
  applications: patterns,
  namespaces: patterns,
  clusters: patterns,
  andOperator: z.boolean().default(false),
  manualSync: z.boolean().default(false),
  syncOverrun: z.boolean().default(false),
  description: z.string().exactOptional(),
});

// As in Argo CD a warning is wanted unless it is said otherwise.
const orphanedResources = z.strictObject({
  warn: z.boolean().default(true),
  ignore: z
    .array(
      z.strictObject({
        group: z.string().default(""),
        kind: z.string().default(""),
        name: z.string().default(""),
      }),
    )
    .default([]),
});

const serviceAccount = z.strictObject({
  server: z.string().default(""),
  namespace: z.string().default(""),
  defaultServiceAccount: z.string().default(""),
});

const spec = z.strictObject({
  description: z.string().exactOptional(),
  sourceRepos: z.array(z.string().min(1)).default([]),
  destinations: z.array(destination).default([]),
  clusterResourceWhitelist: z.array(namedKindRule).default([]),
  clusterResourceBlacklist: z.array(namedKindRule).default([]),
  namespaceResourceWhitelist: z.array(kindRule).exactOptional(),
  namespaceResourceBlacklist: z.array(kindRule).default([]),
  roles: anything,
  orphanedResources: orphanedResources.exactOptional(),
  sourceNamespaces: anything,
  syncWindows: z.array(syncWindow).default([]),
  destinationServiceAccounts: z.array(serviceAccount).default([]),
  // Each of these forbids something: a project that sets it allows nothing until it is obeyed.
  signatureKeys: notYet("no application of this project is synced"),
  sourceIntegrity: notYet("no application of this project is synced"),
  permitOnlyProjectScopedClusters: notYet("no application of this project is synced"),
});

/** An AppProject of argoproj.io/v1alpha1, as far as it is supported. */
const projectSchema = z.strictObject({
  apiVersion: z.literal("argoproj.io/v1alpha1"),
  kind: z.literal("AppProject"),
  metadata,
  spec: spec.prefault({}),
  status: anything,
});

type ProjectSpec = z.infer<typeof spec>;

/** An AppProject with its problems; `project` is undefined only where it has no name. */
export type ProjectReading = { readonly project?: Project; readonly problems: readonly Problem[] };

/** Parses an AppProject that was stored as JSON; its problems name fields, but no lines. */
export function parseProject(manifest: JsonObject): ProjectReading {
  return readProject(toManifest(manifest, `AppProject ${projectNameOf(manifest) ?? "?"}`));
}

/** Reads an AppProject. One that is wrong in any way is kept as a project that allows nothing and says why. */
export function readProject(written: Manifest): ProjectReading {
  const manifest = { ...written, json: withoutNothing(written.json) };
  const name = projectNameOf(manifest.json);
  const { value, problems } = checkShape(projectSchema, manifest);
  const found = [...problems, ...findWarnings(manifest)];
  if (value !== undefined) return { project: toProject(value.metadata, value.spec), problems: found };
  return name === undefined
    ? { problems: found }
    : { project: closeProject(name, problems), problems: found };
}

/** Makes a project that allows nothing, because it is not known what it would allow. */
export function closeProject(name: string, problems: readonly Problem[]): Project {
  return {
    name,
    sourceRepos: [],
    destinations: [],
    clusterResourceWhitelist: [],
    clusterResourceBlacklist: [],
    namespaceResourceWhitelist: [],
    namespaceResourceBlacklist: [],
    obstacles: problems.filter(({ severity }) => severity === "error").map(formatProblem),
  };
}

/** Gives the name of an AppProject; undefined where it has none that can be used. */
export function projectNameOf(manifest: JsonObject): string | undefined {
  const name = isObject(manifest.metadata) ? manifest.metadata.name : undefined;
  return typeof name === "string" && isObjectName(name) ? name : undefined;
}

type Metadata = { readonly name: string; readonly annotations: Readonly<Record<string, string>> };

function toProject({ name, annotations }: Metadata, spec: ProjectSpec): Project {
  const { namespaceResourceWhitelist, orphanedResources, destinationServiceAccounts: accounts } = spec;
  return {
    name,
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    sourceRepos: spec.sourceRepos,
    destinations: spec.destinations,
    clusterResourceWhitelist: spec.clusterResourceWhitelist,
    clusterResourceBlacklist: spec.clusterResourceBlacklist,
    ...(namespaceResourceWhitelist === undefined ? {} : { namespaceResourceWhitelist }),
    namespaceResourceBlacklist: spec.namespaceResourceBlacklist,
    ...(orphanedResources === undefined ? {} : { orphanedResources }),
    ...(spec.syncWindows.length === 0 ? {} : { syncWindows: spec.syncWindows.map(toSyncWindow) }),
    ...(accounts.length === 0 ? {} : { destinationServiceAccounts: accounts }),
  };
}

function toSyncWindow(window: z.infer<typeof syncWindow>): SyncWindow {
  return { ...window, durationMs: parseDuration(window.duration) ?? 0 };
}

function isSchedule(text: string): boolean {
  if (text.trim().split(/\s+/).length !== 5) return false;
  try {
    return new Cron(text, { mode: "5-part", timezone: "UTC" }).nextRun("2000-01-01T00:00:00") !== null;
  } catch {
    return false; // said by the schema
  }
}

// They neither allow nor forbid anything that is done without an API server of Argo CD's.
const warnings: Readonly<Record<string, string>> = {
  roles: "not supported yet: there is no API that people log in to",
  sourceNamespaces: "not supported yet: every Application of the files may use the project",
};

function findWarnings(manifest: Manifest): Problem[] {
  const fields = Object.entries(warnings)
    .filter(([field]) => valueAt(manifest.json, ["spec", field]) !== undefined)
    .map(([field, message]) => toWarning(manifest, ["spec", field], message));
  return [...fields, ...findStrangeAccounts(manifest)];
}

/** Where the settings want no service account nobody asks for it, so it is no error; where they do, it is one of the sync. */
function findStrangeAccounts(manifest: Manifest): Problem[] {
  const entries = valueAt(manifest.json, ["spec", "destinationServiceAccounts"]);
  return (Array.isArray(entries) ? entries : []).flatMap((entry, index) => {
    const account = isObject(entry) ? (entry["defaultServiceAccount"] ?? "") : undefined;
    if (typeof account !== "string" || toServiceAccountUser(account, "any") !== undefined) return [];
    const path = ["spec", "destinationServiceAccounts", index, "defaultServiceAccount"];
    const message = `must be the name of a service account, or namespace:name: ${showValue(account)}`;
    return [toWarning(manifest, path, message)];
  });
}
