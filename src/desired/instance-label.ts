import type { ApplicationName } from "../application/application.ts";
import type { TrackingSettings } from "../settings/settings.ts";
import { toInstanceName } from "./tracking.ts";

const labelCharactersMax = 63;

/**
 * Gives the label by which objects of an application are tracked, with its value; undefined: by annotation alone. A name
 * that is too long is cut only where an annotation says it in full; where the label is all there is, the API server refuses it, since two
 * applications must not look like one: SetAppInstance and TruncateLabel in
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/util/argo/resource_tracking.go
 */
export function toInstanceLabel(
  application: ApplicationName,
  { method, labelKey }: TrackingSettings,
): { readonly key: string; readonly value: string } | undefined {
  if (method === "annotation") return undefined;
  const name = toInstanceName(application);
  return { key: labelKey, value: method === "label" ? name : cut(name) };
}

function cut(name: string): string {
  if (name.length <= labelCharactersMax) return name;
  return name.slice(0, labelCharactersMax).replace(/[^a-zA-Z0-9]+$/, "");
}
