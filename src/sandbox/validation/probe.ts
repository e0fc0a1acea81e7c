import { isObject, readField } from "../../kube/json.ts";
import type { Cause } from "../cluster/status-error.ts";
import { forbidden, invalid, required } from "./causes.ts";
import type { Rule } from "./field.ts";
import { formats } from "./formats.ts";
import { all, below, fields, is, itemsOf } from "./rules.ts";

/** The number of a port, or the name of one. */
export const portOrName: Rule = (at) => {
  if (typeof at.value === "number") return is.within(1, 65_535)(at);
  if (typeof at.value !== "string") return [];
  return formats.portName(at.value).map((message) => invalid(at, message));
};

/** What a probe or a hook can do: the first that is given counts, any other is refused. */
const handlers: Readonly<Record<string, Rule>> = {
  exec: fields({ command: is.given() }),
  httpGet: all(fields({ port: portOrName, scheme: is.oneOf("HTTP", "HTTPS") }), (at) =>
    itemsOf(below(at, "httpHeaders")).flatMap(({ value }) => {
      const name = readField(value, "name") ?? "";
      const field = { path: `${at.path}.httpHeaders`, value: name };
      return formats.headerName(String(name)).map((message) => invalid(field, message));
    }),
  ),
  tcpSocket: fields({ port: portOrName }),
  grpc: fields({ port: portOrName }),
  sleep: fields({}),
};

const handler: Rule = (at) => {
  const given = Object.keys(handlers).filter((name) => readField(at.value, name) !== undefined);
  const [first, ...others] = given;
  if (first === undefined) return [required(at.path, "must specify a handler type")];
  return [
    ...(handlers[first]?.(below(at, first)) ?? []),
    ...others.map((name) => forbidden(`${at.path}.${name}`, "may not specify more than 1 handler type")),
  ];
};

const numbers: Rule = fields({
  initialDelaySeconds: is.atLeast(0),
  timeoutSeconds: is.atLeast(0),
  periodSeconds: is.atLeast(0),
  successThreshold: is.atLeast(0),
  failureThreshold: is.atLeast(0),
  terminationGracePeriodSeconds: is.atLeast(1, "must be greater than 0"),
});

const onlyOnce: Rule = (at) => (at.value === undefined || at.value === 1 ? [] : [invalid(at, "must be 1")]);

const noGrace: Rule = (at) =>
  at.value === undefined ? [] : [invalid(at, "must not be set for readinessProbes")];

/** The three probes of a container. */
export const probes: Rule = fields({
  livenessProbe: whereGiven(all(handler, numbers, fields({ successThreshold: onlyOnce }))),
  readinessProbe: whereGiven(all(handler, numbers, fields({ terminationGracePeriodSeconds: noGrace }))),
  startupProbe: whereGiven(all(handler, numbers, fields({ successThreshold: onlyOnce }))),
});

/** What a container does after its start and before its end. */
export const lifecycle: Rule = fields({
  lifecycle: fields({ postStart: whereGiven(handler), preStop: whereGiven(handler) }),
});

function whereGiven(rule: Rule): Rule {
  return (at): readonly Cause[] => (isObject(at.value) ? rule(at) : []);
}
