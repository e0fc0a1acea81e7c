import { type ClusterState, kindsOf } from "../cluster/cluster.ts";
import { apiVersionOf, type Kind } from "../cluster/kind.ts";
import { StatusError } from "../cluster/status-error.ts";
import { type Answer, jsonAnswer, textAnswer } from "./answer.ts";
import { answerDiscovery } from "./discovery.ts";
import { answerHealth, healthPaths } from "./health.ts";
import type { IncomingCall } from "./incoming-call.ts";
import { answerOpenApi } from "./openapi-documents.ts";

/** The version that the sandbox says it is: the one its tables were made from. */
const serverVersion = {
  major: "1",
  minor: "35",
  emulationMajor: "1",
  emulationMinor: "35",
  minCompatibilityMajor: "1",
  minCompatibilityMinor: "34",
  gitVersion: "v1.35.4+sandbox",
  gitCommit: "",
  gitTreeState: "clean",
  buildDate: "1970-01-01T00:00:00Z",
  goVersion: "",
  compiler: `node ${process.versions.node}`,
  platform: `${process.platform}/${process.arch}`,
};

/** Answers what a server says of itself: version, health, discovery, OpenAPI, its paths; undefined: objects are asked for. */
export function answerDocument(state: ClusterState, call: IncomingCall): Answer | undefined {
  const path = call.path.length > 1 && isDiscovery(call.path) ? call.path.replace(/\/$/, "") : call.path;
  const health = answerHealth(path, call.query);
  if (health !== undefined) return health;
  if (path === "/version") return answerGet(call, () => indented(serverVersion));
  const isCatalog = isDiscovery(path) || path === "/" || path.startsWith("/openapi/");
  return isCatalog ? answerCatalog({ ...call, path }, kindsOf(state)) : undefined;
}

/** `/api`, `/apis`, a group, or a version of one; their paths may end with a slash. */
function isDiscovery(path: string): boolean {
  return path === "/version/" || /^\/api(\/[^/]+)?\/?$/.test(path) || /^\/apis(\/[^/]+){0,2}\/?$/.test(path);
}

function answerCatalog(call: IncomingCall, kinds: readonly Kind[]): Answer {
  const { path } = call;
  if (path === "/") return indented({ paths: toPaths(kinds) });
  if (path.startsWith("/openapi/")) return answerOpenApi(call, kinds) ?? nothingHere;
  // The lists of groups take any method, as the aggregator's handlers do not look at it.
  const isGroups = path === "/apis" || /^\/apis\/[^/]+$/.test(path);
  const found = answerDiscovery(call, kinds);
  if (found === undefined) return answerUnknown(path, kinds);
  return isGroups ? found : answerGet(call, () => found);
}

const nothingHere = textAnswer(404, "404 page not found\n");

/** A version that a built-in group does not have is known to be missing; any other path is not known at all. */
function answerUnknown(path: string, kinds: readonly Kind[]): Answer {
  const [, root, ...segments] = path.split("/");
  const group = root === "api" ? "" : segments[0];
  const isVersion = segments.length === (root === "api" ? 1 : 2);
  const isOurs = kinds.some((kind) => kind.group === group && kind.definition === undefined);
  if (!isVersion || !isOurs) return nothingHere;
  throw new StatusError(
    { code: 404, reason: "NotFound", details: {} },
    "the server could not find the requested resource",
  );
}

function answerGet({ method }: IncomingCall, answer: () => Answer): Answer {
  if (method === "GET" || method === "HEAD") return answer();
  throw new StatusError(
    { code: 405, reason: "MethodNotAllowed", details: {} },
    "the server does not allow this method on the requested resource",
  );
}

/** What a server tells of itself is printed for people. */
function indented(value: object): Answer {
  return { ...jsonAnswer(200, {}), text: JSON.stringify(value, null, 2) };
}

const fixedPaths = [
  "/api",
  "/api/v1",
  "/apis",
  "/apis/",
  "/openapi/v2",
  "/openapi/v3",
  "/openapi/v3/",
  "/version",
];

function toPaths(kinds: readonly Kind[]): readonly string[] {
  const own = kinds.filter(({ group }) => group !== "");
  const groups = own.flatMap((kind) => [`/apis/${kind.group}`, `/apis/${apiVersionOf(kind)}`]);
  return [...new Set([...fixedPaths, ...groups, ...healthPaths])].sort();
}
