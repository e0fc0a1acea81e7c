/**
 * Kubernetes: the clusters that destinations name, over HTTP.
 *
 * In: kubeconfig files, the chosen context, this installation's name, and access to EKS. Out: the port Clusters, whose
 * connections are the ports Cluster, Schemas and ClusterWatch of one API server each. A destination is resolved in this order:
 * 1. `https://kubernetes.default.svc` or `in-cluster`: the chosen context, else the kubeconfig's current one;
 * 2. a name: the context of that name;
 * 3. a server: the context whose cluster has this address, the chosen one first;
 * 4. `eks:<region>/<name>` or an EKS ARN, as name or server: the cluster that EKS describes, without a kubeconfig.
 *
 * Destinations of one server and user share one connection, one cap on requests, one discovery and one set of lists.
 * Nothing is asked of a cluster before its first use.
 */
import type { Destination } from "../../application/application.ts";
import { ReconcileError } from "../../errors.ts";
import type { Cluster } from "../../ports/cluster.ts";
import type { ClusterWatch } from "../../ports/cluster-watch.ts";
import type { ClusterConnection, Clusters } from "../../ports/clusters.ts";
import type { RequestSettings } from "../../settings/request-settings.ts";
import { type Access, serverOf, toAccess } from "./access.ts";
import { ApiServer } from "./api-server.ts";
import { toAuthorize } from "./authorize.ts";
import { createClusterWatch } from "./cluster-watch.ts";
import type { EksAccess } from "./eks-access.ts";
import { parseEksName } from "./eks-name.ts";
import { formatServer } from "./endpoint.ts";
import { type Kubeconfig, loadKubeconfig } from "./kubeconfig.ts";
import { KubernetesCluster } from "./kubernetes-cluster.ts";
import { OpenApiSchemas } from "./openapi-schemas.ts";

export type ClustersOptions = {
  /** Merged as kubectl does; `context`: the one to use instead of the current context. */
  readonly kubeconfig: { readonly paths: readonly string[]; readonly context?: string };
  /** Writes are made as field manager `outrigger-<installation>`. */
  readonly installation: string;
  /** `outrigger/<version>`. */
  readonly userAgent: string;
  /** undefined: EKS destinations and EKS users of the kubeconfig are refused. */
  readonly eks?: EksAccess;
  /** Bounds that somebody set on the requests to each cluster. */
  readonly requests?: RequestSettings;
};

/** Clusters over HTTP, with what a composition needs beside the port. */
export type HttpClusters = Clusters & {
  /** Begins a run: lists that are shared between applications are read anew. */
  startRun(): void;
  close(): Promise<void>;
};

/** Makes the port Clusters; the kubeconfig is read at the first `open`. */
export function createClusters(options: ClustersOptions): HttpClusters {
  return new KubernetesClusters(options);
}

type Connected = {
  readonly api: ApiServer;
  readonly cluster: KubernetesCluster;
  readonly schemas: OpenApiSchemas;
  readonly watch: ClusterWatch;
  readonly writeAs: ClusterConnection["writeAs"];
};

class KubernetesClusters implements HttpClusters {
  readonly #options: ClustersOptions;
  readonly #connected = new Map<string, Promise<Connected>>();
  readonly #standing = new Set<Connected>();
  #kubeconfig: Promise<Kubeconfig> | undefined;

  constructor(options: ClustersOptions) {
    this.#options = options;
  }

