/*
 * The jq expressions that people write into ignoreDifferences are plain paths as a rule: `.spec.replicas`,
 * `.spec.template.spec.containers[] | select(.name == "proxy")`. Those are walked here, a thousand times faster than jq starts.
 * Whatever is in doubt is left to jq: an expression with anything else in it, a value that a step does not fit.
 */
import { isObject, type Json } from "../../kube/json.ts";
import { type Condition, type Pipeline, parseSimplePath, type Step } from "./parse-simple-path.ts";

type Path = readonly (string | number)[];
type Place = { readonly path: Path; readonly value: Json };
/** `isBranched`: several places are walked side by side, so which of two errors comes first only jq can tell. */
type Walk = { outcome: "found" | "nothing" | "doubt"; left: number; isBranched: boolean };

const placesMax = 10_000;

/** Gives the paths that an expression names; undefined where only jq can tell. */
export function findSimplePaths(expression: string, object: Json): readonly Path[] | undefined {
  const pipeline = parseSimplePath(expression);
  if (pipeline === undefined) return undefined;
  const walk: Walk = { outcome: "found", left: placesMax, isBranched: false };
  const places = follow(pipeline, { path: [], value: object }, walk);
  if (walk.outcome === "doubt") return undefined;
  return walk.outcome === "nothing" ? [] : places.map(({ path }) => path);
}

function follow(pipeline: Pipeline, start: Place, walk: Walk): readonly Place[] {
  let places: readonly Place[] = [start];
  for (const branches of pipeline) {
    if (branches.length > 1 || places.length > 1) walk.isBranched = true;
    places = places.flatMap((place) =>
      branches.flatMap((steps) => steps.reduce((from, step) => takeAll(from, step, walk), [place])),
    );
  }
  return places;
}

function takeAll(places: Place[], step: Step, walk: Walk): Place[] {
  if (places.length > 1) walk.isBranched = true;
  const next = places.flatMap((place) => take(place, step, walk));
  walk.left -= next.length;
  if (walk.left < 0) walk.outcome = "doubt";
  return walk.outcome === "found" ? next : [];
}

function take(place: Place, step: Step, walk: Walk): readonly Place[] {
  if (step.kind === "field") return takeField(place, step, walk);
  if (step.kind === "index") return takeIndex(place, step, walk);
  if (step.kind === "each") return takeEach(place, step, walk);
  if (step.kind === "group") return follow(step.pipeline, place, walk);
  return select(place, step.condition, walk);
}

function takeField(
  { path, value }: Place,
  { name, optional }: Extract<Step, { readonly kind: "field" }>,
  walk: Walk,
): readonly Place[] {
  if (value === null) return [{ path: [...path, name], value: null }];
  if (!isObject(value)) return fail(optional, "doubt", walk);
  const field = Object.hasOwn(value, name) ? value[name] : null;
  return [{ path: [...path, name], value: field ?? null }];
}

function takeIndex(
  { path, value }: Place,
  { index, optional }: Extract<Step, { readonly kind: "index" }>,
  walk: Walk,
): readonly Place[] {
  if (!Array.isArray(value)) return fail(optional && value !== null, "doubt", walk);
  const at = index < 0 ? value.length + index : index;
  return at < 0 ? fail(false, "doubt", walk) : [{ path: [...path, at], value: value[at] ?? null }];
}

function takeEach(
  { path, value }: Place,
  { optional }: Extract<Step, { readonly kind: "each" }>,
  walk: Walk,
): readonly Place[] {
  if (Array.isArray(value)) return value.map((item, index) => ({ path: [...path, index], value: item }));
  if (isObject(value)) {
    return Object.entries(value).map(([name, field]) => ({ path: [...path, name], value: field ?? null }));
  }
  return fail(optional, value === null ? "nothing" : "doubt", walk);
}

function fail(optional: boolean, outcome: Walk["outcome"], walk: Walk): readonly Place[] {
  if (!optional && walk.outcome === "found") walk.outcome = walk.isBranched ? "doubt" : outcome;
  return [];
}

/** As in jq, an object is named once for each value of the condition that is true. */
function select(place: Place, condition: Condition, walk: Walk): readonly Place[] {
  return follow(condition.pipeline, { path: [], value: place.value }, walk)
    .filter(({ value }) => isTrue(value, condition))
    .map(() => place);
}

function isTrue(value: Json, { operator, literal }: Condition): boolean {
  if (operator === undefined) return value !== null && value !== false;
  const present = typeof value === "bigint" ? Number(value) : value;
  return (present === literal) === (operator === "==");
}
