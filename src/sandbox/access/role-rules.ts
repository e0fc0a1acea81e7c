import type { Json, JsonObject } from "../../kube/json.ts";

/** What somebody wants to do. */
export type AccessAttributes = {
  readonly verb: string;
  readonly namespace: string;
  readonly group: string;
  /** With its subresource: `pods/log`. */
  readonly resource: string;
  readonly name: string;
  /** undefined: it is about a resource. */
  readonly path: string | undefined;
};

/** Tells whether one of a role's rules allows something. Source: pkg/registry/rbac/validation/policy_comparator.go and rule.go. */
export function allows(rules: readonly JsonObject[], wanted: AccessAttributes): boolean {
  return rules.some((rule) =>
    wanted.path === undefined ? allowsResource(rule, wanted) : allowsPath(rule, wanted),
  );
}

function allowsResource(rule: JsonObject, { verb, group, resource, name }: AccessAttributes): boolean {
  const names = textsOf(rule["resourceNames"]);
  const [, subresource = ""] = resource.split("/");
  const forms = subresource === "" ? [resource] : [resource, `*/${subresource}`];
  return (
    hasAny(rule["verbs"], [verb]) &&
    hasAny(rule["apiGroups"], [group]) &&
    hasAny(rule["resources"], forms) &&
    (names.length === 0 || names.includes(name))
  );
}

function allowsPath(rule: JsonObject, { verb, path = "" }: AccessAttributes): boolean {
  const isPath = (pattern: string) =>
    pattern === path || (pattern.endsWith("*") && path.startsWith(pattern.slice(0, -1)));
  return hasAny(rule["verbs"], [verb]) && textsOf(rule["nonResourceURLs"]).some(isPath);
}

function hasAny(list: Json | undefined, wanted: readonly string[]): boolean {
  return textsOf(list).some((each) => each === "*" || wanted.includes(each));
}

function textsOf(list: Json | undefined): readonly string[] {
  return Array.isArray(list) ? list.map(String) : [];
}
