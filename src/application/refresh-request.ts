import { createHash } from "node:crypto";
import { isObject, type JsonObject } from "../kube/json.ts";
import { asObject } from "../kube/values.ts";

const refreshAnnotation = "argocd.argoproj.io/refresh";
const timestampAnnotation = "argocd.argoproj.io/refresh-timestamp";
const own: readonly string[] = [refreshAnnotation, timestampAnnotation];

/** What the annotation `refresh` of an Application asks for. */
export type RefreshRequest = {
  /** Of the value and of refresh-timestamp: another id is another request. */
  readonly id: string;
  /** With a new render; any value but "hard" asks for a plain look. */
  readonly isHard: boolean;
};

/**
 * Reads what an Application's annotations ask for; undefined: nothing.
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/pkg/apis/application/v1alpha1/types.go (IsRefreshRequested)
 */
export function readRefresh(annotations: Readonly<JsonObject>): RefreshRequest | undefined {
  const { [refreshAnnotation]: value, [timestampAnnotation]: timestamp = "" } = annotations;
  if (typeof value !== "string") return undefined;
  const hash = createHash("sha256").update(JSON.stringify([value, timestamp]));
  return { id: hash.digest("base64url").slice(0, 22), isHard: value === "hard" };
}

/** A manifest as it is kept, and what it asked for once. */
export type TakenRefresh = { readonly manifest: JsonObject; readonly refresh?: RefreshRequest };

/**
 * Takes the request out of a manifest that a person sent: like Argo CD's controller, which removes the annotations once it has
 * looked. What the manifest `before` asks for already, since a file declares it, stays as it is and is no request.
 */
export function takeRefresh(manifest: JsonObject, before: JsonObject | undefined): TakenRefresh {
  const { metadata } = manifest;
  if (!isObject(metadata)) return { manifest };
  const annotations = annotationsOf(manifest);
  const known = annotationsOf(before);
  const refresh = readRefresh(annotations);
  if (refresh === undefined || refresh.id === readRefresh(known)?.id) return { manifest };
  const others = Object.entries(annotations).filter(([name]) => !own.includes(name));
  const kept = Object.entries(known).filter(([name]) => own.includes(name));
  const { annotations: _, ...rest } = metadata;
  const left = [...others, ...kept];
  const next = left.length === 0 ? rest : { ...rest, annotations: Object.fromEntries(left) };
  return { manifest: { ...manifest, metadata: next }, refresh };
}

function annotationsOf(manifest: JsonObject | undefined): JsonObject {
  const metadata = isObject(manifest?.metadata) ? manifest.metadata : {};
  return asObject(metadata["annotations"]);
}
