import { isObject, readField } from "../../kube/json.ts";
import type { Cause } from "../cluster/status-error.ts";
import { invalid, unsupported } from "./causes.ts";
import type { At, Rule } from "./field.ts";
import { formats } from "./formats.ts";
import { all, below, each, fields, is, isEmpty, itemsOf } from "./rules.ts";

/** Fields of a pod that a variable can have, and others that the server knows but gives to none. */
const fieldPaths = [
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
];
const otherPaths = [
  "metadata.annotations",
  "metadata.labels",
  "spec.hostNetwork",
  "spec.restartPolicy",
  "spec.schedulerName",
  "status.nominatedNodeName",
  "status.phase",
];

function fieldPath(at: At): readonly Cause[] {
  const text = String(at.value ?? "");
  const isEntry = /^metadata\.(annotations|labels)\['.*'\]$/.test(text);
  if (text === "" || isEntry || fieldPaths.includes(text)) return [];
  if (otherPaths.includes(text)) return [unsupported(at, fieldPaths)];
  return [invalid(at, `error converting fieldPath: field label not supported: ${text}`)];
}

const resourcePaths = [
  "limits.cpu",
  "limits.ephemeral-storage",
  "limits.memory",
  "requests.cpu",
  "requests.ephemeral-storage",
  "requests.memory",
];

function resource(at: At): readonly Cause[] {
  const text = String(at.value ?? "");
  const isPage = /^(limits|requests)\.hugepages-/.test(text);
  return text === "" || isPage || resourcePaths.includes(text) ? [] : [unsupported(at, resourcePaths)];
}

const keyOf: Rule = fields({
  name: (at) => formats.subdomain(String(at.value ?? "")).map((each) => invalid(toText(at), each)),
  key: [is.given(), is.formatted(formats.configKey)],
});

const sources: Readonly<Record<string, Rule>> = {
  fieldRef: fields({ fieldPath: [is.given(), fieldPath] }),
  resourceFieldRef: fields({ resource: [is.given(), resource] }),
  configMapKeyRef: keyOf,
  secretKeyRef: keyOf,
};

const valueFrom: Rule = (at) => {
  const from = below(at, "valueFrom");
  if (!isObject(from.value)) return [];
  const given = Object.keys(sources).filter((name) => readField(from.value, name) !== undefined);
  const causes = given.flatMap((name) => sources[name]?.(below(from, name)) ?? []);
  const empty: At = { path: from.path, value: "" };
  if (given.length === 0) {
    const list = "`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`";
    return [...causes, invalid(empty, `must specify one of: ${list}`)];
  }
  if (!isEmpty(readField(at.value, "value")))
    return [...causes, invalid(empty, "may not be specified when `value` is not empty")];
  if (given.length === 1) return causes;
  return [...causes, invalid(empty, "may not have more than one field specified at a time")];
};

/** The variables of a container. */
export const environment: Rule = each(
  all(fields({ name: [is.given(), is.formatted(formats.environmentName)] }), valueFrom),
);

/** Where variables of a container come from altogether. */
export const environmentFrom: Rule = (at) =>
  itemsOf(at).flatMap((item) => {
    const refs = ["configMapRef", "secretRef"].map((name) => below(item, name));
    const given = refs.filter(({ value }) => value !== undefined);
    const causes = given.flatMap(fields({ name: [is.given(), is.formatted(formats.subdomain)] }));
    const empty: At = { path: at.path, value: "" };
    if (given.length === 0)
      return [...causes, invalid(empty, "must specify one of: `configMapRef` or `secretRef`")];
    if (given.length === 1) return causes;
    return [...causes, invalid(empty, "may not have more than one field specified at a time")];
  });

function toText({ path, value }: At): At {
  return { path, value: value ?? "" };
}
