import { ReconcileError } from "../../errors.ts";
import type { ApiCatalog } from "../../kube/api-catalog.ts";
import { toFieldManager } from "../../kube/field-manager.ts";
import { formatJson } from "../../kube/json.ts";
import { formatKey, type ObjectRef, toRef } from "../../kube/key.ts";
import type { KubeObject } from "../../kube/object.ts";
import { withoutUndeclared } from "../../kube/undeclared-fields.ts";
import { limits } from "../../limits.ts";
import { kindRank } from "../../plan/kind-order.ts";
import type {
  ApplyRequest,
  Cluster,
  DeleteRequest,
  LiveReading,
  PatchRequest,
  ReplaceRequest,
} from "../../ports/cluster.ts";
import type { ApiRequest, ApiServer } from "./api-server.ts";
import { type Discovery, discover } from "./discovery.ts";
import { toLiveObject } from "./live-object.ts";
import { readLive, readObject } from "./live-reader.ts";
import { collectionPath, namespaceOf, objectPath, requireResource } from "./resource-path.ts";
import { SharedLists } from "./shared-lists.ts";
import { type Asked, hasReason, parseAnswer, readMessage } from "./status.ts";
import type { HttpAnswer } from "./transport.ts";

const propagationPolicies = { foreground: "Foreground", background: "Background", orphan: "Orphan" } as const;

/** A cluster that is there already, and the user whose rights count for what is written to it. */
type Impersonated = { readonly reader: KubernetesCluster; readonly user: string };

/** The port Cluster over one API server. */
export class KubernetesCluster implements Cluster {
  readonly #api: ApiServer;
  /** Query of every write: who we are, and that a misspelt field is an error instead of being dropped. */
  readonly #writer: string;
  readonly #lists: SharedLists;
  readonly #as: Impersonated | undefined;
  #known: Discovery | undefined;
  #discovery: Promise<Discovery> | undefined;

  constructor(api: ApiServer, installation: string, as?: Impersonated) {
    this.#api = api;
    this.#writer = toWriter(toFieldManager(installation));
    this.#as = as;
    // A write of anybody's drops what was read before it.
    this.#lists = as === undefined ? new SharedLists() : as.reader.#lists;
  }

  /** Forgets the lists of the last run, and asks at the next need whether the server's kinds are still the same. */
  startRun(): void {
    this.#lists.clear();
    this.#discovery = undefined;
  }

  async discover(options: { readonly fresh: boolean }): Promise<ApiCatalog> {
    if (this.#as !== undefined) return await this.#as.reader.discover(options);
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
    const { object, dryRun, lenient = false } = request;
    const ref = toRef(object);
    try {
      let wanted = object;
      let answer = await this.#sendApply(wanted, request);
      // An unknown field can hide others: the server names the outermost first.
      for (let tries = 0; lenient && tries < limits.undeclaredTriesMax; tries += 1) {
        const known = answer.status < 300 ? undefined : withoutUndeclared(wanted, readMessage(answer));
        if (known === undefined) break;
        wanted = known;
        answer = await this.#sendApply(wanted, request);
      }
      const asked = this.#toAsked(dryRun ? "try" : "apply", ref);
      return toLiveObject(parseAnswer(answer, asked), asked.subject);
    } finally {
      if (!dryRun) this.#lists.drop(ref);
    }
  }

  /** Every write is sent here, so that none is made as anybody but the one who is to write. */
  async #sendWrite(request: ApiRequest): Promise<HttpAnswer> {
    return await this.#api.send({ ...request, as: this.#as?.user });
  }

  #toAsked(action: string, ref: ObjectRef): Asked {
    return { action, subject: formatKey(ref), kind: ref.kind, as: this.#as?.user };
  }

