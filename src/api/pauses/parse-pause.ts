import type { ApplicationName } from "../../application/application.ts";
import { controlPlaneNamespace, isNamespaceName, isObjectName } from "../../declaration/object-name.ts";
import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import type { Pause, PauseScope } from "../../sync/pause.ts";
import { toTime } from "../operations/rollback-application.ts";
import { refuseFields } from "../parse-fields.ts";
import { type Refusal, refuse } from "../refuse.ts";

const clusterCharactersMax = 253;
const reasonCharactersMax = 500;

/** Parses the body that pauses something, before it is known by whom. */
export function parsePause(body: JsonObject, now: number): { readonly pause: Omit<Pause, "by"> } | Refusal {
  const refused = refuseFields(body, checks, "pause");
  if (refused !== undefined) return refused;
  const scope = parseScope(asObject(body["scope"]));
  if (scope === undefined)
    return refuse("BAD_BODY", "Cannot pause: scope names one of all, project, cluster and application");
  const { reason } = body;
  const until = toTime(body["until"]);
  if (until !== undefined && until <= now)
    return refuse("BAD_BODY", `Cannot pause: until is over: ${String(body["until"])}`);
  const named = typeof reason === "string" && reason !== "" ? { reason } : {};
  return { pause: { scope, since: now, ...named, ...(until === undefined ? {} : { until }) } };
}

const checks = {
  scope: isObject,
  reason: (value: Json) => typeof value === "string" && value.length <= reasonCharactersMax,
  until: (value: Json) => toTime(value) !== undefined,
};

type Parse = (value: Json) => PauseScope | undefined;

const scopes: Readonly<Record<string, Parse>> = {
  all: (value) => (value === true ? { all: true } : undefined),
  project: (value) => (typeof value === "string" && isObjectName(value) ? { project: value } : undefined),
  cluster: (value) => (typeof value === "string" && isCluster(value) ? { cluster: value } : undefined),
  application: (value) => {
    const application = typeof value === "string" ? parseName(value) : undefined;
    return application === undefined ? undefined : { application };
  },
};

/** Parses a scope that names exactly one thing; undefined: it is none. */
export function parseScope(fields: JsonObject): PauseScope | undefined {
  const named = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  const [first, ...others] = named;
  if (first === undefined || others.length > 0 || !Object.hasOwn(scopes, first[0])) return undefined;
  return scopes[first[0]]?.(first[1] ?? null);
}

function isCluster(text: string): boolean {
  return text.trim() !== "" && text.length <= clusterCharactersMax;
}

function parseName(text: string): ApplicationName | undefined {
  const [first = "", second, ...rest] = text.split("/");
  const namespace = second === undefined ? controlPlaneNamespace : first;
  const name = second ?? first;
  if (rest.length > 0 || !isObjectName(name) || !isNamespaceName(namespace)) return undefined;
  return { namespace, name };
}
