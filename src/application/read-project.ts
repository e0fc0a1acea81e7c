import * as z from "zod";
import { isObject, type JsonObject } from "../kube/json.ts";
import { checkShape } from "./check-shape.ts";
import { anything, metadata, notYet } from "./field-types.ts";
import { type Manifest, toManifest, toWarning, valueAt, withoutNothing } from "./manifest.ts";
import { isObjectName } from "./object-name.ts";
import { formatProblem, type Problem } from "./problem.ts";
import type { Project } from "./project-spec.ts";

const kindRule = z.strictObject({ group: z.string().default(""), kind: z.string().min(1) });
const namedKindRule = kindRule.extend({ name: z.string().exactOptional() });

// "" is as good as absent: it matches no cluster.
const destination = z.strictObject({
  server: z.string().default(""),
  name: z.string().default(""),
  namespace: z.string().default(""),
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
  orphanedResources: anything,
  sourceNamespaces: anything,
  // Each of these forbids something: a project that sets it allows nothing until it is obeyed.
  syncWindows: notYet("no application of this project is synced"),
  signatureKeys: notYet("no application of this project is synced"),
  sourceIntegrity: notYet("no application of this project is synced"),
  destinationServiceAccounts: notYet("no application of this project is synced"),
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
  if (value !== undefined) return { project: toProject(value.metadata.name, value.spec), problems: found };
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

function toProject(name: string, spec: ProjectSpec): Project {
  const { namespaceResourceWhitelist } = spec;
  return {
    name,
    sourceRepos: spec.sourceRepos,
    destinations: spec.destinations,
    clusterResourceWhitelist: spec.clusterResourceWhitelist,
    clusterResourceBlacklist: spec.clusterResourceBlacklist,
    ...(namespaceResourceWhitelist === undefined ? {} : { namespaceResourceWhitelist }),
    namespaceResourceBlacklist: spec.namespaceResourceBlacklist,
  };
}

// They neither allow nor forbid anything that is done without an API server of Argo CD's.
const warnings: Readonly<Record<string, string>> = {
  roles: "not supported yet: there is no API that people log in to",
  orphanedResources: "not supported yet: orphaned objects are not looked for",
  sourceNamespaces: "not supported yet: every Application of the files may use the project",
};

function findWarnings(manifest: Manifest): Problem[] {
  return Object.entries(warnings)
    .filter(([field]) => valueAt(manifest.json, ["spec", field]) !== undefined)
    .map(([field, message]) => toWarning(manifest, ["spec", field], message));
}
