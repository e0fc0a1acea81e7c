import { createHash } from "node:crypto";
import { compareText, type JsonObject, readField } from "../../kube/json.ts";
import { apiVersionOf, type Kind } from "../cluster/kind.ts";
import { compareVersions } from "../cluster/version-order.ts";
import { type Answer, jsonAnswer } from "./answer.ts";

export type DiscoveryCall = { readonly path: string; readonly accept: string };

const aggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** Answers `/api` and `/apis` as one aggregated document or as the older lists, groups and versions; undefined: another path. */
export function answerDiscovery({ path, accept }: DiscoveryCall, kinds: readonly Kind[]): Answer | undefined {
  const isCore = path === "/api";
  if (!isCore && path !== "/apis") return answerPart(path, kinds);
  const groups = toGroups(kinds.filter((kind) => (kind.group === "") === isCore));
  if (isAggregatedWanted(accept)) return toAggregated(groups);
  if (isCore) return jsonAnswer(200, { kind: "APIVersions", versions: ["v1"] });
  return jsonAnswer(200, { kind: "APIGroupList", apiVersion: "v1", groups: groups.map(toGroupEntry) });
}

/** The more a form says, the sooner it counts, wherever it stands; v2beta1 is gone from the server. */
function isAggregatedWanted(accept: string): boolean {
  return accept.split(",").some((form) => isAggregatedForm(form.replaceAll(" ", "")));
}

function isAggregatedForm(form: string): boolean {
  const [type, ...parameters] = form.split(";");
  const wanted = ["as=APIGroupDiscoveryList", "g=apidiscovery.k8s.io", "v=v2"];
  return type === "application/json" && wanted.every((each) => parameters.includes(each));
}

type Group = { readonly name: string; readonly versions: readonly Version[] };
type Version = { readonly version: string; readonly kinds: readonly Kind[] };

/** Built-in kinds are in the server's order already; custom ones come last, by group, version and resource. */
function toGroups(kinds: readonly Kind[]): readonly Group[] {
  const [builtIn, custom] = [kinds.filter((kind) => !isCustom(kind)), kinds.filter(isCustom)];
  const sorted = custom.toSorted(
    (a, b) =>
      compareText(a.group, b.group) ||
      compareVersions(a.version, b.version) ||
      compareText(a.plural, b.plural),
  );
  return [...Map.groupBy([...builtIn, ...sorted], (kind) => kind.group)].map(([name, own]) => ({
    name,
    versions: [...Map.groupBy(own, (kind) => kind.version)].map(([version, all]) => ({
      version,
      kinds: all,
    })),
  }));
}

function isCustom(kind: Kind): boolean {
  return kind.definition !== undefined;
}

function toAggregated(groups: readonly Group[]): Answer {
  const items = groups.map(({ name, versions }) => ({
    metadata: name === "" ? {} : { name },
    versions: versions.map(({ version, kinds }) => ({
      version,
      resources: kinds.map(toAggregatedResource),
      freshness: "Current",
    })),
  }));
  const body = { kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2", metadata: {}, items };
  const answer = jsonAnswer(200, body, aggregatedType);
  const etag = createHash("sha512").update(answer.text).digest("hex").toUpperCase();
  return { ...answer, etag: `"${etag}"`, headers: { "cache-control": "public", vary: "Accept" } };
}

/** Only custom kinds say which group and version answers come in. */
function toAggregatedResource(kind: Kind): JsonObject {
  const own = isCustom(kind) ? { group: kind.group, version: kind.version } : { group: "", version: "" };
  const subresources = kind.subresources.map((each) => ({
    subresource: each.name,
    responseKind: {
      ...(each.version === "" ? own : { group: each.group, version: each.version }),
      kind: each.kind,
    },
    verbs: each.verbs,
  }));
  return {
    resource: kind.plural,
    responseKind: { ...own, kind: kind.kind },
    scope: kind.namespaced ? "Namespaced" : "Cluster",
    singularResource: kind.singular,
    verbs: kind.verbs,
    ...toNames(kind),
    ...(subresources.length === 0 ? {} : { subresources }),
  };
}

function toNames({ shortNames, categories }: Kind): JsonObject {
  return {
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
  };
}

function toGroupEntry({ name, versions }: Group): JsonObject {
  const all = versions.map(({ version }) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: all, ...(all[0] === undefined ? {} : { preferredVersion: all[0] }) };
}

function answerPart(path: string, kinds: readonly Kind[]): Answer | undefined {
  const [, root, ...segments] = path.split("/");
  const [group = "", version] = root === "api" ? ["", ...segments] : segments;
  if ((root !== "api" && root !== "apis") || segments.length > (root === "api" ? 1 : 2)) return undefined;
  const found = toGroups(kinds.filter((kind) => kind.group === group))[0];
  if (found === undefined) return undefined;
  if (version === undefined)
    return jsonAnswer(200, { kind: "APIGroup", apiVersion: "v1", ...toGroupEntry(found) });
  const own = found.versions.find((each) => each.version === version);
  return own === undefined
    ? undefined
    : jsonAnswer(200, toResourceList(own.kinds, apiVersionOf({ group, version })));
}

/** The list of the core group alone lacks an apiVersion. */
function toResourceList(kinds: readonly Kind[], groupVersion: string): JsonObject {
  const resources = kinds.flatMap((kind) => [toResource(kind), ...toSubresources(kind)]);
  const own = groupVersion === "v1" ? {} : { apiVersion: "v1" };
  return { kind: "APIResourceList", ...own, groupVersion, resources };
}

function toResource(kind: Kind): JsonObject {
  return {
    name: kind.plural,
    singularName: kind.singular,
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: kind.verbs,
    ...toNames(kind),
    ...(kind.verbs.includes("watch") ? { storageVersionHash: toStorageHash(kind) } : {}),
  };
}

function toSubresources(kind: Kind): readonly JsonObject[] {
  return kind.subresources.map((each) => ({
    name: `${kind.plural}/${each.name}`,
    singularName: "",
    namespaced: kind.namespaced,
    ...(each.version === "" ? {} : { group: each.group, version: each.version }),
    kind: each.kind,
    verbs: each.verbs,
  }));
}

// What is stored in another version than it is served in: pkg/kubeapiserver/default_storage_factory_builder.go.
const storedAs: Readonly<Record<string, string>> = {
  "apiextensions.k8s.io/v1/CustomResourceDefinition": "apiextensions.k8s.io/v1beta1/CustomResourceDefinition",
  "autoscaling/v1/HorizontalPodAutoscaler": "autoscaling/v2/HorizontalPodAutoscaler",
  "events.k8s.io/v1/Event": "/v1/Event",
  "storage.k8s.io/v1/VolumeAttributesClass": "storage.k8s.io/v1beta1/VolumeAttributesClass",
};

/** Source: staging/src/k8s.io/apiserver/pkg/endpoints/discovery/storageversionhash.go. */
function toStorageHash(kind: Kind): string {
  const served = `${kind.group}/${storedVersionOf(kind)}/${kind.kind}`;
  const hash = createHash("sha256")
    .update(storedAs[served] ?? served)
    .digest();
  return hash.subarray(0, 8).toString("base64");
}

function storedVersionOf({ definition, version }: Kind): string {
  const versions = readField(definition?.crd, "spec", "versions");
  const stored = Array.isArray(versions)
    ? versions.find((each) => readField(each, "storage") === true)
    : undefined;
  return stored === undefined ? version : String(readField(stored, "name"));
}
