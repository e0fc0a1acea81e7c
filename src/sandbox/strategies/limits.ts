import { compareText, isObject, type Json, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { compareQuantities } from "../../kube/quantity.ts";
import { asList, asObject } from "../../kube/values.ts";
import { forbidden } from "../cluster/object-errors.ts";
import type { Subject } from "./strategy.ts";

const annotation = "kubernetes.io/limit-ranger";

/**
 * Gives a new Pod the requests and limits that the LimitRanges of its namespace want. Throws 403 for a container outside them:
 * plugin/pkg/admission/limitranger. Limits of whole Pods and ratios are not looked at.
 */
export function withLimits(subject: Subject, pod: KubeObject): KubeObject {
  const ranges = rangesOf(subject, pod);
  const limited = ranges.reduce((now, items) => withDefaults(now, items), pod);
  const spec = asObject(limited["spec"]);
  const containers = [...asList(spec["containers"]), ...asList(spec["initContainers"])];
  const problems = ranges
    .flat()
    .flatMap((item) =>
      item["type"] === "Container" ? containers.flatMap((each) => checkContainer(item, asObject(each))) : [],
    );
  refuse(subject, pod, problems);
  return limited;
}

/** Throws 403 for a claim of more or less than the LimitRanges of its namespace allow. */
export function checkClaimLimits(subject: Subject, claim: KubeObject): void {
  const items = rangesOf(subject, claim).flat();
  const resources = { requests: asObject(readField(claim["spec"], "resources"))["requests"] };
  const problems = items.flatMap((item) =>
    item["type"] === "PersistentVolumeClaim" ? checkResources(item, resources, "request") : [],
  );
  refuse(subject, claim, problems);
}

type Items = readonly JsonObject[];

function rangesOf({ state }: Subject, { metadata }: KubeObject): readonly Items[] {
  return state.store
    .list("/limitranges", metadata.namespace)
    .map((range) => asList(readField(range["spec"], "limits")).filter(isObject));
}

function refuse({ kind }: Subject, { metadata }: KubeObject, problems: readonly string[]): void {
  if (problems.length === 0) return;
  const why = problems.length === 1 ? problems[0] : `[${problems.join(", ")}]`;
  throw forbidden({ kind, name: metadata.name }, String(why), []);
}

function withDefaults(pod: KubeObject, items: Items): KubeObject {
  const own = items.filter((item) => item["type"] === "Container");
  const gather = (name: string) => Object.assign({}, ...own.map((item) => asObject(item[name])));
  const standard = { requests: gather("defaultRequest"), limits: gather("default") };
  const spec = asObject(pod["spec"]);
  const notes: string[] = [];
  const complete = (containers: Json | undefined, what: string) =>
    asList(containers).map((each) => withStandard(asObject(each), standard, { what, notes }));
  const containers = complete(spec["containers"], "container");
  const initContainers = complete(spec["initContainers"], "init container");
  if (notes.length === 0) return pod;
  const annotations = {
    ...pod.metadata.annotations,
    [annotation]: `LimitRanger plugin set: ${notes.join("; ")}`,
  };
  const filled = { ...spec, containers, ...(initContainers.length === 0 ? {} : { initContainers }) };
  return { ...pod, metadata: { ...pod.metadata, annotations }, spec: filled };
}

type Standard = { readonly requests: JsonObject; readonly limits: JsonObject };
type Notes = { readonly what: string; readonly notes: string[] };

function withStandard(container: JsonObject, standard: Standard, { what, notes }: Notes): JsonObject {
  const resources = asObject(container["resources"]);
  let filled = resources;
  for (const [name, verb] of [
    ["requests", "request"],
    ["limits", "limit"],
  ] as const) {
    const present = asObject(resources[name]);
    const missing = Object.keys(standard[name]).filter((each) => present[each] === undefined);
    if (missing.length === 0) continue;
    filled = { ...filled, [name]: { ...standard[name], ...present } };
    notes.push(`${missing.sort(compareText).join(", ")} ${verb} for ${what} ${container["name"]}`);
  }
  return filled === resources ? container : { ...container, resources: filled };
}

function checkContainer(item: JsonObject, container: JsonObject): readonly string[] {
  return checkResources(item, asObject(container["resources"]), "limit");
}

/** `most`: what the maximum is compared with first, and must be there. */
function checkResources(
  item: JsonObject,
  resources: JsonObject,
  most: "limit" | "request",
): readonly string[] {
  const [requests, limits] = [asObject(resources["requests"]), asObject(resources["limits"])];
  const values = (name: string) => ({ request: requests[name], limit: limits[name] });
  const below = Object.entries(asObject(item["min"])).map(([name, bound]) =>
    check({ ...values(name), bound, isMax: false, first: "request", what: `minimum ${name}`, item }),
  );
  const above = Object.entries(asObject(item["max"])).map(([name, bound]) =>
    check({ ...values(name), bound, isMax: true, first: most, what: `maximum ${name}`, item }),
  );
  return [...below, ...above].filter((problem) => problem !== undefined);
}

type Check = {
  readonly request: Json | undefined;
  readonly limit: Json | undefined;
  readonly bound: Json | undefined;
  readonly isMax: boolean;
  readonly first: "limit" | "request";
  readonly what: string;
  readonly item: JsonObject;
};

function check(given: Check): string | undefined {
  const { bound, first, isMax, what, item } = given;
  const head = `${what} usage per ${item["type"]} is ${bound}`;
  const second = first === "limit" ? "request" : "limit";
  if (given[first] === undefined) return `${head}.  No ${first} is specified`;
  const wrong = [first, second].find((name) => {
    const order = compareQuantities(given[name === "limit" ? "limit" : "request"], bound) ?? 0;
    return isMax ? order > 0 : order < 0;
  });
  if (wrong === undefined) return undefined;
  return `${head}, but ${wrong} is ${wrong === "limit" ? given.limit : given.request}`;
}
