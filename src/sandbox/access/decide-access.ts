/**
 * Access: what a review is answered. In: who asks for what, and the roles and bindings of the cluster. Out: whether RBAC allows
 * it, and by which binding. The sandbox itself refuses nobody: this is for who asks with a review.
 */
import { type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { asObjects } from "../../kube/values.ts";
import type { Store } from "../cluster/store.ts";
import { type AccessAttributes, allows } from "./role-rules.ts";

export type User = { readonly name: string; readonly groups: readonly string[] };

export type AccessDecision = { readonly allowed: boolean; readonly reason?: string };

const rbac = "rbac.authorization.k8s.io";

/** Tells whether a user may do something; cluster-wide bindings are looked at first, as in the server. */
export function decideAccess(store: Store, user: User, attributes: AccessAttributes): AccessDecision {
  if (user.groups.includes("system:masters")) return { allowed: true };
  const local = attributes.namespace === "" ? [] : store.list(`${rbac}/rolebindings`, attributes.namespace);
  for (const binding of [...store.list(`${rbac}/clusterrolebindings`), ...local]) {
    const subject = subjectsOf(binding).find((each) => isUser(each, user, binding));
    if (subject !== undefined && allows(rulesOf(store, binding), attributes)) {
      return { allowed: true, reason: toReason(binding, subject) };
    }
  }
  return { allowed: false };
}

function subjectsOf(binding: KubeObject): readonly JsonObject[] {
  const { subjects } = binding;
  return asObjects(subjects);
}

function isUser(subject: JsonObject, { name, groups }: User, { metadata }: KubeObject): boolean {
  if (subject["kind"] === "Group") return groups.includes(String(subject["name"]));
  if (subject["kind"] === "User") return subject["name"] === name;
  const namespace = subject["namespace"] ?? metadata.namespace;
  return name === `system:serviceaccount:${namespace}:${subject["name"]}`;
}

/** A binding to a role that is not there allows nothing. */
function rulesOf(store: Store, binding: KubeObject): readonly JsonObject[] {
  const { kind, name } = roleOf(binding);
  const isLocal = kind === "Role";
  const plural = isLocal ? "roles" : "clusterroles";
  const role = store.read(`${rbac}/${plural}`, isLocal ? (binding.metadata.namespace ?? "") : "", name);
  return asObjects(role?.["rules"]);
}

function roleOf(binding: KubeObject): { readonly kind: string; readonly name: string } {
  const role = binding["roleRef"];
  return { kind: String(readField(role, "kind")), name: String(readField(role, "name")) };
}

function toReason(binding: KubeObject, subject: JsonObject): string {
  const { name, namespace } = binding.metadata;
  const role = roleOf(binding);
  const place = namespace === undefined ? name : `${name}/${namespace}`;
  const isAccount = subject["kind"] === "ServiceAccount";
  const who = isAccount ? `${subject["name"]}/${subject["namespace"] ?? namespace}` : subject["name"];
  const by = `${binding.kind} "${place}" of ${role.kind} "${role.name}"`;
  return `RBAC: allowed by ${by} to ${subject["kind"]} "${who}"`;
}
