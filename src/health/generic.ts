import { type Json, readField } from "../kube/json.ts";
import { groupOf } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { conventions, suspensions } from "./conventions.ts";
import { dataKinds } from "./data-kinds.ts";
import { deliveryKinds } from "./delivery-kinds.ts";
import { toNotObserved } from "./generation.ts";
import { type Health, toHealth } from "./health-status.ts";
import { infrastructureKinds } from "./infrastructure-kinds.ts";
import type { KindRules } from "./kind-rules.ts";
import { compileLines, conditionsAt, type StatusSubject } from "./status-lines.ts";

/** What is known of the statuses of kinds, the more special kinds first. */
export const knownKinds: readonly KindRules[] = [...deliveryKinds, ...infrastructureKinds, ...dataKinds];

/**
 * Assesses an object of any kind: one without a status is Healthy, one whose spec was not seen yet Progressing; then what is
 * known of its kind decides, then what controllers share. Nothing that speaks against it is Healthy. A status of another shape is
 * passed over, for its schema is the kind's own affair.
 */
export function assessGeneric(object: KubeObject): Health {
  const lines = findLines(object);
  const status = readField(object, "status") ?? {};
  if (typeof status !== "object" || Object.keys(status).length === 0) return assessSpec(toSubject(object));
  const generation = readField(object, "metadata", "generation");
  const observed = toNumber(readField(object, "status", "observedGeneration"));
  if (typeof generation === "number" && observed !== undefined && observed < generation) {
    return toNotObserved(generation, observed);
  }
  const subject = toSubject(object, lines?.conditions);
  const health = lines?.assess(subject) ?? assessByConvention(toSubject(object)) ?? toHealth("Healthy");
  return health.status === "Healthy" ? (findOutdated(subject) ?? health) : health;
}

/** Some controllers write the number as text, others a hash. */
function toNumber(value: Json | undefined): number | undefined {
  if (typeof value === "string" && /^\d{1,15}$/.test(value)) return Number(value);
  return typeof value === "number" ? value : undefined;
}

/** A condition may speak of an older spec than the one there is now, although it is good news. */
function findOutdated({ object, conditions }: StatusSubject): Health | undefined {
  const generation = readField(object, "metadata", "generation");
  if (typeof generation !== "number") return undefined;
  const observed = conditions.map((each) => each.observedGeneration ?? generation);
  const least = Math.min(generation, ...observed);
  return least < generation ? toNotObserved(generation, least) : undefined;
}

const readSuspension = compileLines(suspensions);
const assessByConvention = compileLines(conventions);

function assessSpec(subject: StatusSubject): Health {
  return readSuspension(subject) ?? toHealth("Healthy");
}

function toSubject(object: KubeObject, path = "status.conditions"): StatusSubject {
  return { object, conditions: conditionsAt(object, path) };
}

type KnownLines = { readonly conditions?: string; readonly assess: ReturnType<typeof compileLines> };

const found = new Map<string, KnownLines | undefined>();

/** Finds what is known of a kind; remembered, since kinds are few and objects many. */
function findLines({ apiVersion, kind }: KubeObject): KnownLines | undefined {
  const key = `${groupOf(apiVersion)}/${kind}`;
  if (found.has(key)) return found.get(key);
  const rules = knownKinds.find((each) => each.kinds.some((pattern) => fits(pattern, key)));
  const lines = rules === undefined ? undefined : toLines(rules);
  if (found.size < knownMax) found.set(key, lines);
  return lines;
}

/** A cluster has some hundreds of kinds; what strangers make up must not fill the memory. */
const knownMax = 5_000;

function toLines({ conditions, lines }: KindRules): KnownLines {
  const assess = compileLines(lines);
  return conditions === undefined ? { assess } : { conditions, assess };
}

function fits(pattern: string, key: string): boolean {
  if (!pattern.includes("*")) return pattern === key;
  return new RegExp(`^${pattern.split("*").map(RegExp.escape).join(".*")}$`).test(key);
}
