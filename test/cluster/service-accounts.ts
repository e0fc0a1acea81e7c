import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";
import { parse, stringify } from "yaml";
import type { JsonObject } from "../../src/kube/json.ts";
import { ask, requireOk } from "./cluster-requests.ts";

/** A rule of a Role: of the core group, unless it says another. */
type Rule = { readonly resources: readonly string[]; readonly verbs: readonly string[] };

/** Where a service account is, what it is called, and what it may do in its namespace. */
type Account = { readonly namespace: string; readonly name: string; readonly rules: readonly Rule[] };

/** Makes a service account that may do in its namespace what the rules say, and nothing else. */
export async function makeAccount({ namespace, name, rules }: Account): Promise<void> {
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
  const metadata = { name, namespace };
  await post(`/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata });
  const all = rules.map(({ resources, verbs }) => ({
    apiGroups: [""],
    resources: [...resources],
    verbs: [...verbs],
  }));
  await post(`${rbac}/roles`, { metadata, rules: all });
  await post(`${rbac}/rolebindings`, {
    metadata,
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
    subjects: [{ kind: "ServiceAccount", name, namespace }],
  });
}

/** Writes a kubeconfig of a service account into a folder; gives its path. */
export async function writeKubeconfig(
  { namespace, name }: Omit<Account, "rules">,
  folder: string,
): Promise<string> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
  const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
  const { token } = JSON.parse(JSON.stringify((await post(path, request))["status"]));
  const config = parse(await readFile(inject("kubeconfig"), "utf8"));
  const contexts = [{ name, context: { cluster: config.clusters[0].name, user: name } }];
  const file = join(folder, `${name}.yaml`);
  const users = [{ name, user: { token } }];
  await writeFile(file, stringify({ ...config, users, contexts, "current-context": name }), { mode: 0o600 });
  return file;
}

async function post(path: string, body: JsonObject): Promise<JsonObject> {
  const answer = await ask({ method: "POST", path, body });
  return requireOk(answer.body, answer.status);
}
