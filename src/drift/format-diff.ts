import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { stringify } from "yaml";
import { isSecret } from "../kube/fold.ts";
import { compareText, isObject, type JsonObject } from "../kube/json.ts";
import { formatKey, toRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { asObject } from "../kube/values.ts";
import { limits } from "../limits.ts";
import { toComparedFields } from "./compared-fields.ts";
import { type IgnoreContext, type Ignored, toIgnored } from "./ignore-rules.ts";
import { type MaskedPair, maskPair } from "./mask.ts";
import { ownMarks } from "./own-marks.ts";
import { removeFields } from "./prune.ts";

/** `ignore`: what the application ignores is left out. */
export type DiffOptions = IgnoreContext & { readonly maskedAnnotations?: readonly string[] };

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
  const ignored = toIgnored(options, toRef(present), { desired, live });
  const toShown = (object: KubeObject | undefined) => object && toShownFields(object, ignored);
  const pair = { desired: toShown(desired), live: toShown(live) };
  return formatPair(present, pair, options.maskedAnnotations);
}

/** Prints all that differs between an object and what it becomes, status and marks too; values of Secrets are masked. */
export function formatChange(before: KubeObject, after: KubeObject): string {
  return formatPair(before, { live: before, desired: after });
}

function formatPair(present: KubeObject, pair: MaskedPair, maskedAnnotations?: readonly string[]): string {
  const shown = isSecret(present) ? maskPair(pair, maskedAnnotations) : pair;
  const texts = { before: toYaml(shown.live), after: toYaml(shown.desired) };
  return texts.before === texts.after ? "" : formatPatch(formatKey(toRef(present)), texts);
}

function toShownFields(object: KubeObject, ignored: Ignored | undefined): JsonObject {
  const { metadata, ...fields } = removeFields(toComparedFields(object), ownMarks);
  const { name, namespace, generateName } = object.metadata;
  const shown: JsonObject = {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { name, generateName, namespace, ...asObject(metadata) },
    ...fields,
  };
  return ignored === undefined ? shown : removeFields(shown, ignored.pathsOf(object));
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
