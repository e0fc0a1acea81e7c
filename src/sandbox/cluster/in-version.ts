import type { KubeObject } from "../../kube/object.ts";
import { convert } from "../conversion/conversion.ts";
import { apiVersionOf, type Kind } from "./kind.ts";

/** Gives a stored object in the version of a kind. */
export function inVersion(kind: Kind, object: KubeObject): KubeObject {
  const apiVersion = apiVersionOf(kind);
  return object.apiVersion === apiVersion ? object : convert(object, apiVersion);
}
