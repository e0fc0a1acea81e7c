import { startSandbox } from "../../../src/sandbox/sandbox.ts";
import { connect } from "../../contracts/kubernetes/api-connection.ts";
import type { ApiServer } from "../../contracts/kubernetes/api-server.ts";

/** Starts a sandbox for the rules of one topic. */
export async function openServer(): Promise<ApiServer> {
  const sandbox = await startSandbox();
  return connect({ url: sandbox.url }, () => sandbox.close());
}
