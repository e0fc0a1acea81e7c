import { type JsonObject, readField } from "../../../src/kube/json.ts";
import type { ApiServer } from "./api-server.ts";

/** What a rule wants of a CustomResourceDefinition; the rest is made up. */
export type WantedDefinition = {
  readonly scope?: "Cluster" | "Namespaced";
  readonly names?: JsonObject;
  readonly versions?: readonly JsonObject[];
};

export type MadeDefinition = {
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
  readonly name: string;
  /** Deletes the definition, and waits until its kind is not served any more. */
  remove(): Promise<void>;
};

const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const version = { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } };

/** Writes a definition with a group that nobody else has. */
function toDefinition({ scope = "Namespaced", names = {}, versions = [version] }: WantedDefinition) {
  const group = `rule-${Math.random().toString(36).slice(2, 10)}.example.com`;
  const [plural, kind] = ["widgets", "Widget"];
  const body = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: { group, scope, names: { plural, kind, ...names }, versions },
  };
  return { group, plural, kind, name: `${plural}.${group}`, body };
}

/** Makes a definition, and waits until its kind is in both forms of discovery. */
export async function madeCrd(server: ApiServer, wanted: WantedDefinition): Promise<MadeDefinition> {
  const { body, ...crd } = toDefinition(wanted);
  const made = await server.call("POST", crds, { body });
  if (made.status !== 201) throw new Error(`Cannot make ${crd.name}: ${made.text}`);
  await until(() => isDiscovered(server, crd.group, (wanted.versions ?? [version]).filter(isServed).length));
  return {
    ...crd,
    async remove() {
      await server.call("DELETE", `${crds}/${crd.name}`);
      await until(async () => !(await isDiscovered(server, crd.group, 0)));
    },
  };
}

function isServed(entry: JsonObject): boolean {
  return entry["served"] === true;
}

const aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** The real server's forms of discovery follow one after the other; each list of a version is asked for, too. */
async function isDiscovered(server: ApiServer, group: string, versions: number): Promise<boolean> {
  const all = await server.call("GET", "/apis", { accept: aggregated });
  const groups = await server.call("GET", "/apis");
  const one = await server.call("GET", `/apis/${group}`);
  const isThere = [all, groups].map(({ text }) => text.includes(`"${group}"`));
  if (versions === 0) return isThere.includes(true) || one.status !== 404;
  const found = readField(one.body, "versions");
  if (isThere.includes(false) || !Array.isArray(found) || found.length !== versions) return false;
  const lists = await Promise.all(
    found.map((each) => server.call("GET", `/apis/${group}/${readField(each, "version")}`)),
  );
  const inAll = all.text.split(`"name":"${group}"`)[1]?.split('"freshness"').length ?? 0;
  return lists.every(({ status }) => status === 200) && inAll > versions;
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await isDone())) {
    if (Date.now() > deadline) throw new Error("The server takes too long to change its discovery");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
