import { parseDocument } from "yaml";
import { messageOf } from "../errors.ts";
import type { Json } from "../kube/json.ts";
import { limits } from "../limits.ts";
import { kubernetesYaml, toJson } from "./yaml-dialect.ts";

/** YAML that stands in a text field of an object: its value, or what is wrong with it in a few words. */
export type ValueReading = { readonly value: Json } | { readonly problem: string };

const nodesMax = 50_000;

/** Reads one YAML document from a text field, by the rules that manifests are read by. */
export function readValue(text: string): ValueReading {
  try {
    const document = parseDocument(text, kubernetesYaml);
    const [error] = document.errors;
    if (error !== undefined) return { problem: `is no YAML: ${error.message.split("\n")[0] ?? ""}` };
    const value: unknown = document.toJS({ maxAliasCount: limits.yamlAliasesMax });
    return { value: toJson(value, nodesMax) };
  } catch (error) {
    return { problem: `cannot be read: ${messageOf(error)}` };
  }
}
