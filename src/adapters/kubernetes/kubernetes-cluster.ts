import { ReconcileError } from "../../errors.ts";
import type { ApiCatalog } from "../../kube/api-catalog.ts";
import { toFieldManager } from "../../kube/field-manager.ts";
import { formatJson } from "../../kube/json.ts";
import { formatKey, type ObjectRef, toRef } from "../../kube/key.ts";
import type { KubeObject } from "../../kube/object.ts";
import { limits } from "../../limits.ts";
import type { ApplyRequest, Cluster, DeleteRequest, LiveReading } from "../../ports/cluster.ts";
import type { ApiServer } from "./api-server.ts";
import { type Discovery, discover } from "./discovery.ts";
import { toLiveObject } from "./live-object.ts";
import { readLive, readObject } from "./live-reader.ts";
import { collectionPath, namespaceOf, objectPath, requireResource } from "./resource-path.ts";
import { SharedLists } from "./shared-lists.ts";
import { hasReason, parseAnswer } from "./status.ts";

const propagationPolicies = { foreground: "Foreground", background: "Background", orphan: "Orphan" } as const;

/** The port Cluster over one API server. */
export class KubernetesCluster implements Cluster {
  readonly #api: ApiServer;
  /** Query of every write: who we are, and that a misspelt field is an error instead of being dropped. */
  readonly #writer: string;
  readonly #lists = new SharedLists();
  #known: Discovery | undefined;
  #discovery: Promise<Discovery> | undefined;

  constructor(api: ApiServer, installation: string) {
    this.#api = api;
    this.#writer = `fieldManager=${encodeURIComponent(toFieldManager(installation))}`;
  }

  /** Forgets the lists of the last run, and asks at the next need whether the server's kinds are still the same. */
  startRun(): void {
    this.#lists.clear();
    this.#discovery = undefined;
  }

  async discover(options: { readonly fresh: boolean }): Promise<ApiCatalog> {
    if (options.fresh) this.#discovery = undefined;
    const asked = this.#discovery ?? discover(this.#api, this.#known);
    this.#discovery = asked;
    try {
      this.#known = await asked;
      return this.#known.catalog;
    } catch (error) {
      if (this.#discovery === asked) this.#discovery = undefined;
      throw error;
    }
  }

  async read(refs: readonly ObjectRef[], options: { readonly shared: boolean }): Promise<LiveReading> {
    if (refs.length === 0) return { objects: [], unknown: [] };
    const catalog = await this.discover({ fresh: false });
    return readLive(refs, { api: this.#api, catalog, lists: options.shared ? this.#lists : undefined });
  }

  async apply(request: ApplyRequest): Promise<KubeObject> {
    const { object, dryRun, uid } = request;
    const ref = toRef(object);
    const catalog = await this.discover({ fresh: false });
    const path = objectPath(requireResource(catalog, ref, "apply"), ref);
    const mode = dryRun ? "&force=true&dryRun=All" : "&force=true";
    const body = toBody(
      uid === undefined ? object : { ...object, metadata: { ...object.metadata, uid } },
      ref,
    );
    const contentType = "application/apply-patch+yaml";
    try {
      const answer = await this.#api.send({
        method: "PATCH",
        // Server-side apply refuses unknown fields by itself; asking for it again costs the server a tenth of the request.
        path: `${path}?${this.#writer}&fieldValidation=Ignore${mode}`,
        contentType,
        body,
      });
      const asked = { action: dryRun ? "try" : "apply", subject: formatKey(ref), kind: ref.kind };
      return toLiveObject(parseAnswer(answer, asked), asked.subject);
    } finally {
      if (!dryRun) this.#lists.drop(ref);
    }
  }

  async create(
    object: KubeObject,
  ): Promise<{ readonly outcome: "created" | "exists"; readonly object: KubeObject }> {
    const ref = toRef(object);
    const resource = requireResource(await this.discover({ fresh: false }), ref, "create");
    const path = `${collectionPath(resource, namespaceOf(resource, ref))}?${this.#writer}&fieldValidation=Strict`;
    const asked = { action: "create", subject: formatKey(ref), kind: ref.kind };
    const contentType = "application/json";
    try {
      const answer = await this.#api.send({ method: "POST", path, contentType, body: toBody(object, ref) });
      if (answer.status === 409 && hasReason(answer, "AlreadyExists")) {
        const present = await readObject(this.#api, resource, ref);
        if (present !== undefined) return { outcome: "exists", object: present };
      }
      return { outcome: "created", object: toLiveObject(parseAnswer(answer, asked), asked.subject) };
    } finally {
      this.#lists.drop(ref);
    }
  }

  async delete(request: DeleteRequest): Promise<"deleted" | "gone"> {
    const { ref, uid, resourceVersion, propagation } = request;
    const catalog = await this.discover({ fresh: false });
    const path = objectPath(requireResource(catalog, ref, "delete"), ref);
    const preconditions = { uid, ...(resourceVersion === undefined ? {} : { resourceVersion }) };
    const propagationPolicy = propagationPolicies[propagation];
    const body = formatJson({ kind: "DeleteOptions", apiVersion: "v1", preconditions, propagationPolicy });
    try {
      const answer = await this.#api.send({ method: "DELETE", path, contentType: "application/json", body });
      if (answer.status === 404) return "gone";
      parseAnswer(answer, { action: "delete", subject: formatKey(ref), kind: ref.kind });
      return "deleted";
    } finally {
      this.#lists.drop(ref);
    }
  }
}

function toBody(object: KubeObject, ref: ObjectRef): string {
  const body = formatJson(object);
  const bytes = Buffer.byteLength(body);
  if (bytes <= limits.objectBytesMax) return body;
  throw new ReconcileError(
    "LIMIT_EXCEEDED",
    `Cannot send ${formatKey(ref)}: it has ${bytes} bytes, and an API server takes at most ${limits.objectBytesMax}; split it`,
  );
}
