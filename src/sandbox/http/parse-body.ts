import { type Json, parseJson } from "../../kube/json.ts";
import { parseKubernetesYaml } from "../../render/kubernetes-yaml.ts";
import { badRequest } from "../cluster/status-error.ts";

/** Parses a body as its content type says; an empty one is null. Throws 400. */
export function parseBody(text: string, contentType: string): Json {
  if (text === "") return null;
  try {
    return contentType.includes("yaml") && !text.startsWith("{")
      ? parseKubernetesYaml(text)
      : parseJson(text);
  } catch {
    throw badRequest(`the object provided is unrecognized (${text.slice(0, 20)})`);
  }
}
