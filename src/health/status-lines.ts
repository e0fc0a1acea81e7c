import { isObject, type Json, readField } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import { asObject, asText } from "../kube/values.ts";
import { type StatusCondition, toConditions } from "./fields.ts";
import { type Health, type HealthStatus, toHealth } from "./health-status.ts";

/**
 * One line of a table: the first line of which every term fits decides. Terms are joined by " & ":
 *
 *   Ready=False(Pending|Creat*)   a condition: type, status and, in brackets, reasons
 *   .status.phase=Failed|Error|   a field, here also where it is absent; `[]` after a name means "one of the list's"
 *   .status.error                 a field that says something: not null, empty or false
 *   !TERM                         the term does not fit
 *
 * Texts may hold `*`; a dot within a name is written `\u2024`. The message is the field that the line names, else the condition's message or reason, else the field.
 */
export type StatusLine = readonly [when: string, health: HealthStatus, message?: string];

/** What lines are read from: an object and its conditions, wherever its kind keeps them. */
export type StatusSubject = {
  readonly object: KubeObject;
  readonly conditions: readonly StatusCondition[];
};

type Test = (text: string) => boolean;
/** Gives what fits, as a message; undefined: the term does not fit. */
type Term = (subject: StatusSubject) => string | undefined;
type Line = {
  readonly terms: readonly Term[];
  readonly health: HealthStatus;
  readonly message: Path | undefined;
};
type Path = readonly string[];

/** Makes lines ready to be read: gives the health by the first line that fits, undefined where none does. */
export function compileLines(lines: readonly StatusLine[]): (subject: StatusSubject) => Health | undefined {
  const compiled = lines.map(compileLine);
  return (subject) => {
    for (const line of compiled) {
      const fitting = line.terms.map((term) => term(subject));
      if (fitting.includes(undefined)) continue;
      const told = line.message === undefined ? "" : toText(readPath(subject.object, line.message));
      return toHealth(line.health, told || fitting.find((text) => text !== ""));
    }
    return undefined;
  };
}

/** Makes a question of terms: does any of these texts fit an object? */
export function compileQuestion(texts: readonly string[]): (object: KubeObject) => boolean {
  const questions = texts.map((text) => text.split(" & ").map(compileTerm));
  return (object) => {
    const subject = { object, conditions: conditionsAt(object, "status.conditions") };
    return questions.some((terms) => terms.every((term) => term(subject) !== undefined));
  };
}

/**
 * Takes the conditions that stand under paths, `status.conditions` or those of each entry of a list. Where they name generations,
 * those of older ones are passed over: somebody has forgotten to take them away.
 */
export function conditionsAt(object: KubeObject, paths: string): readonly StatusCondition[] {
  const found = paths.split(" ").flatMap((path) => toConditions(readPath(object, path.split("."))));
  const newest = Math.max(...found.map((each) => each.observedGeneration ?? 0));
  return found.filter((each) => (each.observedGeneration ?? newest) === newest);
}

function compileLine([when, health, message]: StatusLine): Line {
  const terms = when.split(" & ").map(compileTerm);
  return { terms, health, message: message === undefined ? undefined : toPath(message) };
}

function compileTerm(text: string): Term {
  if (text.startsWith("!")) {
    const term = compileTerm(text.slice(1));
    return (subject) => (term(subject) === undefined ? "" : undefined);
  }
  return text.startsWith(".") ? compileField(text) : compileCondition(text);
}

function compileField(text: string): Term {
  const [place = "", wanted] = splitOnce(text, "=");
  const path = toPath(place);
  const name = path.at(-1) ?? "";
  const fits = wanted === undefined ? saysSomething : toTest(wanted);
  return ({ object }) => {
    const value = readPath(object, path).map(toWord).find(fits);
    return value === undefined ? undefined : `${name}: ${value || "none"}`;
  };
}

function compileCondition(text: string): Term {
  const [, type = "", status = "", reason] = /^([^=]+)=([^(]*)(?:\((.*)\))?$/.exec(text) ?? [];
  const isType = toTest(type);
  const isStatus = toTest(status);
  const isReason = reason === undefined ? () => true : toTest(reason);
  return ({ conditions }) => {
    const found = conditions.find(
      (each) => isType(each.type) && isStatus(each.status) && isReason(each.reason),
    );
    return found === undefined ? undefined : found.message || found.reason;
  };
}

function saysSomething(word: string): boolean {
  return word !== "" && word !== "false";
}

function toTest(text: string): Test {
  const alternatives = text.split("|");
  const words = new Set(alternatives.filter((each) => !each.includes("*")));
  const globs = alternatives.filter((each) => each.includes("*"));
  if (globs.length === 0) return (word) => words.has(word);
  const patterns = globs.map((each) => (each === "*" ? ".+" : each.split("*").map(RegExp.escape).join(".*")));
  const pattern = new RegExp(`^(?:${patterns.join("|")})$`, "s");
  return (word) => words.has(word) || pattern.test(word);
}

function toPath(text: string): Path {
  return text
    .replace(/^\./, "")
    .split(".")
    .map((name) => name.replaceAll("\u2024", "."));
}

/** Reads every value under a path: `name[]` goes into each entry of a list, `*` into each field. An absent one is null. */
function readPath(root: Json | KubeObject, path: Path): readonly Json[] {
  const plain = readField(root, ...path);
  if (plain !== undefined && !Array.isArray(plain)) return [plain];
  if (!path.some((step) => step === "*" || step.endsWith("[]")))
    return plain === undefined ? [null] : toItems(plain);
  let values: readonly Json[] = [root];
  for (const step of path) values = values.flatMap((value) => readStep(value, step));
  return values.flatMap(toItems);
}

function toItems(value: Json): readonly Json[] {
  return Array.isArray(value) && value.length > 0 ? value : [value];
}

function readStep(value: Json, step: string): readonly Json[] {
  const fields = asObject(value);
  if (step === "*") return Object.values(fields).map((each) => each ?? null);
  const isList = step.endsWith("[]");
  const next = readField(fields, isList ? step.slice(0, -2) : step) ?? null;
  return isList && Array.isArray(next) ? next : [next];
}

function toWord(value: Json): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return "";
  return isObject(value) || Array.isArray(value) ? "{}" : String(value);
}

function toText(values: readonly Json[]): string {
  return values.map(asText).find((text) => text !== "") ?? "";
}

function splitOnce(text: string, mark: string): readonly [string, string?] {
  const place = text.indexOf(mark);
  return place < 0 ? [text] : [text.slice(0, place), text.slice(place + 1)];
}
