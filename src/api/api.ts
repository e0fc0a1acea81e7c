/**
 * The API: a request in, an answer out. Its paths and shapes are Argo CD's where Argo CD has them. It reads what is known, changes
 * what people declare, and asks for the rest: a reconcile does the work. The rules, in order:
 *
 * 1. The version is for everybody. Everything else needs a token, or a caller for whom AWS vouches; without one all paths,
 *    names and methods get the same answer.
 * 2. A path that is not there is 404, a method it does not have 405, a name that is none 400.
 * 3. A parameter or field that is not known, or not supported yet, is refused by name and never ignored.
 * 4. What changes something is JSON of a bounded size and depth.
 * 5. Lists have pages; a cursor is of one list, and one that was made up is refused.
 * 6. An Application is created or changed only where it is right and its project allows it. Whoever is marked is woken.
 * 7. Errors are {error, code, message}. No answer holds a value of a Secret, credentials of a repository, or a stack.
 */
import { controlPlaneNamespace } from "../declaration/object-name.ts";
import { ReconcileError } from "../errors.ts";
import { version } from "../local/version.ts";
import type { ApiCall, ApiPorts } from "./api-call.ts";
import type { ApiAnswer, ApiRequest } from "./api-request.ts";
import { isAuthentic } from "./authenticate.ts";
import { maskRepositories } from "./mask-repositories.ts";
import { parseBody } from "./parse-body.ts";
import { parseQuery } from "./parse-query.ts";
import { type Refusal, refuse, refuseError } from "./refuse.ts";
import { findRoute, type Route, refuseMethod } from "./routes.ts";

/** Answers a request. Throws what no request can help: an outside that fails, and what nobody expected. */
export async function answer(request: ApiRequest, ports: ApiPorts): Promise<ApiAnswer> {
  try {
    const { body, ...head } = await respond(request, ports);
    return { ...head, body: maskRepositories(body) };
  } catch (error) {
    const refused = error instanceof ReconcileError ? refuseError(error) : undefined;
    if (refused === undefined) throw error;
    return refused;
  }
}

/** Argo CD's own place, and the one beside everything else. */
const versionPaths = ["/api/version", "/api/v1/version"];

async function respond(request: ApiRequest, ports: ApiPorts): Promise<ApiAnswer> {
  if (versionPaths.includes(request.path)) return showVersion(request);
  if (!(await isAuthentic(request, ports.tokens))) return unauthenticated.refusal;
  const found = findRoute(request);
  if ("refusal" in found) return found.refusal;
  const parsed = parseCall(request, found);
  return "refusal" in parsed ? parsed.refusal : await found.route.answer(parsed.call, ports);
}

const unauthenticated = refuse(
  "UNAUTHENTICATED",
  "Cannot let you in: send a token, Authorization: Bearer <token>",
  { "www-authenticate": 'Bearer realm="outrigger"' },
);

function showVersion({ method }: ApiRequest): ApiAnswer {
  if (method !== "GET") return refuseMethod(["GET"]).refusal;
  return { status: 200, headers: {}, body: { Version: `v${version}` } };
}

function parseCall(
  request: ApiRequest,
  { route, name }: { readonly route: Route; readonly name: string },
): { readonly call: ApiCall } | Refusal {
  const asked = parseQuery(request.query, route.query);
  if ("refusal" in asked) return asked;
  const sent = route.hasBody ? parseBody(request, route.textField) : { body: {} };
  if ("refusal" in sent) return sent;
  const namespace = asked.query.appNamespace ?? controlPlaneNamespace;
  const { caller } = request;
  return { call: { name: { namespace, name }, query: asked.query, body: sent.body, caller } };
}
