import type { KubeObject } from "../kube/object.ts";
import { installationLabel } from "./tracking.ts";

/** The annotation that says which installation wrote a tracking id; Argo CD's own, written where an installation is named. */
export const installationIdAnnotation = "argocd.argoproj.io/installation-id";

/** Names another installation that an object's marks say it belongs to; undefined: they say it is `own`'s, or nothing. */
export function findOtherInstallation({ metadata }: KubeObject, own: string): string | undefined {
  const said = [metadata.labels?.[installationLabel], metadata.annotations?.[installationIdAnnotation]];
  return said.find((text) => text !== undefined && text !== "" && text !== own);
}