  async open(destination: Destination): Promise<ClusterConnection> {
    const kubeconfig = await this.#load();
    const { context: chosen = kubeconfig.currentContext } = this.#options.kubeconfig;
    const found = findContext(destination, kubeconfig, chosen);
    if (found !== undefined) {
      return this.#connect(found.name, identityOf(kubeconfig, found.context), () =>
        toAccess(kubeconfig, found.context),
      );
    }
    const wanted = destination.name ?? destination.server ?? "";
    const eksName = parseEksName(wanted);
    const { eks } = this.#options;
    if (eksName === undefined || eks === undefined) throw this.#unknown(wanted, kubeconfig, chosen);
    return this.#connect(wanted, `eks ${eksName.region}/${eksName.name}`, () => describeAccess(eks, eksName));
  }

  startRun(): void {
    for (const { cluster, schemas } of this.#standing) {
      cluster.startRun();
      schemas.startRun();
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#connected.values()); // one that is being made must not outlive this
    this.#connected.clear();
    await Promise.all([...this.#standing].map(({ api }) => api.close()));
    this.#standing.clear();
  }

  #load(): Promise<Kubeconfig> {
    // A kubeconfig that could not be read is read again at the next need: it may have been corrected.
    this.#kubeconfig ??= loadKubeconfig(this.#options.kubeconfig.paths).catch((error: unknown) => {
      this.#kubeconfig = undefined;
      throw error;
    });
    return this.#kubeconfig;
  }

  async #connect(name: string, identity: string, access: () => Promise<Access>): Promise<ClusterConnection> {
    const made = this.#connected.get(identity) ?? access().then((found) => this.#toConnected(found));
    this.#connected.set(identity, made);
    made.catch(() => {
      if (this.#connected.get(identity) === made) this.#connected.delete(identity);
    });
    const { api, cluster, schemas, watch, writeAs } = await made;
    const { inFlightMax } = this.#options.requests ?? {};
    const bounds = inFlightMax === undefined ? {} : { writesInFlightMax: inFlightMax };
    return { name, server: api.server, cluster, schemas, watch, writeAs, ...bounds };
  }

  #toConnected(access: Access): Connected {
    const { installation, userAgent, eks, requests = {} } = this.#options;
    const authorize = toAuthorize(access.credentials, access.impersonation, eks);
    const api = new ApiServer({ endpoint: access.endpoint, authorize, userAgent, requests });
    const cluster = new KubernetesCluster(api, installation);
    const watch = createClusterWatch(api, installation);
    const writeAs = (user: string): Cluster => {
      if (Object.keys(access.impersonation).length > 0) throw refuseTwice(user, api.server);
      return new KubernetesCluster(api, installation, { reader: cluster, user });
    };
    const connected = { api, cluster, schemas: new OpenApiSchemas(api), watch, writeAs };
    this.#standing.add(connected);
    return connected;
  }

  #unknown(wanted: string, kubeconfig: Kubeconfig, chosen: string | undefined): ReconcileError {
    const { paths } = this.#options.kubeconfig;
    const contexts = [...kubeconfig.contexts.keys()].sort().slice(0, 20);
    const files = paths.length === 0 ? "none given" : paths.join(", ");
    const known =
      contexts.length === 0
        ? `the kubeconfig (${files}) has no contexts`
        : `the kubeconfig has contexts ${contexts.join(", ")}`;
    const what = isInCluster(wanted)
      ? `${wanted} (context ${chosen ?? "not chosen"})`
      : JSON.stringify(wanted);
    return new ReconcileError(
      "CLUSTER_UNKNOWN",
      `Cannot find cluster ${what}: ${known}; or name eks:<region>/<name>`,
    );
  }
}

/** The API server knows no impersonation of an impersonation: one of the two would be lost. */
function refuseTwice(user: string, server: string): ReconcileError {
  const message = `Cannot act as ${user} on ${server}: its user in the kubeconfig impersonates somebody already; remove "as" there`;
  return new ReconcileError("CREDENTIALS_REFUSED", message);
}

type Found = { readonly name: string; readonly context: string };

function findContext(
  destination: Destination,
  kubeconfig: Kubeconfig,
  chosen: string | undefined,
): Found | undefined {
  const { name, server } = destination;
  const known = chosen !== undefined && kubeconfig.contexts.has(chosen) ? chosen : undefined;
  if (isInCluster(name ?? server))
    return known === undefined ? undefined : { name: "in-cluster", context: known };
  if (name !== undefined) return kubeconfig.contexts.has(name) ? { name, context: name } : undefined;
  if (server === undefined || !URL.canParse(server)) return undefined;
  const wanted = formatServer(new URL(server));
  const contexts = [...(known === undefined ? [] : [known]), ...kubeconfig.contexts.keys()];
  const context = contexts.find((each) => normalServerOf(kubeconfig, each) === wanted);
  return context === undefined ? undefined : { name: context, context };
}

function isInCluster(text: string | undefined): boolean {
  return text === "in-cluster" || /^https:\/\/kubernetes\.default\.svc\/?$/.test(text ?? "");
}

function normalServerOf(kubeconfig: Kubeconfig, context: string): string | undefined {
  const server = serverOf(kubeconfig, context);
  return server === undefined || !URL.canParse(server) ? undefined : formatServer(new URL(server));
}

/** Contexts of one cluster and user differ in their default namespace only, which we never use. */
function identityOf(kubeconfig: Kubeconfig, context: string): string {
  const fields = kubeconfig.contexts.get(context)?.fields;
  return `context ${JSON.stringify([fields?.["cluster"], fields?.["user"]])}`;
}

async function describeAccess(eks: EksAccess, cluster: { region: string; name: string }): Promise<Access> {
  const { server, ca } = await eks.describe(cluster);
  const request = { cluster: cluster.name, region: cluster.region };
  return { endpoint: { url: new URL(server), ca }, credentials: { kind: "eks", request }, impersonation: {} };
}
