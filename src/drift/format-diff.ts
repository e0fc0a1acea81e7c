import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { stringify } from "yaml";
import type { IgnoreRule } from "../application/application.ts";
import { isSecret } from "../kube/fold.ts";
import { compareText, isObject, type JsonObject } from "../kube/json.ts";
import { formatKey, type ObjectRef, toRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { limits } from "../limits.ts";
import { toComparedFields } from "./compared-fields.ts";
import { toIgnored } from "./ignore-rules.ts";
import { maskPair } from "./mask.ts";
import { ownMarks } from "./own-marks.ts";
import { removeFields } from "./prune.ts";

/** `ignore`: what the application ignores is left out. */
export type DiffOptions = { readonly ignore: readonly IgnoreRule[] };

/**
 * Prints what an apply would change as a unified diff of YAML, from live to desired; "" where nothing does. A missing side
 * is all added or all removed. Give the dry-run's prediction as desired where there is one: it has the server's defaults.
 * Left out: status, what only the server sets, our own label and tracking id; values of Secrets are masked.
 */
export function formatDiff(
  desired: KubeObject | undefined,
  live: KubeObject | undefined,
  options: DiffOptions = { ignore: [] },
): string {
  const present = desired ?? live;
  if (present === undefined) return "";
  const ref = toRef(present);
  const toShown = (object: KubeObject | undefined) => object && toShownFields(object, ref, options);
  const pair = { desired: toShown(desired), live: toShown(live) };
  const shown = isSecret(present) ? maskPair(pair) : pair;
  const texts = { before: toYaml(shown.live), after: toYaml(shown.desired) };
  return texts.before === texts.after ? "" : formatPatch(formatKey(ref), texts);
}

function toShownFields(object: KubeObject, ref: ObjectRef, { ignore }: DiffOptions): JsonObject {
  const ignored = toIgnored(ignore, ref);
  const { metadata, ...fields } = removeFields(toComparedFields(object), ownMarks);
  const { name, namespace, generateName } = object.metadata;
  const shown: JsonObject = {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { name, generateName, namespace, ...(isObject(metadata) ? metadata : {}) },
    ...fields,
  };
  return ignored === undefined ? shown : removeFields(shown, ignored.paths);
}

const firstFields = ["metadata", "kind", "apiVersion"];

/** The order of fields is the same whoever wrote them: apiVersion, kind, metadata, then by name. */
function toYaml(fields: JsonObject | undefined): string {
  if (fields === undefined) return "";
  const names = Object.keys(fields).sort(
    (a, b) => firstFields.indexOf(b) - firstFields.indexOf(a) || compareText(a, b),
  );
  const ordered = Object.fromEntries(names.map((name) => [name, sortFields(fields[name])]));
  return stringify(ordered, { lineWidth: 0, aliasDuplicateObjects: false, keepUndefined: false });
}

function sortFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortFields);
  if (!isObject(value)) return value;
  const names = Object.keys(value).sort(compareText);
  return Object.fromEntries(names.map((name) => [name, sortFields(value[name])]));
}

function formatPatch(
  title: string,
  { before, after }: { readonly before: string; readonly after: string },
): string {
  const oldName = before === "" ? "/dev/null" : `live ${title}`;
  const newName = after === "" ? "/dev/null" : `desired ${title}`;
  const patch = createTwoFilesPatch(oldName, newName, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
    maxEditLength: limits.diffEditsMax,
  });
  return patch ?? replaceAll({ oldName, newName }, before, after);
}

/** Two texts with little in common: finding the shortest diff would take for ever. */
function replaceAll(
  { oldName, newName }: { readonly oldName: string; readonly newName: string },
  before: string,
  after: string,
): string {
  const mark = (text: string, sign: string) => text.replaceAll(/^(?=.|\n)/gm, sign).replace(/[-+]$/, "");
  return `--- ${oldName}\n+++ ${newName}\n${mark(before, "-")}${mark(after, "+")}`;
}
