import { readField } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import type { Cause } from "../cluster/status-error.ts";
import { invalid, required } from "./causes.ts";
import type { At, Rule } from "./field.ts";
import { formats } from "./formats.ts";
import { selector } from "./metadata.ts";
import { all, below, each, fields, is, isEmpty, itemsOf } from "./rules.ts";

// https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/admissionregistration/validation/validation.go
const qualified: Rule = (at) => {
  const wrong = formats.subdomain(String(at.value ?? ""));
  if (isEmpty(at.value)) return [required(at.path)];
  if (wrong.length > 0) return [invalid(at, wrong.join(","))];
  const isShort = String(at.value).split(".").length < 3;
  return isShort ? [invalid(at, "should be a domain with at least three segments separated by dots")] : [];
};

const reviewVersions: Rule = (at) => {
  const versions = itemsOf(at);
  const isKnown = versions.some(({ value }) => value === "v1" || value === "v1beta1");
  const list = "must specify one of v1, v1beta1";
  if (versions.length === 0) return [required(at.path, list)];
  return [
    ...versions.flatMap(is.formatted(formats.label1035)),
    ...(isKnown ? [] : [invalid(at, "must include at least one of v1, v1beta1")]),
  ];
};

const rule: Rule = fields({
  operations: [is.given(), each(is.oneOf("*", "CONNECT", "CREATE", "DELETE", "UPDATE"))],
  apiGroups: is.given(),
  apiVersions: is.given(),
  resources: is.given(),
  scope: is.oneOf("*", "Cluster", "Namespaced"),
});

const client: Rule = (at) => {
  const { url, service } = asObject(at.value);
  const isOne = (url === undefined) !== (service === undefined);
  if (!isOne) return [required(at.path, "exactly one of url or service is required")];
  if (service === undefined) return checkUrl(below(at, "url"));
  return fields({ service: fields({ name: is.given(), namespace: is.given() }) })(at);
};

function checkUrl(at: At): readonly Cause[] {
  const isSecure = String(at.value).startsWith("https://");
  const form = "; desired format: https://host[/path]";
  return isSecure ? [] : [invalid(at, `'https' is the only allowed URL scheme${form}`)];
}

const webhook: Rule = all(
  fields({
    name: qualified,
    rules: each(rule),
    failurePolicy: is.oneOf("Fail", "Ignore"),
    matchPolicy: is.oneOf("Equivalent", "Exact"),
    sideEffects: [is.given("must specify one of None, NoneOnDryRun"), is.oneOf("None", "NoneOnDryRun")],
    timeoutSeconds: is.within(1, 30, "the timeout value must be between 1 and 30 seconds"),
    namespaceSelector: selector,
    objectSelector: selector,
    reinvocationPolicy: is.oneOf("IfNeeded", "Never"),
  }),
  (at) => client({ path: `${at.path}.clientConfig`, value: readField(at.value, "clientConfig") ?? {} }),
);

const versions: Rule = (at) =>
  itemsOf(at).flatMap((item) => reviewVersions(below(item, "admissionReviewVersions")));

const configuration: Rule = fields({ webhooks: [versions, each(webhook)] });

/** The rules of kinds that call others about requests, by group and kind. */
export const webhookRules: Readonly<Record<string, Rule>> = {
  "admissionregistration.k8s.io/MutatingWebhookConfiguration": configuration,
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration": configuration,
};
