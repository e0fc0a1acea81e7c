import { toAccess } from "../../src/adapters/kubernetes/access.ts";
import { toAuthorize } from "../../src/adapters/kubernetes/authorize.ts";
import type { Endpoint } from "../../src/adapters/kubernetes/endpoint.ts";
import { loadKubeconfig } from "../../src/adapters/kubernetes/kubeconfig.ts";

/** Where the API server of a kubeconfig's current context is, and what proves who we are. */
export type OpenedAccess = {
  readonly endpoint: Endpoint;
  readonly authorize: ReturnType<typeof toAuthorize>;
};

/** Reads a kubeconfig's current context. */
export async function openAccess(path: string): Promise<OpenedAccess> {
  const kubeconfig = await loadKubeconfig([path]);
  const { currentContext } = kubeconfig;
  if (currentContext === undefined) throw new Error(`Cannot measure: ${path} has no current context`);
  const { endpoint, credentials, impersonation } = await toAccess(kubeconfig, currentContext);
  return { endpoint, authorize: toAuthorize(credentials, impersonation, undefined) };
}
