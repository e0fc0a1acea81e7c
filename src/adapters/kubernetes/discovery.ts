import type { ApiCatalog, ApiResource } from "../../kube/api-catalog.ts";
import { isObject, type JsonObject } from "../../kube/json.ts";
import { groupOf, versionOf } from "../../kube/key.ts";
import { asObjects, asText, asTexts } from "../../kube/values.ts";
import type { ApiServer } from "./api-server.ts";
import { parseAnswer } from "./status.ts";

const aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

/** A catalog with what is needed to ask again cheaply: unchanged documents answer 304. */
export type Discovery = { readonly catalog: ApiCatalog; readonly core: Part; readonly groups: Part };

type Part = {
  readonly etag?: string;
  readonly resources: readonly ApiResource[];
  readonly stale: readonly string[];
};

/**
 * Asks an API server what it has: version and aggregated discovery, three requests; servers before 1.27 are asked group
 * by group. Groups whose API service does not answer are named in `stale`.
 */
export async function discover(api: ApiServer, known: Discovery | undefined): Promise<Discovery> {
  const [version, core, groups] = await Promise.all([
    readJson(api, "/version"),
    readPart(api, "/api", known?.core),
    readPart(api, "/apis", known?.groups),
  ]);
  const catalog = {
    serverVersion: textOf(version, "gitVersion"),
    resources: [...core.resources, ...groups.resources],
    stale: [...core.stale, ...groups.stale],
  };
  return { catalog, core, groups };
}

async function readPart(api: ApiServer, path: string, known: Part | undefined): Promise<Part> {
  const etag = known?.etag === undefined ? {} : { etag: known.etag };
  const answer = await api.send({ method: "GET", path, accept: aggregated, ...etag });
  if (answer.status === 304 && known !== undefined) return known;
  const body = parseAnswer(answer, askedFor(path));
  if (body["kind"] !== "APIGroupDiscoveryList") return readLegacy(api, body, path);
  return { ...fromAggregated(body), ...(answer.etag === undefined ? {} : { etag: answer.etag }) };
}

function fromAggregated(body: JsonObject): Part {
  const resources: ApiResource[] = [];
  const stale: string[] = [];
  for (const item of asObjects(body["items"])) {
    const group = isObject(item["metadata"]) ? textOf(item["metadata"], "name") : "";
    for (const version of asObjects(item["versions"])) {
      const name = textOf(version, "version");
      if (version["freshness"] === "Stale") stale.push(group === "" ? name : `${group}/${name}`);
      for (const resource of asObjects(version["resources"])) {
        resources.push({ group, version: name, ...fromDiscovered(resource) });
      }
    }
  }
  return { resources, stale };
}

function fromDiscovered(resource: JsonObject): Omit<ApiResource, "group" | "version"> {
  const kind = isObject(resource["responseKind"]) ? textOf(resource["responseKind"], "kind") : "";
  return {
    kind,
    plural: textOf(resource, "resource"),
    namespaced: resource["scope"] === "Namespaced",
    verbs: asTexts(resource["verbs"]),
  };
}

/** `/api` lists versions, `/apis` groups with versions; each is asked for its resources. */
async function readLegacy(api: ApiServer, body: JsonObject, path: string): Promise<Part> {
  const versions =
    path === "/api"
      ? asTexts(body["versions"])
      : asObjects(body["groups"]).flatMap((group) =>
          asObjects(group["versions"]).map((version) => textOf(version, "groupVersion")),
        );
  const parts = await Promise.all(versions.map((version) => readGroupVersion(api, path, version)));
  return {
    resources: parts.flatMap((part) => part.resources),
    stale: parts.flatMap((part) => part.stale),
  };
}

async function readGroupVersion(api: ApiServer, path: string, groupVersion: string): Promise<Part> {
  const answer = await api.send({ method: "GET", path: `${path}/${groupVersion}` });
  if (answer.status === 404) return { resources: [], stale: [] }; // removed since the groups were listed
  if (answer.status >= 500) return { resources: [], stale: [groupVersion] };
  const body = parseAnswer(answer, askedFor(`${path}/${groupVersion}`));
  const group = groupOf(groupVersion);
  const version = versionOf(groupVersion);
  const resources = asObjects(body["resources"]).filter(
    (resource) => !textOf(resource, "name").includes("/"),
  );
  return {
    resources: resources.map((resource) => ({
      group,
      version,
      kind: textOf(resource, "kind"),
      plural: textOf(resource, "name"),
      namespaced: resource["namespaced"] === true,
      verbs: asTexts(resource["verbs"]),
    })),
    stale: [],
  };
}

/** Reads one JSON document of the server. */
export async function readJson(api: ApiServer, path: string): Promise<JsonObject> {
  return parseAnswer(await api.send({ method: "GET", path }), askedFor(path));
}

function askedFor(path: string): { action: string; subject: string; kind: string } {
  return { action: "read", subject: path, kind: "" };
}

function textOf(fields: JsonObject, name: string): string {
  return asText(fields[name]);
}
