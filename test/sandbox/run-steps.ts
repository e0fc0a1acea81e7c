import { setTimeout as pause } from "node:timers/promises";
import { canonicalJson } from "../../src/kube/canonical-json.ts";
import { isObject, type Json, type JsonObject, parseJson, readField } from "../../src/kube/json.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { Step } from "./golden-case.ts";

const requests: Readonly<Record<Step["do"], { method: string; type: string; query: string }>> = {
  apply: { method: "PATCH", type: "application/apply-patch+yaml", query: "" },
  force: { method: "PATCH", type: "application/apply-patch+yaml", query: "&force=true" },
  "dry-run": { method: "PATCH", type: "application/apply-patch+yaml", query: "&force=true&dryRun=All" },
  create: { method: "POST", type: "application/json", query: "" },
  replace: { method: "PUT", type: "application/json", query: "" },
  merge: { method: "PATCH", type: "application/merge-patch+json", query: "" },
};

const plurals: Readonly<Record<string, string>> = { Ingress: "ingresses", NetworkPolicy: "networkpolicies" };
const clusterScoped = new Set(["CustomResourceDefinition", "ClusterRole", "PriorityClass"]);

/** Sends the requests of a case, one after the other, and prints what each answer says of the object and its owners. */
export async function runSteps(url: string, namespace: string, steps: readonly Step[]): Promise<string> {
  const lines: string[] = [];
  const managers = new Set(steps.map((step) => step.as));
  const versions = new Map<string, string>();
  for (const step of steps) {
    const { code, body } = await send(url, namespace, step);
    const key = `${step.object.kind} ${step.object.metadata.name}`;
    // Controllers move the resourceVersion of what they look after, but not its generation.
    const { generation, resourceVersion } = Object(body["metadata"]);
    const version = String(generation ?? resourceVersion ?? "");
    const moved = code < 300 && versions.has(key) && versions.get(key) === version ? ", not moved" : "";
    versions.set(key, version);
    lines.push(`${step.as} ${step.do}: ${code}${moved}`, ...describe(body, managers));
  }
  return lines.join("\n");
}

async function send(url: string, namespace: string, step: Step): Promise<{ code: number; body: JsonObject }> {
  const { method, type, query } = requests[step.do];
  const { apiVersion, kind, metadata } = step.object;
  const place = clusterScoped.has(kind) ? "" : `/namespaces/${namespace}`;
  const path = `/${apiVersion.includes("/") ? "apis" : "api"}/${apiVersion}${place}/${plurals[kind] ?? `${kind.toLowerCase()}s`}`;
  const name = method === "POST" ? "" : `/${metadata.name}`;
  const request = () =>
    fetch(`${url}${path}${name}?fieldManager=${step.as}${query}`, {
      method,
      headers: { "content-type": type },
      body: JSON.stringify(step.object),
    });
  let answer = await request();
  // A real server serves a new kind a moment after its CRD was made.
  for (
    let tries = 0;
    tries < 20 && answer.headers.get("content-type")?.startsWith("text/plain");
    tries += 1
  ) {
    await pause(100);
    answer = await request();
  }
  const body = parseJson(await answer.text());
  return { code: answer.status, body: isObject(body) ? body : {} };
}

function describe(body: JsonObject, managers: ReadonlySet<string>): readonly string[] {
  if (body["kind"] === "Status") return [`  ${String(body["message"]).replaceAll("\n", "\n  ")}`];
  const { managedFields = [] } = (body as KubeObject).metadata;
  const owners = managedFields.filter((entry) => managers.has(entry.manager ?? ""));
  const texts = owners.map(({ manager, operation, apiVersion, fieldsV1 }) => ({
    head: `  ${manager} ${operation} ${apiVersion}`,
    fields: toPaths(fieldsV1 ?? {}).sort(),
  }));
  texts.sort((a, b) => (a.head < b.head ? -1 : 1));
  const values = owners.reduce<Json | undefined>((all, entry) => combine(all, entry.fieldsV1), undefined);
  if (owners.length === 0) return ["  nobody owns anything"];
  return [
    ...texts.flatMap(({ head, fields }) => [head, ...fields.map((field) => `    ${field}`)]),
    `  = ${canonicalJson(project(body, values))}`,
  ];
}

function toPaths(set: JsonObject, path = ""): string[] {
  const names = Object.keys(set);
  if (names.length === 0) return [path];
  return names.flatMap((name) => {
    const child = set[name];
    return name === "." || !isObject(child) ? [path] : toPaths(child, `${path} ${name}`.trim());
  });
}

function combine(a: Json | undefined, b: Json | undefined): Json {
  const [left, right] = [isObject(a) ? a : {}, isObject(b) ? b : {}];
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  const isLeaf = isObject(a) && names.size > Object.keys(left).length && Object.keys(left).length === 0;
  if (isLeaf || (isObject(b) && Object.keys(right).length === 0)) return {};
  return Object.fromEntries([...names].map((name) => [name, combine(left[name], right[name])]));
}

/** The part of a value that somebody owns: values and the order of list items, without what the server filled in. */
function project(value: Json | undefined, set: Json | undefined): Json | undefined {
  if (!isObject(set) || Object.keys(set).length === 0) return value;
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      const name = Object.keys(set).find((each) => isNamed(item, each));
      return name === undefined ? [] : [project(item, set[name]) ?? null];
    });
  }
  if (!isObject(value)) return value;
  const names = Object.keys(set).filter((name) => name.startsWith("f:"));
  return Object.fromEntries(
    names.sort().map((name) => [name.slice(2), project(value[name.slice(2)], set[name])]),
  );
}

function isNamed(item: Json, element: string): boolean {
  const wanted: Json = element.startsWith(".") ? null : parseJson(element.slice(2));
  if (element.startsWith("v:")) return JSON.stringify(item) === JSON.stringify(wanted);
  return isObject(wanted) && Object.entries(wanted).every(([name, value]) => readField(item, name) === value);
}
