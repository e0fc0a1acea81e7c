import { randomUUID } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { messageOf } from "../../errors.ts";
import { type JsonObject, parseJson, readField } from "../../kube/json.ts";
import { asText } from "../../kube/values.ts";
import type { IncomingCall } from "../http/incoming-call.ts";
import { parseRoute, type Route } from "../http/route.ts";

/** A file of requests in the form of the real server's audit log at level Metadata, as far as somebody counts them. */
export type AuditLog = {
  /** Adds one request that was answered at `time`. */
  add(call: IncomingCall, answer: { readonly status: number; readonly time: Date }): void;
  close(): void;
};

/** Opens an audit log; only its owner may read it. */
export function openAuditLog(path: string): AuditLog {
  const file = openSync(path, "a", 0o600);
  let isFailing = false;
  return {
    add(call, answer) {
      try {
        writeSync(file, `${JSON.stringify(toEvent(call, answer))}\n`);
        isFailing = false;
      } catch (error) {
        // A full disk is no reason to answer nobody.
        if (!isFailing) process.emitWarning(`Cannot write the audit log: ${messageOf(error)}`);
        isFailing = true;
      }
    },
    close: () => closeSync(file),
  };
}

function toEvent(call: IncomingCall, { status, time }: { status: number; time: Date }): JsonObject {
  const route = parseRoute(call.path);
  const verb = route === undefined ? call.method.toLowerCase() : toVerb(call, route);
  const query = call.query.toString();
  return {
    kind: "Event",
    apiVersion: "audit.k8s.io/v1",
    level: "Metadata",
    auditID: randomUUID(),
    // The answer of a watch has only begun.
    stage: verb === "watch" ? "ResponseStarted" : "ResponseComplete",
    requestURI: query === "" ? call.path : `${call.path}?${query}`,
    verb,
    user: { username: "kubernetes-admin", groups: ["system:masters", "system:authenticated"] },
    ...toImpersonated(call),
    sourceIPs: ["127.0.0.1"],
    userAgent: call.userAgent,
    ...(route === undefined ? {} : { objectRef: toReference(call, route) }),
    responseStatus: { metadata: {}, code: status },
    requestReceivedTimestamp: time.toISOString(),
    stageTimestamp: time.toISOString(),
  };
}

function toImpersonated({ impersonated }: IncomingCall): JsonObject {
  if (impersonated === undefined) return {};
  return { impersonatedUser: { username: impersonated.name, groups: [...impersonated.groups] } };
}

const verbs: Readonly<Record<string, readonly [one: string, many: string]>> = {
  GET: ["get", "list"],
  POST: ["create", "create"],
  PUT: ["update", "update"],
  PATCH: ["patch", "patch"],
  DELETE: ["delete", "deletecollection"],
};

function toVerb({ method, query }: IncomingCall, { name, isWatch }: Route): string {
  const watch = query.get("watch") ?? "";
  if (method === "GET" && (isWatch || watch === "true" || watch === "1")) return "watch";
  const [one, many] = verbs[method] ?? [method.toLowerCase(), method.toLowerCase()];
  return name === "" ? many : one;
}

/** A new object's name is in the body alone; a namespace is in itself. */
function toReference(call: IncomingCall, route: Route): JsonObject {
  const { group, version, plural, subresource } = route;
  const name = route.name || (call.method === "POST" ? nameIn(call.body) : "");
  const namespace = route.namespace ?? (group === "" && plural === "namespaces" ? name : "");
  const parts = { resource: plural, namespace, name, apiGroup: group, apiVersion: version, subresource };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== ""));
}

function nameIn(body: string): string {
  try {
    const name = readField(parseJson(body), "metadata", "name");
    return asText(name);
  } catch {
    return ""; // what cannot be read names nothing
  }
}
