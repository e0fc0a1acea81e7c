import { StatusError } from "../cluster/status-error.ts";

/** The form of an answer that holds objects. */
export type Form = {
  readonly shape: "metadata" | "metadataList" | "table" | "whole";
  readonly contentType: "application/json" | "application/yaml";
};

type Clause = {
  readonly type: string;
  readonly quality: number;
  readonly parameters: ReadonlyMap<string, string>;
};

const served = ["application/json", "application/yaml"] as const;

/**
 * Chooses the form that an Accept header wants most. Throws 406 where it takes none. Protobuf is not served, unlike by a real
 * server, so a client that also takes JSON gets that.
 * https://github.com/kubernetes/kubernetes/blob/v1.35.0/staging/src/k8s.io/apiserver/pkg/endpoints/handlers/negotiation/negotiate.go
 */
export function chooseForm(accept: string, types: readonly Form["contentType"][] = served): Form {
  const clauses = parseAccept(accept);
  if (!clauses.some(({ type }) => type === "*/*" || served.some((each) => each === type)))
    throw noRepresentation();
  for (const clause of clauses) {
    const contentType = types.find((each) => clause.type === "*/*" || clause.type === each);
    const shape = shapeOf(clause.parameters);
    if (contentType !== undefined && shape !== undefined) return { shape, contentType };
  }
  const accepted = types.length === 1 ? types.map((each) => `${each};stream=watch`) : types;
  const message = `only the following media types are accepted: ${accepted.join(", ")}`;
  throw new StatusError({ code: 406, reason: "NotAcceptable" }, message);
}

/** Chooses the form of a watch's events, which are JSON. Throws 406. */
export function chooseWatchForm(accept: string): Form {
  return chooseForm(accept, ["application/json"]);
}

// Clients send the same few headers again and again.
const known = new Map<string, readonly Clause[]>();
const knownMax = 100;

function parseAccept(accept: string): readonly Clause[] {
  const found = known.get(accept) ?? toClauses(accept);
  if (known.size < knownMax) known.set(accept, found);
  return found;
}

function toClauses(accept: string): readonly Clause[] {
  const clauses = accept
    .split(",")
    .map(parseClause)
    .filter(({ type }) => type !== "");
  const all =
    clauses.length === 0 ? [{ type: "*/*", quality: 1, parameters: new Map<string, string>() }] : clauses;
  // A type of its own comes before the one that stands for all.
  const rank = ({ type, quality }: Clause) => quality * 2 - (type === "*/*" ? 1 : 0);
  return all.toSorted((a, b) => rank(b) - rank(a));
}

function parseClause(text: string): Clause {
  const [type = "", ...rest] = text.split(";").map((part) => part.trim());
  const parameters = new Map(
    rest.map((part) => {
      const [name = "", value = ""] = part.split("=", 2).map((each) => each.trim());
      return [name, value] as const;
    }),
  );
  const quality = Number(parameters.get("q") ?? "1");
  return { type, quality: Number.isNaN(quality) ? 1 : quality, parameters };
}

const shapes: Readonly<Record<string, Form["shape"]>> = {
  PartialObjectMetadata: "metadata",
  PartialObjectMetadataList: "metadataList",
  Table: "table",
};

/** undefined: a form that is not to be had; the next clause counts then. */
function shapeOf(parameters: ReadonlyMap<string, string>): Form["shape"] | undefined {
  const as = parameters.get("as");
  if (as === undefined) return "whole";
  const isMeta = parameters.get("g") === "meta.k8s.io" && parameters.get("v") === "v1";
  return isMeta ? shapes[as] : undefined;
}

function noRepresentation(): StatusError {
  const status = { code: 406, reason: "NotAcceptable", details: {} };
  return new StatusError(status, `406: Not Acceptable\n\nAvailable representations: ${served.join(", ")}`);
}
