import { maskUserInfo } from "../../declaration/message-text.ts";
import { type DiffOptions, formatDiff } from "../../drift/format-diff.ts";
import type { FieldDifference } from "../../drift/verdict.ts";
import type { Json, JsonObject } from "../../kube/json.ts";
import { versionOf } from "../../kube/key.ts";
import { limits } from "../../limits.ts";
import type { ComparedObject } from "../../plan/compared-object.ts";
import { isResource } from "../../record/resources.ts";
import { toIgnoreContext } from "../../stories/ignore-context.ts";
import { createSelection } from "../../stories/select-paths.ts";
import type { ApiCall, ApiPorts } from "../api-call.ts";
import type { ApiAnswer } from "../api-request.ts";
import { maskRepositoryLines } from "../mask-repositories.ts";
import { compareFound } from "./compare-found.ts";

/** Compares an application with its cluster now, and shows what is not Synced: the fields that differ, and the diff as text. */
export async function showDiff(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const compared = await compareFound(call, ports);
  if ("refusal" in compared) return compared.refusal;
  const { subject, observation } = compared;
  const { objects, sync, revision } = observation;
  const drifted = objects.filter((object) => isResource(object) && object.status !== "Synced");
  const { select } = createSelection(ports.jq);
  const shown = toIgnoreContext(subject.application, ports.settings.comparison, select);
  const items = drifted.map((object) => toItem(object, shown));
  return { status: 200, headers: {}, body: { revision: revision.sha, status: sync, items } };
}

function toItem(object: ComparedObject, shown: DiffOptions): JsonObject {
  const { apiVersion, ...key } = object.ref;
  const isKnown = object.status === "OutOfSync";
  const diff = isKnown ? formatDiff(object.predicted ?? object.desired?.object, object.live, shown) : "";
  const { reason } = object;
  return {
    ...key,
    version: versionOf(apiVersion),
    status: object.status,
    ...(object.health === undefined ? {} : { health: { ...object.health } }),
    ...(object.extra ? { requiresPruning: true } : {}),
    ...(reason === undefined ? {} : { message: reason }),
    differences: object.differences.slice(0, limits.differencesMax).map(toShown),
    diff: maskRepositoryLines(diff),
  };
}

function toShown({ path, desired, live }: FieldDifference): JsonObject {
  return { path, desired: toValue(path, desired), live: toValue(path, live) };
}

/** A field that one side does not have is null there. */
function toValue(path: string, value: Json | undefined): Json {
  const isUrl = path.endsWith("repoURL") && typeof value === "string";
  return isUrl ? maskUserInfo(value) : (value ?? null);
}
