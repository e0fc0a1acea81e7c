import { readField } from "../../../src/kube/json.ts";
import type { ApiServer } from "./api-server.ts";

/** Waits until a read of any version, which may come from a cache, has what is at `path` now. Rejects where the server refuses. */
export async function untilCached(server: ApiServer, path: string): Promise<void> {
  const version = readField((await server.call("GET", path)).body, "metadata", "resourceVersion");
  const query = `resourceVersion=${version}&resourceVersionMatch=NotOlderThan`;
  const { status, text } = await server.call("GET", `${path}?${query}`);
  if (status !== 200) throw new Error(`Cannot read ${path} at ${version}: ${status} ${text}`);
}
