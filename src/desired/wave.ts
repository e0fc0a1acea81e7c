import type { KubeObject } from "../kube/object.ts";
import { readAnnotation } from "./annotations.ts";

const waveAnnotation = "argocd.argoproj.io/sync-wave";
const helmWeightAnnotation = "helm.sh/hook-weight";
const integer = /^[+-]?\d+$/;

/**
 * Reads the wave of an object: its sync-wave, else Helm's hook-weight (which counts on objects that are no hooks too), else 0.
 * A sync-wave that is no integer is given back as the text it is; a weight that is none is 0, as in Helm:
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/gitops-engine/pkg/sync/syncwaves/waves.go
 */
export function readWave(object: KubeObject): number | string {
  const text = readAnnotation(object, waveAnnotation);
  if (text !== undefined) return toInteger(text) ?? text;
  return toInteger(readAnnotation(object, helmWeightAnnotation) ?? "") ?? 0;
}

function toInteger(text: string): number | undefined {
  if (!integer.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}
