import type { JqAnswer } from "../../drift/jq-paths.ts";
import { isObject, type Json } from "../../kube/json.ts";
import { asList } from "../../kube/values.ts";
import type { ScriptReply } from "./script-request.ts";

const pathsMax = 10_000;

type Path = readonly (string | number)[];

/**
 * Turns jq's own paths into places of an object: a place counted from the end, or a slice, becomes the places it stands for. An
 * expression that iterates over what is not there names nothing.
 */
export function toPaths(reply: ScriptReply, object: Json): JqAnswer {
  if ("problem" in reply) {
    return /^Cannot iterate over null/.test(reply.problem) ? { paths: [] } : reply;
  }
  const { value } = reply;
  if (!Array.isArray(value) || value.length > pathsMax) return { problem: "it does not name paths" };
  const paths: Path[] = [];
  for (const path of value) {
    if (!Array.isArray(path)) return { problem: "it does not name paths" };
    paths.push(...toPlaces(path, object));
  }
  return { paths };
}

function toPlaces(path: readonly Json[], value: Json | undefined): readonly Path[] {
  const [step, ...rest] = path;
  if (step === undefined) return [[]];
  if (typeof step === "string") {
    return toPlaces(rest, isObject(value) ? value[step] : undefined).map((below) => [step, ...below]);
  }
  const list = asList(value);
  return toIndexes(step, list.length).flatMap((index) =>
    toPlaces(rest, list[index]).map((below) => [index, ...below]),
  );
}

function toIndexes(step: Json, length: number): readonly number[] {
  if (typeof step === "number") return [step < 0 ? length + step : step].filter((index) => index >= 0);
  if (!isObject(step)) return [];
  const start = toBound(step["start"], 0, length);
  const end = toBound(step["end"], length, length);
  return Array.from({ length: Math.max(0, end - start) }, (_value, index) => start + index);
}

function toBound(value: Json | undefined, preset: number, length: number): number {
  if (typeof value !== "number") return preset;
  return Math.min(length, Math.max(0, value < 0 ? length + value : value));
}
