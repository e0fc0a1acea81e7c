import { createHash } from "node:crypto";
import { formatJson } from "../../kube/json.ts";
import { apiVersionOf, type Kind } from "../cluster/kind.ts";
import { listArchived, readArchived } from "../openapi/archive.ts";
import { toCustomDocument, toWholeDocument } from "../openapi/custom-documents.ts";
import { listKindOf } from "../openapi/custom-pattern.ts";
import { toSwaggerProtobuf } from "../openapi/swagger-protobuf.ts";
import type { Answer } from "./answer.ts";

export type OpenApiCall = {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string;
};

const root = "/openapi/v3";

/** Answers OpenAPI v2 in JSON or protobuf, the index of v3, and its documents in JSON alone; undefined: another path. */
export function answerOpenApi(call: OpenApiCall, kinds: readonly Kind[]): Answer | undefined {
  const { path } = call;
  if (path === "/openapi/v2") return answerVersion2(call, kinds.filter(isCustom));
  if (path === root) return toIndex(kinds.filter(isCustom));
  if (!path.startsWith(`${root}/`)) return undefined;
  const name = path.slice(root.length + 1);
  const hash = hashOf(name, kinds);
  if (hash === undefined) return { status: 404, contentType: "", text: "" };
  const wanted = call.query.get("hash") ?? "";
  if (wanted !== "" && wanted !== hash) return toMoved(path, hash);
  if (!isJsonWanted(call)) return refused;
  return toDocument(textOf(name, kinds), hash, wanted === hash);
}

const contentType = "application/json";
const refused: Answer = { status: 406, contentType: "", text: "" };

function isCustom(kind: Kind): boolean {
  return kind.typeName === undefined;
}

/** An empty Accept takes everything; protobuf alone is not to be had here. */
function isJsonWanted({ accept }: OpenApiCall): boolean {
  return accept === "" || /application\/json|application\/\*|\*\/\*/.test(accept);
}

function toMoved(path: string, hash: string): Answer {
  const location = `${path}?hash=${hash}`;
  return { status: 301, contentType, text: "", etag: `"${hash}"`, headers: { location } };
}

/** A document that was asked for by its hash never changes. */
function toDocument(text: string, hash: string, isPinned: boolean): Answer {
  const headers = { "cache-control": isPinned ? "public, immutable" : "no-cache, private", vary: "Accept" };
  return { status: 200, contentType, text, etag: `"${hash}"`, headers };
}

function toIndex(kinds: readonly Kind[]): Answer {
  const custom = [...Map.groupBy(kinds, placeOf)].map(([place, own]) => [place, customHash(own)] as const);
  const places = [...listArchived(), ...custom].map(([place, hash]) => {
    return [place, { serverRelativeURL: `${root}/${place}?hash=${hash}` }] as const;
  });
  const text = formatJson({ paths: Object.fromEntries(places) });
  return { status: 200, contentType: "text/plain; charset=utf-8", text };
}

function hashOf(name: string, kinds: readonly Kind[]): string | undefined {
  const archived = readArchived(name);
  if (archived !== undefined) return archived.hash;
  const own = customAt(name, kinds);
  return own.length === 0 ? undefined : customHash(own);
}

function textOf(name: string, kinds: readonly Kind[]): string {
  const archived = readArchived(name);
  return archived === undefined ? customText(customAt(name, kinds)) : archived.text;
}

function customAt(name: string, kinds: readonly Kind[]): readonly Kind[] {
  return kinds.filter((kind) => isCustom(kind) && placeOf(kind) === name);
}

function placeOf(kind: Kind): string {
  return `apis/${apiVersionOf(kind)}`;
}

const texts = new WeakMap<Kind, { readonly hash: string; readonly text: string }>();

/** A document is kept with the first of its kinds. */
function customText(kinds: readonly Kind[]): string {
  const [first] = kinds;
  const hash = customHash(kinds);
  const known = first === undefined ? undefined : texts.get(first);
  if (known?.hash === hash) return known.text;
  const text = formatJson(toCustomDocument(kinds));
  if (first !== undefined) texts.set(first, { hash, text });
  return text;
}

type Whole = { readonly hash: string; readonly text: string; bytes?: Buffer };
let whole: Whole | undefined;

const protobuf = /application\/com\.github\.proto-openapi\.spec\.v2[@.]v1\.0\+protobuf/;
const protobufType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

function answerVersion2(call: OpenApiCall, kinds: readonly Kind[]): Answer {
  const isProtobuf = protobuf.test(call.accept);
  if (!isProtobuf && !isJsonWanted(call)) return refused;
  const found = readWhole(kinds);
  const answer = toDocument(found.text, found.hash, false);
  if (!isProtobuf) return answer;
  found.bytes ??= toSwaggerProtobuf(toWholeDocument(kinds));
  return { ...answer, contentType: protobufType, bytes: found.bytes };
}

/** The document of everything is kept for as long as the kinds stay the same. */
function readWhole(kinds: readonly Kind[]): Whole {
  const archived = kinds.length === 0 ? readArchived("v2") : undefined;
  const hash = archived?.hash ?? customHash(kinds);
  if (whole?.hash === hash) return whole;
  whole = { hash, text: archived?.text ?? formatJson(toWholeDocument(kinds)) };
  return whole;
}

const hashes = new WeakMap<Kind, string>();

/** Hashes what the document is made of, so that the index does not need the documents. */
function customHash(kinds: readonly Kind[]): string {
  return toHash(kinds.map((kind) => hashOfKind(kind)).join());
}

function hashOfKind(kind: Kind): string {
  const known = hashes.get(kind);
  if (known !== undefined) return known;
  const { type: _, definition, ...facts } = kind;
  const hash = toHash(formatJson([facts, listKindOf(kind), definition?.version["selectableFields"]]));
  hashes.set(kind, hash);
  return hash;
}

function toHash(text: string): string {
  return createHash("sha512").update(text).digest("hex").toUpperCase();
}
