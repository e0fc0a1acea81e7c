import { isObject, type Json, readField } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import { forbidden, invalid, required, unsupported } from "./causes.ts";
import type { At, Rule } from "./field.ts";
import { formats } from "./formats.ts";
import { selector } from "./metadata.ts";
import { all, below, each, fields, is, isEmpty, itemsOf } from "./rules.ts";

// https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/networking/validation/validation.go
const badSequences = ["//", "/./", "/../", "%2f", "%2F"];
const badEnds = ["/..", "/."];

const host: Rule = (at) => {
  const text = String(at.value ?? "");
  if (text === "") return [];
  const isAddress = /^(\d{1,3}\.){3}\d{1,3}$/.test(text) || /^[\da-f]*:[\da-f:]+$/i.test(text);
  const format = text.includes("*") ? formats.wildcard : formats.subdomain;
  return [
    ...(isAddress ? [invalid(at, "must be a DNS name, not an IP address")] : []),
    ...format(text).map((message) => invalid(at, message)),
  ];
};

const backend: Rule = (at) => {
  const { resource, service } = asObject(at.value);
  const whole: At = { path: at.path, value: "" };
  if (resource !== undefined && service !== undefined)
    return [invalid(whole, "cannot set both resource and service backends")];
  if (resource !== undefined) return fields({ kind: is.given(), name: is.given() })(below(at, "resource"));
  if (service === undefined) return [invalid(whole, "resource or service backend is required")];
  const name = below(at, "service", "name");
  return [
    ...is.given()(name),
    ...is.formatted(formats.label1035)(name),
    ...servicePort({ path: at.path, value: at.value }),
  ];
};

const servicePort: Rule = (at) => {
  const name = below(at, "service", "port", "name");
  const number = below(at, "service", "port", "number");
  const isNumbered = !isEmpty(number.value) && number.value !== 0;
  if (!isEmpty(name.value) && isNumbered)
    return [invalid({ path: at.path, value: "" }, "cannot set both port name & port number")];
  if (!isEmpty(name.value)) return is.formatted(formats.portName)(name);
  if (isNumbered) return is.within(1, 65_535)(number);
  return [required(at.path, "port name or number is required")];
};

const path: Rule = (at) => {
  const { pathType, path: given = "" } = asObject(at.value);
  if (isEmpty(pathType)) return [required(`${at.path}.pathType`, "pathType must be specified")];
  const field: At = { path: `${at.path}.path`, value: given };
  const text = String(given);
  const isKnown = ["Exact", "ImplementationSpecific", "Prefix"].includes(String(pathType));
  const isStrict = pathType === "Exact" || pathType === "Prefix";
  const isRelative = isKnown && (isStrict || text !== "") && !text.startsWith("/");
  const type = below(at, "pathType");
  return [
    ...(isKnown ? [] : [unsupported(type, ["Exact", "ImplementationSpecific", "Prefix"])]),
    ...(isRelative ? [invalid(field, "must be an absolute path")] : []),
    ...badSequences
      .filter((each) => isStrict && text.includes(each))
      .map((each) => invalid(field, `must not contain '${each}'`)),
    ...badEnds
      .filter((each) => isStrict && text.endsWith(each))
      .map((each) => invalid(field, `cannot end with '${each}'`)),
    ...backend(below(at, "backend")),
  ];
};

const ingress: Rule = all(
  (at) => {
    const isOpen =
      isEmpty(readField(at.value, "rules")) && readField(at.value, "defaultBackend") === undefined;
    const why = "either `defaultBackend` or `rules` must be specified";
    return isOpen ? [invalid({ path: at.path, value: null }, why)] : [];
  },
  fields({
    defaultBackend: (at) => (at.value === undefined ? [] : backend(at)),
    rules: each(
      fields({
        host,
        http: (at) => (isObject(at.value) ? fields({ paths: [is.given(), each(path)] })(at) : []),
      }),
    ),
    tls: each(fields({ hosts: each(host), secretName: is.formatted(formats.subdomain) })),
    ingressClassName: is.formatted(formats.subdomain),
  }),
);

const policyPort: Rule = (at) => {
  const { port, endPort } = asObject(at.value);
  const [number, end] = [below(at, "port"), below(at, "endPort")];
  const protocol = is.oneOf("TCP", "UDP", "SCTP")(below(at, "protocol"));
  if (port === undefined && endPort !== undefined)
    return [...protocol, invalid(end, "may not be specified when `port` is not specified")];
  if (typeof port === "string") {
    const isRange = endPort !== undefined;
    return [
      ...protocol,
      ...(isRange ? [invalid(end, "may not be specified when `port` is non-numeric")] : []),
      ...formats.portName(port).map((message) => invalid(number, message)),
    ];
  }
  const isLess = typeof endPort === "number" && endPort < Number(port);
  return [
    ...protocol,
    ...is.within(1, 65_535)(number),
    // The server prints the first port here.
    ...(isLess
      ? [invalid({ path: end.path, value: number.value }, "must be greater than or equal to `port`")]
      : []),
    ...is.within(1, 65_535)(end),
  ];
};

const block: Rule = fields({
  cidr: [
    is.given(),
    (at) => {
      const isFine = isEmpty(at.value) || /^[\da-f.:]+\/\d{1,3}$/i.test(String(at.value));
      return isFine ? [] : [invalid(at, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")];
    },
  ],
});

const peer: Rule = (at) => {
  const { podSelector, namespaceSelector, ipBlock } = asObject(at.value);
  const count = [podSelector, namespaceSelector, ipBlock].filter((each) => each !== undefined).length;
  const causes = fields({ podSelector: selector, namespaceSelector: selector, ipBlock: block })(at);
  if (count === 0) return [...causes, required(at.path, "must specify a peer")];
  if (count === 1 || ipBlock === undefined) return causes;
  return [...causes, forbidden(at.path, "may not specify both ipBlock and another peer")];
};

const networkPolicy: Rule = fields({
  podSelector: selector,
  ingress: each(fields({ ports: each(policyPort), from: each(peer) })),
  egress: each(fields({ ports: each(policyPort), to: each(peer) })),
  policyTypes: (at) => {
    const isMany = Array.isArray(at.value) && at.value.length > 2;
    if (isMany) return [invalid(at, "may not specify more than two policyTypes")];
    return itemsOf(at).flatMap(is.oneOf("Ingress", "Egress"));
  },
});

/** The annotation of old and the field that took its place must agree. */
const className: Rule = (at) => {
  const annotation: Json | undefined = readField(
    at.value,
    "metadata",
    "annotations",
    "kubernetes.io/ingress.class",
  );
  const name = readField(at.value, "spec", "ingressClassName");
  if (annotation === undefined || name === undefined || annotation === name) return [];
  const field: At = { path: "annotations.kubernetes.io/ingress.class", value: annotation };
  return [invalid(field, "must match `ingressClassName` when both are specified")];
};

/** The rules of kinds of the network, by group and kind; `created` holds for new objects only. */
export const networkRules: Readonly<Record<string, Rule>> = {
  "networking.k8s.io/Ingress": (at) => fields({ spec: ingress })(withSpec(at)),
  "networking.k8s.io/NetworkPolicy": fields({ spec: networkPolicy }),
};

/** Rules that only a new object of the network is held to. */
export const newNetworkRules: Readonly<Record<string, Rule>> = { "networking.k8s.io/Ingress": className };

function withSpec({ path, value }: At): At {
  return { path, value: { spec: {}, ...asObject(value) } };
}
