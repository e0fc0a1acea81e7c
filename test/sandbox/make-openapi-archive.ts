/**
 * Rewrites src/sandbox/openapi/archive-data.ts from a real API server:
 * `node test/sandbox/make-openapi-archive.ts http://127.0.0.1:8001` beside a running `kubectl proxy`. It makes two
 * CustomResourceDefinitions there for as long as it runs, whose documents are the pattern for those of all others.
 */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { isObject, type Json, type JsonObject, readField } from "../../src/kube/json.ts";

const server = process.argv[2] ?? "http://127.0.0.1:8001";
const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const group = "grouptoken.example";
const patternPath = `/openapi/v3/apis/${group}/versiontoken`;
const scopes = { Namespaced: "ns", Cluster: "cs" };

await main();

async function main(): Promise<void> {
  for (const [scope, prefix] of Object.entries(scopes)) await call("POST", crds, toPattern(scope, prefix));
  try {
    await untilPublished();
    const documents = [...(await readVersion3()), ...(await readVersion2())];
    writeArchive(documents);
  } finally {
    for (const prefix of Object.values(scopes))
      await call("DELETE", `${crds}/${prefix}pluraltokens.${group}`);
  }
}

function toPattern(scope: string, prefix: string): JsonObject {
  const kind = `${prefix === "ns" ? "Ns" : "Cs"}kindtoken`;
  const scale = { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" };
  const version = {
    name: "versiontoken",
    served: true,
    storage: true,
    subresources: { status: {}, scale },
    schema: { openAPIV3Schema: { type: "object" } },
  };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${prefix}pluraltokens.${group}` },
    spec: { group, scope, names: { plural: `${prefix}pluraltokens`, kind }, versions: [version] },
  };
}

async function untilPublished(): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt++) {
    const text = await (await fetch(`${server}/openapi/v2`)).text();
    const other = await (await fetch(server + patternPath)).text();
    if ([text, other].every((each) => each.includes("nspluraltokens") && each.includes("cspluraltokens")))
      return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error("Cannot read the pattern: the server does not publish it");
}

type Document = { readonly name: string; readonly text: string };

async function readVersion3(): Promise<readonly Document[]> {
  const paths = Object.keys(readField(await read("/openapi/v3"), "paths") ?? {});
  const documents: Document[] = [];
  for (const path of paths.filter(isBuiltIn)) {
    documents.push({ name: path, text: await (await fetch(`${server}/openapi/v3/${path}`)).text() });
  }
  return [...documents, { name: "pattern/v3", text: await (await fetch(server + patternPath)).text() }];
}

/** Groups of CustomResourceDefinitions have a dot and do not end as the server's own do. */
function isBuiltIn(path: string): boolean {
  const name = /^\/?apis\/([^/]+)/.exec(path)?.[1];
  return name === undefined || !name.includes(".") || name.endsWith(".k8s.io");
}

async function readVersion2(): Promise<readonly Document[]> {
  const document = await read("/openapi/v2");
  if (!isObject(document)) throw new Error("Cannot read /openapi/v2: it is no object");
  const paths = Object.entries(document["paths"] ?? {});
  const definitions = Object.entries(document["definitions"] ?? {});
  const isPattern = (name: string) => name.includes(group) || name.startsWith("example.grouptoken.");
  const own = {
    ...document,
    paths: Object.fromEntries(paths.filter(([path]) => isBuiltIn(path))),
    definitions: Object.fromEntries(definitions.filter(([name]) => name.startsWith("io.k8s."))),
  };
  const pattern = {
    paths: Object.fromEntries(paths.filter(([path]) => isPattern(path))),
    definitions: Object.fromEntries(definitions.filter(([name]) => isPattern(name))),
  };
  return [
    { name: "v2", text: JSON.stringify(own) },
    { name: "pattern/v2", text: JSON.stringify(pattern) },
  ];
}

/** A first line tells where each document stands, as [offset, bytes, hash]; the documents follow. */
function writeArchive(documents: readonly Document[]): void {
  let offset = 0;
  const index = documents.map(({ name, text }) => {
    const bytes = Buffer.byteLength(text);
    const hash = createHash("sha512").update(text).digest("hex").toUpperCase();
    const place = [name, [offset, bytes, hash]] as const;
    offset += bytes;
    return place;
  });
  const all = [`${JSON.stringify(Object.fromEntries(index))}\n`, ...documents.map(({ text }) => text)].join(
    "",
  );
  const packed = brotliCompressSync(all, {
    params: {
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(all),
    },
  });
  const head = "// Written by test/sandbox/make-openapi-archive.ts.\n\n";
  const sentence = "/** The OpenAPI documents of a real server, see archive.ts. */\n";
  const text = `${head}${sentence}export const archiveData =\n  "${packed.toString("base64")}";\n`;
  writeFileSync("src/sandbox/openapi/archive-data.ts", text);
}

async function read(path: string): Promise<Json> {
  return (await fetch(server + path)).json() as Promise<Json>;
}

async function call(method: string, path: string, body?: JsonObject): Promise<void> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(server + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
}
