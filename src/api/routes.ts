import { isObjectName } from "../application/object-name.ts";
import type { ApiCall, ApiPorts } from "./api-call.ts";
import type { ApiAnswer, ApiRequest } from "./api-request.ts";
import { refreshApplication, syncApplication, terminateOperation } from "./ask-application.ts";
import { listApplications } from "./list-applications.ts";
import { listRecords, listResources } from "./list-records.ts";
import type { Parameter } from "./parse-query.ts";
import { type Refusal, refuse } from "./refuse.ts";
import { createApplication, deleteApplication, updateApplication } from "./save-application.ts";
import { showApplication } from "./show-application.ts";
import { showDiff } from "./show-diff.ts";
import { showManifests } from "./show-manifests.ts";

/** One thing that the API does: the parameters it knows, whether it reads a body, and who does it. */
export type Route = {
  readonly query: readonly Parameter[];
  readonly hasBody: boolean;
  answer(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer>;
};

type Methods = Readonly<Record<string, Route>>;

const one = ["appNamespace", "project"] as const;

const collection: Methods = {
  GET: {
    query: ["project", "projects", "name", "selector", "appNamespace", "limit", "continue"],
    hasBody: false,
    answer: listApplications,
  },
  POST: { query: ["upsert"], hasBody: true, answer: createApplication },
};

/** By what follows the name of an application; "": nothing. */
const parts: ReadonlyMap<string, Methods> = new Map<string, Methods>([
  [
    "",
    {
      GET: { query: [...one, "refresh"], hasBody: false, answer: showApplication },
      PUT: { query: one, hasBody: true, answer: updateApplication },
      DELETE: { query: one, hasBody: false, answer: deleteApplication },
    },
  ],
  ["sync", { POST: { query: one, hasBody: true, answer: syncApplication } }],
  ["refresh", { POST: { query: [...one, "hard"], hasBody: true, answer: refreshApplication } }],
  ["terminate", { POST: { query: one, hasBody: true, answer: terminateOperation } }],
  // Argo CD's own way.
  ["operation", { DELETE: { query: one, hasBody: false, answer: terminateOperation } }],
  ["records", { GET: { query: [...one, "limit", "continue"], hasBody: false, answer: listRecords } }],
  ["resources", { GET: { query: one, hasBody: false, answer: listResources } }],
  ["manifests", { GET: { query: [...one, "revision"], hasBody: false, answer: showManifests } }],
  ["diff", { GET: { query: one, hasBody: false, answer: showDiff } }],
]);

const paths = /^\/api\/v1\/applications(?:\/([^/]+)(?:\/([^/]+))?)?$/;

/** Finds what a request is for; `name` is "" for the collection. */
export function findRoute({
  path,
  method,
}: ApiRequest): { readonly route: Route; readonly name: string } | Refusal {
  const [whole, name = "", part = ""] = paths.exec(path) ?? [];
  const methods = name === "" ? collection : parts.get(part);
  if (whole === undefined || methods === undefined)
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
