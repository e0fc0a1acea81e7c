import { badRequest, StatusError } from "../cluster/status-error.ts";

/** The options of a LIST or WATCH, as its query gives them. */
export type ListOptions = {
  readonly labelSelector: string;
  readonly fieldSelector: string;
  readonly limit: number;
  readonly token: string;
  readonly resourceVersion: string;
  readonly resourceVersionMatch: string;
  readonly isWatch: boolean;
  readonly allowWatchBookmarks: boolean;
  readonly sendInitialEvents: boolean | undefined;
  /** 0: as long as the server likes. */
  readonly timeoutSeconds: number;
};

/** Reads the options of a LIST or WATCH. Throws 400 for what is no number, 422 for what contradicts itself. */
export function parseListOptions(query: URLSearchParams, isWatchPath: boolean): ListOptions {
  const options = {
    labelSelector: query.get("labelSelector") ?? "",
    fieldSelector: query.get("fieldSelector") ?? "",
    limit: Math.max(0, toInteger(query.get("limit"))),
    token: query.get("continue") ?? "",
    resourceVersion: query.get("resourceVersion") ?? "",
    resourceVersionMatch: query.get("resourceVersionMatch") ?? "",
    isWatch: isWatchPath || isTrue(query.get("watch")),
    allowWatchBookmarks: isTrue(query.get("allowWatchBookmarks")),
    sendInitialEvents: query.has("sendInitialEvents") ? isTrue(query.get("sendInitialEvents")) : undefined,
    timeoutSeconds: toInteger(query.get("timeoutSeconds")),
  };
  const problems = options.isWatch ? checkWatch(options) : checkList(options);
  if (problems.length > 0) throw toInvalid(problems);
  return options;
}

function toInteger(text: string | null): number {
  if (text === null) return 0;
  if (!/^[+-]?\d+$/.test(text))
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

/** Every value but these two is true, an empty one too. */
function isTrue(text: string | null): boolean {
  return text !== null && text !== "0" && text.toLowerCase() !== "false";
}

type Problem = { readonly field: string; readonly reason: string; readonly message: string };

// https://github.com/kubernetes/kubernetes/blob/v1.35.0/staging/src/k8s.io/apimachinery/pkg/apis/meta/internalversion/validation/validation.go
function checkList(options: ListOptions): readonly Problem[] {
  const { resourceVersionMatch: match, resourceVersion, token, sendInitialEvents } = options;
  const ofMatch: readonly (readonly [boolean, Problem])[] = [
    [
      resourceVersion === "",
      forbidden("resourceVersionMatch is forbidden unless resourceVersion is provided"),
    ],
    [token !== "", forbidden("resourceVersionMatch is forbidden when continue is provided")],
    [match !== "Exact" && match !== "NotOlderThan", unsupported(match, ["Exact", "NotOlderThan", ""])],
    [
      match === "Exact" && resourceVersion === "0",
      forbidden('resourceVersionMatch "exact" is forbidden for resourceVersion "0"'),
    ],
  ];
  const ofEvents = forbidden("sendInitialEvents is forbidden for list", "sendInitialEvents");
  return [...(match === "" ? [] : found(ofMatch)), ...(sendInitialEvents === undefined ? [] : [ofEvents])];
}

function checkWatch({
  resourceVersionMatch: match,
  sendInitialEvents,
  token,
}: ListOptions): readonly Problem[] {
  const isNewer = match === "NotOlderThan";
  const isUnset = sendInitialEvents === undefined;
  return found([
    [
      !isUnset && !isNewer,
      forbidden("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"),
    ],
    [
      isUnset && match !== "",
      forbidden("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"),
    ],
    [match !== "" && !isNewer, unsupported(match, ["NotOlderThan"])],
    [token !== "", forbidden("resourceVersionMatch is forbidden when continue is provided")],
  ]);
}

function found(rules: readonly (readonly [boolean, Problem])[]): readonly Problem[] {
  return rules.filter(([isBroken]) => isBroken).map(([, problem]) => problem);
}

function forbidden(why: string, field = "resourceVersionMatch"): Problem {
  return { reason: "FieldValueForbidden", message: `Forbidden: ${why}`, field };
}

function unsupported(value: string, supported: readonly string[]): Problem {
  const list = supported.map((each) => JSON.stringify(each)).join(", ");
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${list}`;
  return { reason: "FieldValueNotSupported", message, field: "resourceVersionMatch" };
}

function toInvalid(causes: readonly Problem[]): StatusError {
  const texts = causes.map(({ field, message }) => `${field}: ${message}`);
  const all = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  const details = {
    group: "meta.k8s.io",
    kind: "ListOptions",
    causes: causes.map(({ reason, message, field }) => ({ reason, message, field })),
  };
  return new StatusError(
    { code: 422, reason: "Invalid", details },
    `ListOptions.meta.k8s.io "" is invalid: ${all}`,
  );
}
