import { equalJson } from "../../kube/canonical-json.ts";
import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import { asObjects } from "../../kube/values.ts";

/** What a definition asks for and what it has, of names. */
export type Claim = {
  readonly requested: JsonObject;
  readonly accepted: JsonObject;
  /** Names that other definitions of the same group have. */
  readonly others: readonly JsonObject[];
};

/** The names that a definition gets, and why not all. */
export type Decision = {
  readonly accepted: JsonObject;
  /** undefined: all names were free. */
  readonly clash?: { readonly reason: string; readonly message: string };
};

const claims = [
  { field: "plural", reason: "PluralConflict", among: "resources" },
  { field: "singular", reason: "SingularConflict", among: "resources" },
  { field: "shortNames", reason: "ShortNamesConflict", among: "resources" },
  { field: "kind", reason: "KindConflict", among: "kinds" },
  { field: "listKind", reason: "ListKindConflict", among: "kinds" },
] as const;

/** Decides which names a definition gets; apiextensions-apiserver pkg/controller/status/naming_controller.go. */
export function decideNames({ requested, accepted, others }: Claim): Decision {
  const taken = {
    resources: namesOf(others, "plural", "singular", "shortNames"),
    kinds: namesOf(others, "kind", "listKind"),
  };
  let names: JsonObject = accepted;
  let clash: Decision["clash"];
  for (const { field, reason, among } of claims) {
    const wanted = requested[field];
    const old = textsOf(accepted[field]);
    const used = textsOf(wanted).filter((name) => !old.includes(name) && taken[among].has(name));
    if (used.length > 0) clash = { reason, message: toMessage(used) };
    else if (wanted !== undefined) names = { ...names, [field]: wanted };
  }
  const { categories } = requested;
  const all = categories === undefined ? names : { ...names, categories };
  return { accepted: all, ...(clash === undefined ? {} : { clash }) };
}

function toMessage(used: readonly string[]): string {
  const texts = used.map((name) => `${JSON.stringify(name)} is already in use`);
  return texts.length === 1 ? String(texts[0]) : `[${texts.join(", ")}]`;
}

function namesOf(others: readonly JsonObject[], ...fields: readonly string[]): ReadonlySet<string> {
  return new Set(others.flatMap((names) => fields.flatMap((field) => textsOf(names[field]))));
}

function textsOf(value: Json | undefined): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === "string" && value !== "" ? [value] : [];
}

/** Gives a definition the conditions of a decision about its names; a condition that stays keeps its time. */
export function withDecision(status: JsonObject, { accepted, clash }: Decision, time: string): JsonObject {
  const old = asObjects(status["conditions"]);
  const isUp = old.some(({ type, status: value }) => type === "Established" && value === "True");
  const named = toCondition(
    "NamesAccepted",
    clash === undefined,
    clash ?? { reason: "NoConflicts", message: "no conflicts found" },
  );
  const first = { reason: "InitialNamesAccepted", message: "the initial names have been accepted" };
  const none = { reason: "NotAccepted", message: "not all names are accepted" };
  const isEstablished = isUp || clash === undefined;
  const established = toCondition("Established", isEstablished, isEstablished ? first : none);
  const conditions = [named, established].map((condition) => {
    const present = old.find(({ type }) => type === condition["type"]);
    const kept = present !== undefined && present["status"] === condition["status"];
    const lastTransitionTime = kept ? (present["lastTransitionTime"] ?? time) : time;
    return { lastTransitionTime, ...condition };
  });
  const others = old.filter(({ type }) => type !== "NamesAccepted" && type !== "Established");
  return { ...status, acceptedNames: accepted, conditions: [...conditions, ...others] };
}

function toCondition(
  type: string,
  isTrue: boolean,
  { reason, message }: { readonly reason: string; readonly message: string },
): JsonObject {
  return { message, reason, status: isTrue ? "True" : "False", type };
}

/** Tells whether a definition has all the names that it asks for. */
export function hasItsNames(definition: JsonObject): boolean {
  return equalJson(readField(definition, "spec", "names"), readField(definition, "status", "acceptedNames"));
}