  async #sendApply(object: KubeObject, { dryRun, uid, manager }: ApplyRequest): Promise<HttpAnswer> {
    const ref = toRef(object);
    const catalog = await this.discover({ fresh: false });
    const path = objectPath(requireResource(catalog, ref, "apply"), ref);
    const writer = manager === undefined ? this.#writer : toWriter(manager);
    const mode = dryRun ? "&force=true&dryRun=All" : "&force=true";
    const identified = uid === undefined ? object : { ...object, metadata: { ...object.metadata, uid } };
    return await this.#sendWrite({
      method: "PATCH",
      rank: kindRank(ref.kind),
      // Server-side apply refuses unknown fields by itself; asking for it again costs the server a tenth of the request.
      path: `${path}?${writer}&fieldValidation=Ignore${mode}`,
      contentType: "application/apply-patch+yaml",
      body: toBody(identified, ref),
    });
  }

  async replace({ object, resourceVersion, lenient = false }: ReplaceRequest): Promise<KubeObject> {
    const ref = toRef(object);
    const path = objectPath(requireResource(await this.discover({ fresh: false }), ref, "replace"), ref);
    const asked = this.#toAsked("replace", ref);
    const body = toBody({ ...object, metadata: { ...object.metadata, resourceVersion } }, ref);
    const query = `${this.#writer}&fieldValidation=${lenient ? "Ignore" : "Strict"}`;
    const contentType = "application/json";
    try {
      const answer = await this.#sendWrite({ method: "PUT", path: `${path}?${query}`, contentType, body });
      return toLiveObject(parseAnswer(answer, asked), asked.subject);
    } finally {
      this.#lists.drop(ref);
    }
  }

  async patch({ ref, operations, manager, part }: PatchRequest): Promise<KubeObject> {
    const path = objectPath(requireResource(await this.discover({ fresh: false }), ref, "patch"), ref);
    const asked = this.#toAsked("patch", ref);
    const writer = manager === undefined ? this.#writer : toWriter(manager);
    const contentType = "application/json-patch+json";
    const body = formatJson(operations);
    try {
      const answer = await this.#sendWrite({
        method: "PATCH",
        path: `${path}${part === undefined ? "" : `/${part}`}?${writer}`,
        contentType,
        body,
      });
      return toLiveObject(parseAnswer(answer, asked), asked.subject);
    } finally {
      this.#lists.drop(ref);
    }
  }

  async create(
    object: KubeObject,
    { dryRun }: { readonly dryRun: boolean } = { dryRun: false },
  ): Promise<{ readonly outcome: "created" | "exists"; readonly object: KubeObject }> {
    const ref = toRef(object);
    const resource = requireResource(await this.discover({ fresh: false }), ref, "create");
    const mode = dryRun ? "&dryRun=All" : "";
    const path = `${collectionPath(resource, namespaceOf(resource, ref))}?${this.#writer}&fieldValidation=Strict${mode}`;
    const asked = this.#toAsked(dryRun ? "try to create" : "create", ref);
    const contentType = "application/json";
    try {
      const answer = await this.#sendWrite({ method: "POST", path, contentType, body: toBody(object, ref) });
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
    const { ref, uid, resourceVersion, propagation, graceSeconds, dryRun = false } = request;
    const catalog = await this.discover({ fresh: false });
    const path = objectPath(requireResource(catalog, ref, "delete"), ref);
    const preconditions = { uid, ...(resourceVersion === undefined ? {} : { resourceVersion }) };
    const propagationPolicy = propagationPolicies[propagation];
    const grace = graceSeconds === undefined ? {} : { gracePeriodSeconds: graceSeconds };
    const options = { kind: "DeleteOptions", apiVersion: "v1", preconditions, propagationPolicy, ...grace };
    const body = formatJson(dryRun ? { ...options, dryRun: ["All"] } : options);
    try {
      const target = dryRun ? `${path}?dryRun=All` : path;
      const contentType = "application/json";
      const answer = await this.#sendWrite({ method: "DELETE", path: target, contentType, body });
      if (answer.status === 404) return "gone";
      parseAnswer(answer, this.#toAsked("delete", ref));
      return "deleted";
    } finally {
      this.#lists.drop(ref);
    }
  }
}

function toWriter(manager: string): string {
  return `fieldManager=${encodeURIComponent(manager)}`;
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
