import { isObject, readField } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import type { Cause } from "../cluster/status-error.ts";
import { invalid, unsupported } from "./causes.ts";
import type { At, Rule } from "./field.ts";
import { formats } from "./formats.ts";
import { selector } from "./metadata.ts";
import { all, below, each, fields, is, isEmpty } from "./rules.ts";

const group = "rbac.authorization.k8s.io";

// https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/rbac/validation/validation.go
function policyRule(isNamespaced: boolean): Rule {
  return (at) => {
    const urls = below(at, "nonResourceURLs");
    const verbs = is.given("verbs must contain at least one value")(below(at, "verbs"));
    if (isEmpty(urls.value)) {
      return [
        ...verbs,
        ...is.given("resource rules must supply at least one api group")(below(at, "apiGroups")),
        ...is.given("resource rules must supply at least one resource")(below(at, "resources")),
      ];
    }
    const isMixed = ["apiGroups", "resources", "resourceNames"].some(
      (name) => !isEmpty(readField(at.value, name)),
    );
    const both = "rules cannot apply to both regular resources and non-resource URLs";
    return [
      ...verbs,
      ...(isNamespaced ? [invalid(urls, "namespaced rules cannot apply to non-resource URLs")] : []),
      ...(isMixed ? [invalid(urls, both)] : []),
    ];
  };
}

const aggregation: Rule = (at) => {
  const selectors = below(at, "clusterRoleSelectors");
  const one = "at least one clusterRoleSelector required if aggregationRule is non-nil";
  return isObject(at.value) ? [...is.given(one)(selectors), ...each(selector)(selectors)] : [];
};

function roleRef(...kinds: readonly string[]): Rule {
  return (at) => {
    const { apiGroup = group, kind = "", name = "" } = asObject(at.value);
    const [field, own]: readonly [At, At] = [
      { path: `${at.path}.apiGroup`, value: apiGroup },
      { path: `${at.path}.kind`, value: kind },
    ];
    const named: At = { path: `${at.path}.name`, value: name };
    return [
      ...(apiGroup === group ? [] : [unsupported(field, [group])]),
      ...(kinds.includes(String(kind)) ? [] : [unsupported(own, kinds)]),
      ...is.given()(named),
      ...is.formatted(formats.pathSegment)(named),
    ];
  };
}

const subjectKinds = ["ServiceAccount", "User", "Group"];

function subject(isNamespaced: boolean): Rule {
  return (at) => {
    const { kind = "", name = "" } = asObject(at.value);
    const named: At = { path: `${at.path}.name`, value: name };
    const missing = is.given()(named);
    if (kind === "User" || kind === "Group") return [...missing, ...checkGroup(at)];
    if (kind !== "ServiceAccount")
      return [...missing, unsupported({ path: `${at.path}.kind`, value: kind }, subjectKinds)];
    const group = below(at, "apiGroup");
    return [
      ...missing,
      ...is.formatted(formats.subdomain)(named),
      ...(isEmpty(group.value) ? [] : [unsupported(group, [""])]),
      ...(isNamespaced ? [] : is.given()(below(at, "namespace"))),
    ];
  };
}

function checkGroup(at: At): readonly Cause[] {
  const given = readField(at.value, "apiGroup") ?? group;
  return given === group ? [] : [unsupported({ path: `${at.path}.apiGroup`, value: given }, [group])];
}

/** The rules of kinds that say who may do what, by group and kind. */
export const accessRules: Readonly<Record<string, Rule>> = {
  [`${group}/Role`]: fields({ rules: each(policyRule(true)) }),
  [`${group}/ClusterRole`]: all(fields({ rules: each(policyRule(false)), aggregationRule: aggregation })),
  [`${group}/RoleBinding`]: fields({
    roleRef: roleRef("Role", "ClusterRole"),
    subjects: each(subject(true)),
  }),
  [`${group}/ClusterRoleBinding`]: fields({
    roleRef: roleRef("ClusterRole"),
    subjects: each(subject(false)),
  }),
};
