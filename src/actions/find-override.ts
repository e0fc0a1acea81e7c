import { groupOf } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { parseGlob } from "../project/glob.ts";
import type { ActionOverride } from "../settings/override-settings.ts";

/** Finds the actions that the settings give a kind: those for exactly this one before those with wildcards. */
export function findActionOverride(
  overrides: readonly ActionOverride[],
  { apiVersion, kind }: KubeObject,
): ActionOverride | undefined {
  const group = groupOf(apiVersion);
  const exact = overrides.find((each) => each.group === group && each.kind === kind);
  return exact ?? overrides.find((each) => fits(each.group, group) && fits(each.kind, kind));
}

/** A pattern that is malformed fits nothing. */
function fits(pattern: string, text: string): boolean {
  return parseGlob(pattern, "names")?.(text) ?? false;
}
