import { createHash } from "node:crypto";
import { formatJson, type JsonObject } from "../../kube/json.ts";
import type { Kind } from "../cluster/kind.ts";
import { apiVersionOf } from "../cluster/kind.ts";
import { type Answer, jsonAnswer } from "./answer.ts";

const verbs = ["create", "delete", "get", "list", "patch", "update"];
const aggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** The version that the sandbox says it is: the one its tables were made from. */
export const serverVersion = {
  major: "1",
  minor: "35",
  gitVersion: "v1.35.4+sandbox",
  platform: `${process.platform}/${process.arch}`,
};

/** Answers `/api` and `/apis` as one aggregated document, with an ETag, or as the older lists; undefined: another path. */
export function answerDiscovery(path: string, accept: string, kinds: readonly Kind[]): Answer | undefined {
  const isCore = path === "/api";
  if (!isCore && path !== "/apis") return answerGroupVersion(path, kinds);
  const own = kinds.filter((kind) => (kind.group === "") === isCore);
  if (accept.includes("as=APIGroupDiscoveryList")) return toAggregated(own);
  return jsonAnswer(200, isCore ? { kind: "APIVersions", versions: ["v1"] } : toGroupList(own));
}

function toAggregated(kinds: readonly Kind[]): Answer {
  const items = [...Map.groupBy(kinds, (kind) => kind.group)].map(([name, own]) => ({
    metadata: name === "" ? {} : { name },
    versions: [...Map.groupBy(own, (kind) => kind.version)].map(([version, resources]) => ({
      version,
      resources: resources.map(toAggregatedResource),
      freshness: "Current",
    })),
  }));
  const body = { kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2", metadata: {}, items };
  const etag = createHash("sha256").update(formatJson(body)).digest("hex").toUpperCase();
  return { ...jsonAnswer(200, body, aggregatedType), etag: `"${etag}"` };
}

function toAggregatedResource(kind: Kind): JsonObject {
  return {
    resource: kind.plural,
    responseKind: { group: kind.group, version: kind.version, kind: kind.kind },
    scope: kind.namespaced ? "Namespaced" : "Cluster",
    singularResource: kind.singular,
    verbs,
    ...(kind.shortNames.length === 0 ? {} : { shortNames: kind.shortNames }),
  };
}

function toGroupList(kinds: readonly Kind[]): JsonObject {
  const groups = [...Map.groupBy(kinds, (kind) => kind.group)].map(([name, own]) => {
    const versions = [...new Set(own.map((kind) => kind.version))].sort().reverse();
    const all = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
    return { name, versions: all, ...(all[0] === undefined ? {} : { preferredVersion: all[0] }) };
  });
  return { kind: "APIGroupList", apiVersion: "v1", groups };
}

function answerGroupVersion(path: string, kinds: readonly Kind[]): Answer | undefined {
  const groupVersion = /^\/api\/(v1)$|^\/apis\/([^/]+\/[^/]+)$/.exec(path)?.slice(1).join("");
  const own = kinds.filter((kind) => apiVersionOf(kind) === groupVersion);
  if (groupVersion === undefined || own.length === 0) return undefined;
  const resources = own.map((kind) => ({
    name: kind.plural,
    singularName: kind.singular,
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs,
    ...(kind.shortNames.length === 0 ? {} : { shortNames: kind.shortNames }),
  }));
  return jsonAnswer(200, { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources });
}
