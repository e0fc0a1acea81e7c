import { readFileSync } from "node:fs";
import { Pool } from "undici";
import { parse } from "yaml";

// The least that any client could do: the same PATCHes, 16 in flight over HTTP keep-alive, and nothing else. It prints the
// seconds from the first to the last.

type Patch = { readonly path: string; readonly body: string };

const inFlight = 16;
const [kubeconfig = "", patchesFile = ""] = process.argv.slice(2);
const patches: readonly Patch[] = JSON.parse(readFileSync(patchesFile, "utf8"));
const { pool, authorization } = open(kubeconfig);
const waiting = patches.values();
const headers = { ...authorization, "content-type": "application/apply-patch+yaml", accept: "application/json" };
const startedAt = performance.now();
await Promise.all(Array.from({ length: inFlight }, work));
process.stdout.write(`${(performance.now() - startedAt) / 1000}\n`);
await pool.close();

async function work(): Promise<void> {
  for (const { path, body } of waiting) {
    const query = "fieldManager=bare-loop&force=true&fieldValidation=Strict";
    const answer = await pool.request({ method: "PATCH", path: `${path}?${query}`, headers, body });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`Cannot apply ${path}: ${answer.statusCode} ${text}`);
  }
}

function open(file: string) {
  const config = parse(readFileSync(file, "utf8"));
  const name = config["current-context"];
  const { context } = named(config.contexts, name);
  const { cluster } = named(config.clusters, context.cluster);
  const { user } = named(config.users, context.user);
  const connect = {
    ca: read(cluster, "certificate-authority"),
    cert: read(user, "client-certificate"),
    key: read(user, "client-key"),
  };
  const { token } = user;
  return {
    pool: new Pool(new URL(cluster.server).origin, { connections: inFlight, pipelining: 1, connect }),
    authorization: token === undefined ? {} : { authorization: `Bearer ${token}` },
  };
}

function named(list: { name: string; [field: string]: unknown }[], name: string): Record<string, never> {
  return Object(list.find((each) => each.name === name));
}

function read(fields: Readonly<Record<string, string>>, name: string): string | undefined {
  const data = fields[`${name}-data`];
  if (data !== undefined) return Buffer.from(data, "base64").toString("utf8");
  return fields[name] === undefined ? undefined : readFileSync(fields[name], "utf8");
}
