import type { DocumentOptions, ParseOptions, ScalarTag, SchemaOptions, Tags } from "yaml";
import { ReconcileError } from "../errors.ts";
import type { Json } from "../kube/json.ts";
import { limits } from "../limits.ts";

const yamlTag = "tag:yaml.org,2002:";

// Kubernetes reads YAML with go-yaml v2 (sigs.k8s.io/yaml): version 1.1 with yes/no/on/off and 0777, but without base 60,
// timestamps and sets; 0o14 is octal, duplicate keys are accepted (the last wins), !!binary becomes text.
const withoutTags = new Set(["timestamp", "binary", "omap", "pairs", "set"].map((name) => yamlTag + name));

const octal: ScalarTag = {
  tag: `${yamlTag}int`,
  default: true,
  format: "OCT12",
  test: /^[-+]?0o[0-7_]+$/,
  resolve: (text) => Number.parseInt(text.replaceAll("_", "").replace("0o", ""), 8),
};

const binary: ScalarTag = {
  tag: `${yamlTag}binary`,
  resolve: (text) => Buffer.from(text, "base64").toString("utf8"),
};

// The library's own takes "." for a number; go-yaml wants a digit somewhere (resolve.go, yamlStyleFloat).
const float: ScalarTag = {
  tag: `${yamlTag}float`,
  default: true,
  test: /^[-+]?(?:\.[0-9_]*[0-9][0-9_]*|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?$/,
  resolve: (text) => Number(text.replaceAll("_", "")),
};

const writtenFloat: ScalarTag = { tag: `${yamlTag}float`, resolve: (text) => Number(text) };

/** Options of the `yaml` library with which it reads a text as the Kubernetes API server's clients do. */
export const kubernetesYaml: ParseOptions & DocumentOptions & SchemaOptions = {
  version: "1.1",
  merge: true,
  uniqueKeys: false,
  customTags: toTags,
  // Integers stay exact; toJson() makes numbers of those that a double holds.
  intAsBigInt: true,
  // Pretty errors quote the text, and the text may be a Secret.
  prettyErrors: false,
  logLevel: "silent",
};

function toTags(tags: Tags): Tags {
  return [...tags.filter(isKept), octal, float, binary, writtenFloat];
}

function isKept(tag: Tags[number]): boolean {
  if (typeof tag === "string") return true;
  const base60 = "format" in tag && tag.format === "TIME";
  const looseFloat = tag.tag === float.tag && "test" in tag && tag.test?.test(".nan") === false;
  return !base60 && !looseFloat && !withoutTags.has(tag.tag);
}

/** What one document may still use. */
type Budget = { nodes: number };

/**
 * Makes JSON of a parsed YAML value. Throws LIMIT_EXCEEDED beyond limits.documentDepthMax or `nodesMax` values (aliases
 * repeat what they stand for), MANIFEST_INVALID for numbers that JSON does not have.
 */
export function toJson(value: unknown, nodesMax: number): Json {
  return convert(value, { nodes: nodesMax }, 0);
}

function convert(value: unknown, budget: Budget, depth: number): Json {
  budget.nodes -= 1;
  if (budget.nodes < 0) throw new ReconcileError("LIMIT_EXCEEDED", "aliases repeat too much: write it out");
  if (depth > limits.documentDepthMax) {
    throw new ReconcileError("LIMIT_EXCEEDED", `nested deeper than ${limits.documentDepthMax} levels`);
  }
  if (Array.isArray(value)) return value.map((item) => convert(item, budget, depth + 1));
  if (typeof value === "object" && value !== null) {
    // fromEntries defines own fields, so that a key named __proto__ is a key like any other.
    return Object.fromEntries(
      Object.entries(value).map(([key, field]) => [key, convert(field, budget, depth + 1)]),
    );
  }
  return toScalar(value);
}

const int64Min = -(2n ** 63n);
const uint64Max = 2n ** 64n - 1n;

function toScalar(value: unknown): Json {
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "bigint") return toInteger(value);
  if (typeof value !== "number") return null;
  if (Number.isFinite(value)) return value;
  throw new ReconcileError("MANIFEST_INVALID", `${value} is not a number that Kubernetes accepts`);
}

/** Integers that neither int64 nor uint64 holds are floats, as in Go. */
function toInteger(value: bigint): number | bigint {
  const near = Number(value);
  if (Number.isSafeInteger(near)) return near;
  return value >= int64Min && value <= uint64Max ? value : near;
}
