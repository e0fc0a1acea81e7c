import { isObjectName } from "../declaration/object-name.ts";
import { deleteResource, patchResource } from "./actions/one-resource.ts";
import { listResourceActions, runResourceAction, runResourceActionV2 } from "./actions/resource-actions.ts";
import type { ApiCall, ApiPorts } from "./api-call.ts";
import type { ApiAnswer, ApiRequest } from "./api-request.ts";
import { confirmApplicationDeletion, deleteApplication } from "./applications/delete-application.ts";
import { listApplications } from "./applications/list-applications.ts";
import { patchApplication } from "./applications/patch-application.ts";
import { createApplication, updateApplication, updateSpec } from "./applications/save-application.ts";
import { showApplication, showSyncWindows } from "./applications/show-application.ts";
import { refreshApplication, syncApplication, terminateOperation } from "./operations/ask-application.ts";
import { releasePin, rollbackApplication } from "./operations/rollback-application.ts";
import type { Parameter } from "./parse-query.ts";
import { listPauses, removePause, savePause } from "./pauses/pauses.ts";
import { type Refusal, refuse } from "./refuse.ts";
import { listRecords, listResources } from "./views/list-records.ts";
import { showDiff } from "./views/show-diff.ts";
import { showManagedResources } from "./views/show-managed.ts";
import { showManifests } from "./views/show-manifests.ts";
import { showResourceTree } from "./views/show-tree.ts";

/** One thing that the API does: the parameters it knows, whether it reads a body, and who does it. */
export type Route = {
  readonly query: readonly Parameter[];
  readonly hasBody: boolean;
  /** The field of the body that a JSON text stands for. */
  readonly textField?: string;
  answer(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer>;
};

type Methods = Readonly<Record<string, Route>>;

const one = ["appNamespace", "project"] as const;
const object = ["group", "version", "kind", "namespace", "name"] as const;
const oneObject = [...one, "group", "version", "kind", "namespace", "resourceName"] as const;

function read(query: readonly Parameter[], answer: Route["answer"]): Route {
  return { query, hasBody: false, answer };
}
function write(query: readonly Parameter[], answer: Route["answer"]): Route {
  return { query, hasBody: true, answer };
}

const patchOne: Route = { ...write([...oneObject, "patchType"], patchResource), textField: "patch" };

const collection: Methods = {
  GET: read(
    ["project", "projects", "name", "selector", "repo", "appNamespace", "limit", "continue"],
    listApplications,
  ),
  POST: write(["upsert"], createApplication),
};

/** By what follows the name of an application; "": nothing. */
const parts: ReadonlyMap<string, Methods> = new Map<string, Methods>([
  [
    "",
    {
      GET: read([...one, "refresh"], showApplication),
      PUT: write(one, updateApplication),
      PATCH: write(one, patchApplication),
      DELETE: read([...one, "cascade", "propagationPolicy"], deleteApplication),
    },
  ],
  ["spec", { PUT: write(one, updateSpec) }],
  ["sync", { POST: write(one, syncApplication) }],
  ["confirm-deletion", { POST: write(one, confirmApplicationDeletion) }],
  ["rollback", { POST: write(one, rollbackApplication) }],
  ["release", { POST: write(one, releasePin) }],
  ["refresh", { POST: write([...one, "hard"], refreshApplication) }],
  ["terminate", { POST: write(one, terminateOperation) }],
  // Argo CD's own way.
  ["operation", { DELETE: read(one, terminateOperation) }],
  ["records", { GET: read([...one, "limit", "continue"], listRecords) }],
  ["resources", { GET: read(one, listResources) }],
  ["managed-resources", { GET: read([...one, ...object, "revision", "hard"], showManagedResources) }],
  ["resource-tree", { GET: read([...one, ...object], showResourceTree) }],
  ["manifests", { GET: read([...one, "revision", "hard"], showManifests) }],
  ["syncwindows", { GET: read(one, showSyncWindows) }],
  ["diff", { GET: read([...one, "revision", "hard"], showDiff) }],
  [
    "resource",
    {
      // Argo CD's own way.
      POST: patchOne,
      PATCH: patchOne,
      DELETE: read([...oneObject, "force", "orphan"], deleteResource),
    },
  ],
  [
    "resource/actions",
    {
      GET: read(oneObject, listResourceActions),
      POST: { ...write(oneObject, runResourceAction), textField: "action" },
    },
  ],
  ["resource/actions/v2", { POST: write(one, runResourceActionV2) }],
]);

/** Pages beside those of applications. */
const pages: ReadonlyMap<string, Methods> = new Map<string, Methods>([
  ["/api/v1/applications", collection],
  [
    "/api/v1/pauses",
    {
      GET: read([], listPauses),
      POST: write([], savePause),
      DELETE: read(["all", "project", "cluster", "application"], removePause),
    },
  ],
]);

const paths = /^\/api\/v1\/applications\/([^/]+)(?:\/(.+))?$/;

/** Finds what a request is for; `name` is "" where it is for no application. */
export function findRoute({
  path,
  method,
}: ApiRequest): { readonly route: Route; readonly name: string } | Refusal {
  const [, name = "", part = ""] = paths.exec(path) ?? [];
  const methods = name === "" ? pages.get(path) : parts.get(part);
  if (methods === undefined)
    return refuse("NOT_FOUND", `Cannot find a page of the API at ${JSON.stringify(path.slice(0, 200))}`);
  const route = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (route === undefined) return refuseMethod(Object.keys(methods));
  if (name !== "" && !isObjectName(name))
    return refuse(
      "BAD_NAME",
      "Cannot read the path: an Application's name has lower case letters, digits, - and .",
    );
  return { route, name };
}

/** Makes the answer to a method that a page does not have. */
export function refuseMethod(methods: readonly string[]): Refusal {
  const allow = methods.join(", ");
  return refuse("METHOD_NOT_ALLOWED", `Cannot do this here: allowed is ${allow}`, { allow });
}
