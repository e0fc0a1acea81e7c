import { maskPair } from "../../drift/mask.ts";
import { isSecret } from "../../kube/fold.ts";
import { formatJson } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { renderDesired } from "../../stories/observe-application.ts";
import { withoutMemory } from "../../stories/render-manifests.ts";
import type { ApiCall, ApiPorts } from "../api-call.ts";
import type { ApiAnswer } from "../api-request.ts";
import { loadFound } from "../applications/load-found.ts";
import { maskRepositories } from "../mask-repositories.ts";
import { resolveAsked } from "./compare-found.ts";

const sourceTypes = { directory: "Directory", helm: "Helm", kustomize: "Kustomize" } as const;

/** Shows what Git wants at a revision, in Argo CD's shape: JSON texts, values of Secrets masked. */
export async function showManifests(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const found = await loadFound(call, ports);
  if ("refusal" in found) return found.refusal;
  const { subject } = found;
  const { application, connection } = subject;
  const revision = await resolveAsked(found, call, ports);
  const fresh = call.query.hard ? withoutMemory(ports) : ports;
  const { desired, rendered } = await renderDesired(subject, revision, fresh);
  const { maskedAnnotations } = ports.settings.comparison;
  const body = {
    manifests: desired.objects.map(({ object }) => toText(object, maskedAnnotations)),
    namespace: application.destination.namespace,
    server: connection.server,
    revision: revision.sha,
    sourceType: sourceTypes[rendered.tool],
  };
  return { status: 200, headers: {}, body };
}

function toText(object: KubeObject, masked: readonly string[]): string {
  const shown = isSecret(object) ? maskPair({ desired: object, live: undefined }, masked).desired : object;
  return formatJson(maskRepositories(shown ?? {}));
}
