import {
  boolYaml11Tag,
  defineScalarTag,
  FAILSAFE_SCHEMA,
  load,
  mergeTag,
  NOT_RESOLVED,
  nullYaml11Tag,
  Schema,
  YAMLException,
} from "js-yaml";
import { type Json, parseJson } from "../kube/json.ts";
import { limits } from "../limits.ts";
import { parseGoFloat, parseGoInteger } from "./kubernetes-scalars.ts";

const yamlTag = "tag:yaml.org,2002:";
const numberStarts = ["-", "+", ".", ..."0123456789"];

const intTag = defineScalarTag(`${yamlTag}int`, {
  implicit: true,
  implicitFirstChars: numberStarts,
  identify: () => false,
  resolve: (text) => parseGoInteger(text) ?? NOT_RESOLVED,
});

const floatTag = defineScalarTag(`${yamlTag}float`, {
  implicit: true,
  implicitFirstChars: numberStarts,
  identify: () => false,
  resolve: (text, isExplicit) =>
    parseGoFloat(text) ?? (isExplicit ? parseGoInteger(text) : undefined) ?? NOT_RESOLVED,
});

const binaryTag = defineScalarTag(`${yamlTag}binary`, {
  identify: () => false,
  resolve: (text) => Buffer.from(text, "base64").toString("utf8"),
});

// goyaml ignores tags of an application (`!Ref x` is the text "x").
const anyTag = defineScalarTag("!", {
  matchByTagPrefix: true,
  identify: () => false,
  resolve: (text) => text,
});

// YAML 1.1 as goyaml v2 reads it: y/n/yes/no/on/off are booleans; neither base 60 nor timestamps exist.
const kubernetesSchema = new Schema([
  ...FAILSAFE_SCHEMA.tags,
  nullYaml11Tag,
  boolYaml11Tag,
  intTag,
  floatTag,
  mergeTag,
  binaryTag,
  anyTag,
]);

const loadOptions = {
  schema: kubernetesSchema,
  json: true, // duplicate keys: the last one wins, as in Kubernetes
  maxDepth: limits.documentDepthMax,
  maxAliases: limits.yamlAliasesMax,
};

/** Where and why a text is not YAML; the line counts from 1. */
export class YamlError extends Error {
  override name = "YamlError";
  readonly line: number | undefined;
  constructor(message: string, line: number | undefined, options: ErrorOptions) {
    super(message, options);
    this.line = line;
  }
}

/** Parses one YAML or JSON document as Kubernetes reads it; an empty one is null. Throws YamlError. */
export function parseKubernetesYaml(source: string): Json {
  const text = source.replace(/^\ufeff/, "");
  const json = text.trimStart().startsWith("{") ? tryJson(text) : undefined;
  if (json !== undefined) return json;
  if (isBlank(text)) return null;
  try {
    // The schema makes nothing but JSON values and bigint.
    return load(text, loadOptions) as Json;
  } catch (cause) {
    throw toYamlError(cause);
  }
}

// A flow mapping of YAML also starts with "{", so what is not JSON is tried as YAML, whose error is then the one told.
function tryJson(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function isBlank(text: string): boolean {
  return text.split("\n").every((line) => /^\s*(#.*|\.\.\.\s*)?$/.test(line));
}

function toYamlError(cause: unknown): YamlError {
  if (!(cause instanceof YAMLException)) return new YamlError(String(cause), undefined, { cause });
  const line = cause.mark === undefined ? undefined : cause.mark.line + 1;
  return new YamlError(cause.reason, line, { cause });
}
