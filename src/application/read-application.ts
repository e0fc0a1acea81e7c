import { checkShape } from "../declaration/check-shape.ts";
import {
  type Manifest,
  toManifest,
  toProblem,
  toWarning,
  valueAt,
  withoutNothing,
} from "../declaration/manifest.ts";
import { controlPlaneNamespace, isNamespaceName, isObjectName } from "../declaration/object-name.ts";
import type { Problem } from "../declaration/problem.ts";
import { isObject, type JsonObject } from "../kube/json.ts";
import { asObject } from "../kube/values.ts";
import type { Application, ApplicationName } from "./application.ts";
import { applicationSchema } from "./application-schema.ts";
import { defaultSyncOptions, parseSyncOptions } from "./sync-options.ts";
import { namedTools, toApplication } from "./to-application.ts";

/** An Application, or why it cannot be used; `name` where at least that is right. */
export type ApplicationReading = {
  readonly name?: ApplicationName;
  readonly application?: Application;
  readonly problems: readonly Problem[];
};

/** Parses an Application that was stored as JSON; its problems name fields, but no lines. */
export function parseApplication(manifest: JsonObject): ApplicationReading {
  const name = nameOf(manifest);
  return readApplication(toManifest(manifest, `Application ${name === undefined ? "?" : name.name}`));
}

/** Reads an Application with all its problems and warnings at once. */
export function readApplication(written: Manifest): ApplicationReading {
  const manifest = { ...written, json: withoutNothing(written.json) };
  const name = nameOf(manifest.json);
  const { value, problems } = checkShape(applicationSchema, manifest);
  const { options, problems: optionProblems } = readSyncOptions(manifest);
  const found = [
    ...problems,
    ...optionProblems,
    ...checkSource(manifest),
    ...findAnnotationProblems(manifest),
  ];
  if (manifest.json.operation !== undefined) found.push(toWarning(manifest, ["operation"], noOperation));
  const naming = name === undefined ? {} : { name };
  const source = value?.spec.sources?.[0] ?? value?.spec.source;
  const wrong = found.some(({ severity }) => severity === "error");
  if (wrong || value === undefined || source === undefined) return { ...naming, problems: found };
  return { ...naming, application: toApplication(value, source, options), problems: found };
}

const noOperation = "ignored: an operation is started by a person or by the sync policy, not by the manifest";

/** Gives the name of an Application; undefined where it has none that can be used. */
export function nameOf(manifest: JsonObject): ApplicationName | undefined {
  const metadata = asObject(manifest.metadata);
  const { name, namespace = controlPlaneNamespace } = metadata;
  if (typeof name !== "string" || !isObjectName(name)) return undefined;
  if (typeof namespace !== "string" || !isNamespaceName(namespace)) return undefined;
  return { namespace, name };
}

function readSyncOptions(manifest: Manifest) {
  const path = ["spec", "syncPolicy", "syncOptions"];
  const list = valueAt(manifest.json, path);
  const texts = Array.isArray(list) && list.every((entry) => typeof entry === "string") ? list : [];
  const { options, problems } = parseSyncOptions(texts, defaultSyncOptions);
  const told = problems.map(({ index, severity, message }) => {
    const tell = severity === "error" ? toProblem : toWarning;
    return tell(manifest, [...path, index], message);
  });
  return { options, problems: told };
}

/** The rules of Argo CD that span several fields: a source there must be, and it may name one tool. */
function checkSource(manifest: Manifest): Problem[] {
  const spec = valueAt(manifest.json, ["spec"]);
  if (!isObject(spec)) return [];
  const path = spec.sources === undefined ? ["spec", "source"] : ["spec", "sources", 0];
  const source = valueAt(manifest.json, path);
  if (source === undefined)
    return [toProblem(manifest, ["spec", "source"], "missing: say where the manifests are")];
  const tools = isObject(source) ? namedTools(source) : [];
  return tools.length < 2
    ? []
    : [toProblem(manifest, path, `names several tools, keep one: ${tools.join(", ")}`)];
}

const prefix = "argocd.argoproj.io/";

// Annotations that mean something here, or whose absence changes nothing but a page or a pace.
const accepted: ReadonlySet<string> = new Set([
  "ignore-default-links",
  "installation-id",
  "managed-by-url",
  "manifest-generate-paths",
  "refresh",
  "refresh-timestamp",
  "skip-reconcile",
  "sync-options",
  "sync-wave",
  "tracking-id",
]);

/** Names the annotations of an Application that Argo CD obeys and that are not supported yet. */
function findAnnotationProblems(manifest: Manifest): readonly Problem[] {
  const path = ["metadata", "annotations"];
  const annotations = valueAt(manifest.json, path);
  if (!isObject(annotations)) return [];
  return Object.keys(annotations).flatMap((name) =>
    checkAnnotation(name, (make, message) => make(manifest, [...path, name], message)),
  );
}

type Tell = (make: typeof toProblem, message: string) => Problem;

function checkAnnotation(name: string, tell: Tell): Problem[] {
  if (name.startsWith("notifications.argoproj.io/")) {
    return [tell(toWarning, "not supported yet: no notification is sent")];
  }
  const short = name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
  if (short === undefined || accepted.has(short)) return [];
  return [tell(toWarning, "not supported yet: it has no effect")];
}
