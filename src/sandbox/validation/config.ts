import { isObject, type Json, readField } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import type { Cause } from "../cluster/status-error.ts";
import { forbidden, invalid, required, tooLarge } from "./causes.ts";
import type { At, Rule } from "./field.ts";
import { formats } from "./formats.ts";
import { all, below, entriesOf, fields, is, isEmpty, itemsOf } from "./rules.ts";

const dataBytesMax = 1024 * 1024;

const keys: Rule = (at) =>
  entriesOf(at).flatMap(({ key, path }) =>
    formats.configKey(key).map((message) => invalid({ path, value: key }, message)),
  );

const inBoth: Rule = (at) =>
  entriesOf(below(at, "data")).flatMap(({ key, path }) =>
    readField(at.value, "binaryData", key) === undefined
      ? []
      : [invalid({ path, value: key }, "duplicate of key present in binaryData")],
  );

function bytesOf(at: At, encoding: "base64" | "utf8"): number {
  return entriesOf(at).reduce((sum, { value }) => sum + Buffer.byteLength(String(value ?? ""), encoding), 0);
}

const configMap: Rule = all(fields({ data: keys }), inBoth, fields({ binaryData: keys }), (at) => {
  const bytes = bytesOf(below(at, "data"), "utf8") + bytesOf(below(at, "binaryData"), "base64");
  return bytes > dataBytesMax ? [tooLarge("", { bytes: dataBytesMax })] : [];
});

/** Keys that the data of a Secret must have, by its type. */
const wantedKeys: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io/dockercfg": [".dockercfg"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
};

const secretKeys: Rule = (at) => {
  const data = below(at, "data");
  const type = String(readField(at.value, "type") ?? "");
  const owned = asObject(data.value);
  if (type === "kubernetes.io/basic-auth") {
    const either = ["username", "password"];
    if (either.some((key) => key in owned)) return [];
    return either.map((key) => required(`data[${key}]`));
  }
  if (type === "kubernetes.io/service-account-token") return checkTokenName(at);
  const wanted = wantedKeys[type] ?? [];
  const missing = wanted.filter((key) => !(key in owned)).map((key) => required(`data[${key}]`));
  return [...missing, ...(type.startsWith("kubernetes.io/dockerc") ? checkJson(wanted[0] ?? "", owned) : [])];
};

function checkTokenName(at: At): readonly Cause[] {
  const name = "kubernetes.io/service-account.name";
  const isNamed = !isEmpty(readField(at.value, "metadata", "annotations", name));
  return isNamed ? [] : [required(`metadata.annotations[${name}]`)];
}

function checkJson(key: string, data: { readonly [name: string]: Json | undefined }): readonly Cause[] {
  const encoded = data[key];
  if (typeof encoded !== "string") return [];
  const problem = toJsonProblem(Buffer.from(encoded, "base64").toString("utf8"));
  const at: At = { path: `data[${key}]`, value: "<secret contents redacted>" };
  return problem === undefined ? [] : [invalid(at, problem)];
}

/** Says why a text is no JSON object, as far as Go says the same. */
function toJsonProblem(text: string): string | undefined {
  try {
    const value: Json = JSON.parse(text);
    if (isObject(value) || value === null) return undefined;
    const sort = Array.isArray(value) ? "array" : typeof value;
    return `json: cannot unmarshal ${sort} into Go value of type map[string]interface {}`;
  } catch {
    if (text.trim() === "") return "unexpected end of JSON input";
    const first = /\S/.exec(text)?.[0] ?? "";
    return `invalid character '${first}' looking for beginning of value`;
  }
}

const secret: Rule = all(
  fields({
    data: [
      keys,
      (at) => (bytesOf(at, "base64") > dataBytesMax ? [tooLarge(at.path, { bytes: dataBytesMax })] : []),
    ],
  }),
  secretKeys,
);

const reservedPriority = 1_000_000_000;
const systemClasses: ReadonlySet<string> = new Set(["system-cluster-critical", "system-node-critical"]);

const priorityClass: Rule = (at) => {
  const name = String(readField(at.value, "metadata", "name") ?? "");
  const isSystem = name.startsWith("system-");
  const reserved = `priority class names with 'system-' prefix are reserved for system use only. error: ${name} is not a known system priority class`;
  const most = `maximum allowed value of a user defined priority is ${reservedPriority}`;
  const isHigh = !isSystem && Number(readField(at.value, "value") ?? 0) > reservedPriority;
  return [
    ...(isSystem && !systemClasses.has(name) ? [forbidden("metadata.name", reserved)] : []),
    ...(isHigh ? [forbidden("value", most)] : []),
    ...is.oneOf("PreemptLowerPriority", "Never")(below(at, "preemptionPolicy")),
  ];
};

const limitRange: Rule = (at) =>
  itemsOf(below(at, "limits")).flatMap((item) => is.given()(below(item, "type")));

/** The rules of kinds that hold settings, by group and kind. */
export const configRules: Readonly<Record<string, Rule>> = {
  "/ConfigMap": configMap,
  "/Secret": secret,
  "/LimitRange": fields({ spec: limitRange }),
  "scheduling.k8s.io/PriorityClass": priorityClass,
};
