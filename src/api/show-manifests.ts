import { maskPair } from "../drift/mask.ts";
import { isSecret } from "../kube/fold.ts";
import { formatJson } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import { resolveTarget } from "../stories/load-subject.ts";
import { renderDesired } from "../stories/observe-application.ts";
import type { ApiCall, ApiPorts } from "./api-call.ts";
import type { ApiAnswer } from "./api-request.ts";
import { loadFound } from "./load-found.ts";
import { maskRepositories } from "./mask-repositories.ts";

const sourceTypes = { directory: "Directory", helm: "Helm", kustomize: "Kustomize" } as const;

/** Shows what Git wants at a revision, in Argo CD's shape: JSON texts, values of Secrets masked. */
export async function showManifests(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const found = await loadFound(call, ports);
  if ("refusal" in found) return found.refusal;
  const { subject } = found;
  const { application, connection } = subject;
  const { repoUrl } = application.source;
  const revision =
    call.query.revision === undefined
      ? await resolveTarget(application, ports.git)
      : await ports.git.resolve(repoUrl, call.query.revision);
  const { desired, rendered } = await renderDesired(subject, revision, ports);
  const body = {
    manifests: desired.objects.map(({ object }) => toText(object)),
    namespace: application.destination.namespace,
    server: connection.server,
    revision: revision.sha,
    sourceType: sourceTypes[rendered.tool],
  };
  return { status: 200, headers: {}, body };
}

function toText(object: KubeObject): string {
  const shown = isSecret(object) ? maskPair({ desired: object, live: undefined }).desired : object;
  return formatJson(maskRepositories(shown ?? {}));
}
