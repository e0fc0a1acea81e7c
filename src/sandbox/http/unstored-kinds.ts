import type { KubeObject } from "../../kube/object.ts";
import { answerReview, toUser } from "../access/review.ts";
import type { ClusterState } from "../cluster/cluster.ts";
import { deprecationOf } from "../cluster/deprecation.ts";
import type { Kind } from "../cluster/kind.ts";
import { discoveredKinds } from "../cluster/kinds.ts";
import { StatusError } from "../cluster/status-error.ts";
import { type Answer, jsonAnswer } from "./answer.ts";
import type { IncomingCall } from "./incoming-call.ts";
import { listAnswer } from "./list-answer.ts";
import { objectAnswer } from "./object-answer.ts";
import { parseBody } from "./parse-body.ts";
import { parseRoute, type Route } from "./route.ts";

const unstored: ReadonlyMap<string, Kind> = new Map(
  discoveredKinds
    .filter(({ verbs }) => !verbs.includes("patch"))
    .map((kind) => [`${kind.group}/${kind.version}/${kind.plural}`, kind]),
);

// Every request comes through here: few are worth a closer look.
const maybeUnstored = new RegExp(`/(${[...unstored.values()].map(({ plural }) => plural).join("|")})(/|$)`);

/** Answers requests for kinds that are never stored: reviews, which are only created, and component statuses; undefined: others. */
export function answerUnstored(
  state: ClusterState,
  call: IncomingCall,
  warn: (text: string) => void,
): Answer | undefined {
  if (!maybeUnstored.test(call.path)) return undefined;
  const route = parseRoute(call.path);
  const kind = unstored.get(`${route?.group}/${route?.version}/${route?.plural}`);
  if (route === undefined || kind === undefined) return undefined;
  const deprecated = deprecationOf(kind);
  if (deprecated !== undefined) warn(deprecated);
  if (kind.kind === "ComponentStatus") return answerComponents({ kind, call, route });
  const isElsewhere = kind.namespaced !== (route.namespace !== undefined);
  if (isElsewhere || route.name !== "") throw noResource;
  if (call.method !== "POST" || kind.kind === "Binding") throw notAllowed;
  const review = { store: state.store, kind, user: toUser(call.impersonated) };
  return jsonAnswer(201, answerReview(review, parseBody(call.body, call.contentType)));
}

const noResource = new StatusError(
  { code: 404, reason: "NotFound", details: {} },
  "the server could not find the requested resource",
);
const notAllowed = new StatusError(
  { code: 405, reason: "MethodNotAllowed", details: {} },
  "the server does not allow this method on the requested resource",
);

const components: readonly KubeObject[] = ["controller-manager", "scheduler", "etcd-0"].map((name) => ({
  apiVersion: "v1",
  kind: "ComponentStatus",
  metadata: { name },
  conditions: [{ type: "Healthy", status: "True", message: "ok" }],
}));

type ComponentsCall = { readonly kind: Kind; readonly call: IncomingCall; readonly route: Route };

function answerComponents({ kind, call, route }: ComponentsCall): Answer {
  const { namespace, subresource, name } = route;
  if (namespace !== undefined || subresource !== "") throw noResource;
  if (call.method !== "GET") throw notAllowed;
  if (name === "") return listAnswer({ objects: components, resourceVersion: "" }, { kind, call });
  const found = components.find(({ metadata }) => metadata.name === name);
  if (found !== undefined) return objectAnswer(200, found, { kind, call });
  const status = { code: 404, reason: "NotFound", details: { name, kind: "componentstatus" } };
  throw new StatusError(status, `componentstatus "${name}" not found`);
}
