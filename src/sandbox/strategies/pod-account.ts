import { randomBytes } from "node:crypto";
import { isObject, type Json, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { asList, asObject } from "../../kube/values.ts";
import { forbidden } from "../cluster/object-errors.ts";
import type { Subject } from "./strategy.ts";

const accounts = "/serviceaccounts";
const mountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
const volumePrefix = "kube-api-access-";

/**
 * Gives a new Pod a service account and mounts its token. Throws 403 for an account that is not there, in namespaces that have
 * accounts at all: plugin/pkg/admission/serviceaccount.
 */
export function withAccount(subject: Subject, pod: KubeObject): KubeObject {
  const spec = asObject(pod["spec"]);
  const name = String(spec["serviceAccountName"] ?? "default");
  const account = findAccount(subject, pod, name);
  const named = { ...spec, serviceAccount: name, serviceAccountName: name };
  const mounted = isMounted(spec, account) ? withToken(named) : named;
  return { ...pod, spec: withPullSecrets(mounted, account) };
}

function findAccount({ state, kind }: Subject, pod: KubeObject, name: string): KubeObject | undefined {
  const { namespace = "" } = pod.metadata;
  const account = state.store.read(accounts, namespace, name);
  const isWatched = state.store.read(accounts, namespace, "default") !== undefined;
  if (account !== undefined || !isWatched) return account;
  const why = `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`;
  throw forbidden({ kind, name: pod.metadata.name }, why, []);
}

function isMounted(spec: JsonObject, account: KubeObject | undefined): boolean {
  return (
    (spec["automountServiceAccountToken"] ?? readField(account, "automountServiceAccountToken") ?? true) ===
    true
  );
}

function withPullSecrets(spec: JsonObject, account: KubeObject | undefined): JsonObject {
  const secrets = asList(readField(account, "imagePullSecrets"));
  if (secrets.length === 0 || asList(spec["imagePullSecrets"]).length > 0) return spec;
  return { ...spec, imagePullSecrets: secrets.map((each) => ({ name: readField(each, "name") ?? "" })) };
}

function withToken(spec: JsonObject): JsonObject {
  const volumes = asList(spec["volumes"]);
  const present = volumes.map((volume) => String(readField(volume, "name"))).find(isTokenName);
  const name = present ?? volumePrefix + randomLetters();
  const all = [...asList(spec["containers"]), ...asList(spec["initContainers"])];
  if (all.every(hasMount)) return spec;
  const { initContainers } = spec;
  return {
    ...spec,
    containers: asList(spec["containers"]).map((container) => withMount(container, name)),
    ...(initContainers === undefined
      ? {}
      : { initContainers: asList(initContainers).map((container) => withMount(container, name)) }),
    volumes: present === undefined ? [...volumes, toVolume(name)] : volumes,
  };
}

function isTokenName(name: string): boolean {
  return name.startsWith(volumePrefix);
}

function hasMount(container: Json): boolean {
  return asList(readField(container, "volumeMounts")).some(
    (mount) => readField(mount, "mountPath") === mountPath,
  );
}

function withMount(container: Json, name: string): Json {
  if (!isObject(container) || hasMount(container)) return container;
  const mount = { mountPath, name, readOnly: true };
  return { ...container, volumeMounts: [...asList(container["volumeMounts"]), mount] };
}

function toVolume(name: string): JsonObject {
  const root = { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] };
  const field = { apiVersion: "v1", fieldPath: "metadata.namespace" };
  const sources = [
    { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
    { configMap: root },
    { downwardAPI: { items: [{ fieldRef: field, path: "namespace" }] } },
  ];
  return { name, projected: { defaultMode: 0o644, sources } };
}

function randomLetters(): string {
  const letters = "bcdfghjklmnpqrstvwxz2456789";
  return [...randomBytes(5)].map((byte) => letters[byte % letters.length]).join("");
}
