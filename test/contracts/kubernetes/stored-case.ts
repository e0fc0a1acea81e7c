import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import { equalJson } from "../../../src/kube/canonical-json.ts";
import { isObject, type Json, type JsonObject } from "../../../src/kube/json.ts";
import type { KubeObject } from "../../../src/kube/object.ts";

/** A file of test/cases/sandbox/stored: a sentence, an object, and what a real API server stores of it. */
export type StoredCase = {
  readonly name: string;
  readonly sentence: string;
  readonly object: KubeObject;
  /** The whole object after a POST, or the message that refused it. */
  readonly created: string;
  /** What is different after a server-side apply. */
  readonly applied: string;
};

const folder = "test/cases/sandbox/stored/";

/** Reads all cases, sorted by name. */
export function readStoredCases(): readonly StoredCase[] {
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const parts = readFileSync(folder + file, "utf8").split(/^-- \w+ --\n/m);
      const [sentence = "", object = "", created = "", applied = ""] = parts;
      const name = file.replace(".txt", "");
      return { name, sentence: sentence.trim(), object: parse(object), created, applied };
    });
}

/** Rewrites what a case expects. */
export function writeStoredCase(name: string, part: "applied" | "created", text: string): void {
  const path = `${folder}${name}.txt`;
  const sections = readFileSync(path, "utf8").split(/^(?=-- \w+ --\n)/m);
  const kept = sections.filter((section) => !section.startsWith(`-- ${part} --`));
  const index = kept.findIndex((section) => section.startsWith("-- object --"));
  const written = `-- ${part} --\n${text}`;
  const all =
    part === "created"
      ? [...kept.slice(0, index + 1), written, ...kept.slice(index + 1)]
      : [...kept, written];
  writeFileSync(path, all.map((section) => (section.endsWith("\n") ? section : `${section}\n`)).join(""));
}

const plurals: Readonly<Record<string, string>> = {
  Endpoints: "endpoints",
  Ingress: "ingresses",
  IngressClass: "ingressclasses",
  NetworkPolicy: "networkpolicies",
  PriorityClass: "priorityclasses",
  RuntimeClass: "runtimeclasses",
  StorageClass: "storageclasses",
  ValidatingAdmissionPolicy: "validatingadmissionpolicies",
};
const clusterScoped =
  /^(Cluster|Custom|Flow|IngressClass|Mutating|Namespace$|Node$|PersistentVolume$|Priority|Runtime|Storage|Validating|APIService|CSIDriver)/;

/** Gives the path of an object's collection. */
export function toCollection({ apiVersion, kind }: KubeObject, space: string): string {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const place = clusterScoped.test(kind) ? "" : `/namespaces/${space}`;
  return `${root}${place}/${plurals[kind] ?? `${kind.toLowerCase()}s`}`;
}

/** Prints an object as YAML with sorted fields, and what differs from run to run as a word. */
export function printStored(value: Json, given: KubeObject, space: string): string {
  const own = JSON.stringify(given);
  const mask = (word: string) => (found: string) => (own.includes(found) ? found : word);
  const text = JSON.stringify(value)
    .replaceAll(space, "<space>")
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, mask("<uid>"))
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, mask("<time>"))
    .replaceAll(/\b10\.96\.\d+\.\d+\b/g, mask("<address>"))
    .replaceAll(/(?<=NodePort":|nodePort":)\d{5}/g, (found) => (own.includes(found) ? found : '"<port>"'))
    .replaceAll(/kube-api-access-\w{5}/g, "kube-api-access-<id>");
  return stringify(JSON.parse(text), { sortMapEntries: true, lineWidth: 0 });
}

/** The fields of `value` that `base` has not alike, level by level. */
export function toDifference(value: JsonObject, base: JsonObject): JsonObject {
  const different = Object.keys({ ...base, ...value }).filter((name) => !equalJson(value[name], base[name]));
  return Object.fromEntries(
    different.map((name) => {
      const [now, old] = [value[name], base[name]];
      return [name, isObject(now) && isObject(old) ? toDifference(now, old) : (now ?? "<absent>")];
    }),
  );
}
