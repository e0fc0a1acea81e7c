import {
  type ApplicationName,
  compareApplicationNames,
  formatApplicationName,
} from "../../application/application.ts";
import { isNamespaceName, isObjectName } from "../../declaration/object-name.ts";
import { type JsonObject, readField } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import { normalizeRepositoryUrl } from "../../source/credentials.ts";
import { inParallel } from "../../tasks/in-parallel.ts";
import type { ApiCall, ApiPorts } from "../api-call.ts";
import type { ApiAnswer } from "../api-request.ts";
import { parseCursor, toCursor } from "../cursor.ts";
import type { ApiQuery } from "../parse-query.ts";
import { refuse } from "../refuse.ts";
import { isOfProjects, readSeen } from "./find-application.ts";
import { toApiApplication } from "./to-api-application.ts";

const readsAtOnceMax = 8;
/** Applications that one request looks at for a selector or a project; the next page goes on behind them. */
const lookedAtMax = 500;

/**
 * Lists Applications by namespace and name, one page. Their resources and results are left out, since a page of large ones would
 * be larger than any answer may be: who wants them asks for one Application.
 */
export async function listApplications({ query }: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const after = query.continue === undefined ? undefined : parseName(query.continue);
  if (query.continue !== undefined && after === undefined)
    return refuse("BAD_CURSOR", "Cannot go on: continue is no cursor of this list; begin again without it")
      .refusal;
  const names = (await ports.specs.list("Application")).filter((name) => isCandidate(name, query, after));
  const { found, lookedAt } = await fillPage(names, query, ports);
  const items = await inParallel(found, readsAtOnceMax, async ({ name, manifest }) => {
    const { bulk: _bulk, ...seen } = (await readSeen(name, ports)) ?? { isDue: false };
    return toApiApplication(manifest, { seen });
  });
  const last = names[lookedAt - 1];
  const isMore = lookedAt < names.length && last !== undefined;
  const metadata = isMore ? { continue: toCursor("applications", formatApplicationName(last)) } : {};
  const body = { apiVersion: "argoproj.io/v1alpha1", kind: "ApplicationList", metadata, items };
  return { status: 200, headers: {}, body };
}

function parseName(cursor: string): ApplicationName | undefined {
  const [namespace = "", name = "", ...rest] = (parseCursor("applications", cursor) ?? "").split("/");
  if (rest.length > 0 || !isNamespaceName(namespace) || !isObjectName(name)) return undefined;
  return { namespace, name };
}

function isCandidate(name: ApplicationName, query: ApiQuery, after: ApplicationName | undefined): boolean {
  if (query.appNamespace !== undefined && query.appNamespace !== name.namespace) return false;
  if (query.name !== undefined && query.name !== name.name) return false;
  return after === undefined || compareApplicationNames(name, after) > 0;
}

type Listed = { readonly name: ApplicationName; readonly manifest: JsonObject };

/** Looks at as many as a page still lacks, until it is full, all were looked at, or enough were for one request. */
async function fillPage(
  names: readonly ApplicationName[],
  query: ApiQuery,
  ports: ApiPorts,
): Promise<{ readonly found: readonly Listed[]; readonly lookedAt: number }> {
  const found: Listed[] = [];
  let lookedAt = 0;
  while (found.length < query.limit && lookedAt < Math.min(names.length, lookedAtMax)) {
    const next = names.slice(lookedAt, lookedAt + query.limit - found.length);
    lookedAt += next.length;
    const manifests = await inParallel(next, readsAtOnceMax, async (name) => {
      const manifest = await ports.specs.read("Application", name);
      return manifest === undefined ? [] : [{ name, manifest }];
    });
    found.push(...manifests.flat().filter(({ manifest }) => isSelected(manifest, query)));
  }
  return { found, lookedAt };
}

function isSelected(manifest: JsonObject, { projects, selector, repo }: ApiQuery): boolean {
  const labels = readField(manifest, "metadata", "labels");
  const isFitting = isOfProjects(manifest, projects) && selector(asObject(labels));
  return isFitting && (repo === undefined || isOfRepository(manifest, repo));
}

function isOfRepository(manifest: JsonObject, repo: string): boolean {
  const written = readField(manifest, "spec", "source", "repoURL");
  return typeof written === "string" && normalizeRepositoryUrl(written) === normalizeRepositoryUrl(repo);
}
