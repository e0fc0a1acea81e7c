import { type MaskedPair, maskPair } from "../../drift/mask.ts";
import { isSecret } from "../../kube/fold.ts";
import { formatJson, type JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { ComparedObject } from "../../plan/compared-object.ts";
import { isResource } from "../../record/resources.ts";
import type { ApiCall, ApiPorts } from "../api-call.ts";
import type { ApiAnswer } from "../api-request.ts";
import { maskRepositories } from "../mask-repositories.ts";
import { compareFound } from "./compare-found.ts";
import { isAskedFor } from "./object-filter.ts";

/**
 * Compares an application with its cluster now, and shows each object as Git wants it, as it is, and as a sync would make it: JSON
 * texts in Argo CD's shape, values of Secrets masked.
 */
export async function showManagedResources(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const compared = await compareFound(call, ports);
  if ("refusal" in compared) return compared.refusal;
  const { objects } = compared.observation;
  const shown = objects.filter((object) => isResource(object) && isAskedFor(object.ref, call.query.object));
  const { maskedAnnotations } = ports.settings.comparison;
  const items = shown.map((object) => toItem(object, maskedAnnotations));
  return { status: 200, headers: {}, body: { items } };
}

/** What is not there is the text `null`, as in Argo CD. */
function toItem(object: ComparedObject, masked: readonly string[]): JsonObject {
  const { group, kind, namespace, name } = object.ref;
  const desired = object.desired?.object;
  const { live } = object;
  const target = maskFor({ desired, live }, masked);
  const predicted = maskFor({ desired: object.predicted ?? desired, live }, masked);
  return {
    ...{ group, kind, namespace, name },
    targetState: toText(target.desired),
    liveState: toText(target.live),
    normalizedLiveState: toText(target.live),
    predictedLiveState: toText(predicted.desired),
    modified: object.status !== "Synced",
    ...(live?.metadata.resourceVersion === undefined
      ? {}
      : { resourceVersion: live.metadata.resourceVersion }),
  };
}

type Pair = { readonly desired: KubeObject | undefined; readonly live: KubeObject | undefined };

function maskFor(pair: Pair, annotations: readonly string[]): MaskedPair {
  const isMasked = [pair.desired, pair.live].some((side) => side !== undefined && isSecret(side));
  return isMasked ? maskPair(pair, annotations) : pair;
}

function toText(object: JsonObject | undefined): string {
  return object === undefined ? "null" : formatJson(maskRepositories(object));
}
