import type { HelmParameter } from "../application/application-source.ts";
import { compareText } from "../kube/json.ts";
import type { RenderRequest } from "./render-plan.ts";

/** Paths in the private directory. `values` are in order: the last one wins. */
export type HelmPaths = {
  readonly chart: string;
  readonly values: readonly string[];
  readonly setFiles: readonly { readonly name: string; readonly path: string }[];
};

/**
 * Writes the arguments of `helm template`. Helm itself lays parameters over values, whatever their order here. The release name and
 * the chart stand after `--`, so that no text of an application is read as a flag.
 */
export function toHelmArguments(paths: HelmPaths, request: RenderRequest): readonly string[] {
  const { helm } = request.source;
  const namespace = helm.namespace ?? request.namespace;
  const kubeVersion = toBaseVersion(helm.kubeVersion ?? request.kubeVersion);
  const apiVersions = toSortedSet(helm.apiVersions.length > 0 ? helm.apiVersions : request.apiVersions);
  return [
    "template",
    ...(namespace === "" ? [] : [`--namespace=${namespace}`]),
    ...(kubeVersion === "" ? [] : [`--kube-version=${kubeVersion}`]),
    ...(apiVersions.length === 0 ? [] : [`--api-versions=${apiVersions.join(",")}`]),
    ...(helm.skipCrds ? [] : ["--include-crds"]),
    ...(helm.skipTests ? ["--skip-tests"] : []),
    ...(helm.skipSchemaValidation ? ["--skip-schema-validation"] : []),
    ...paths.values.map((path) => `--values=${quoteCsv(`./${path}`)}`),
    ...helm.parameters.map(toSet),
    ...paths.setFiles.map(({ name, path }) => `--set-file=${name}=${escapeCommas(`./${path}`)}`),
    "--",
    helm.releaseName ?? request.applicationName,
    `./${paths.chart}`,
  ];
}

function toSet({ name, value, forceString }: HelmParameter): string {
  return `--set${forceString ? "-string" : ""}=${name}=${escapeCommas(value)}`;
}

// A comma would begin the next parameter; a whole value in braces is Helm's list (Argo CD's util/helm does the same).
function escapeCommas(value: string): string {
  return value.startsWith("{") && value.endsWith("}") ? value : value.replace(/(?<!\\),/g, "\\,");
}

// --values takes a line of comma-separated values.
function quoteCsv(path: string): string {
  return /[",\n]/.test(path) ? `"${path.replaceAll('"', '""')}"` : path;
}

// Providers add a suffix ("v1.33.4-eks-abc"), which version ranges of charts would take for a pre-release.
function toBaseVersion(version: string): string {
  return /^v?\d+\.\d+(\.\d+)?/.exec(version)?.[0] ?? version;
}

function toSortedSet(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(compareText);
}
