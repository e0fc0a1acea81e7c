import { readFile } from "node:fs/promises";
import { Pool } from "undici";
import { toTlsOptions } from "../../src/adapters/kubernetes/endpoint.ts";
import { openAccess } from "./open-access.ts";

// The least that any client could do: the same PATCHes, 16 in flight over HTTP keep-alive, and nothing else. It prints the
// seconds from the first to the last.

type Patch = { readonly path: string; readonly body: string };

const inFlight = 16;
const [kubeconfig = "", patchesFile = ""] = process.argv.slice(2);
const patches: readonly Patch[] = JSON.parse(await readFile(patchesFile, "utf8"));
const { endpoint, authorize } = await openAccess(kubeconfig);
const headers = { accept: "application/json", "content-type": "application/apply-patch+yaml" };
const allHeaders = { ...headers, ...(await authorize.headers()) };
const pool = new Pool(endpoint.url.origin, {
  connections: inFlight,
  pipelining: 1,
  connect: toTlsOptions(endpoint),
});
const waiting = patches.values();
const startedAt = performance.now();
await Promise.all(Array.from({ length: inFlight }, work));
process.stdout.write(`${(performance.now() - startedAt) / 1000}\n`);
await pool.close();

async function work(): Promise<void> {
  for (const { path, body } of waiting) {
    const query = "fieldManager=bare-loop&fieldValidation=Ignore&force=true";
    const answer = await pool.request({
      method: "PATCH",
      path: `${path}?${query}`,
      headers: allHeaders,
      body,
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`Cannot apply ${path}: ${answer.statusCode} ${text}`);
  }
}
