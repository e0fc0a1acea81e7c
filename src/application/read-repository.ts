import { type Manifest, toProblem, toWarning, valueAt } from "../declaration/manifest.ts";
import { holdsPassword, showValue, suggestName } from "../declaration/message-text.ts";
import type { Problem } from "../declaration/problem.ts";
import { isObject } from "../kube/json.ts";
import type { Repository } from "./control-plane.ts";

/** A repository Secret; its problems name keys, never values. */
export type RepositoryReading = { readonly repository?: Repository; readonly problems: readonly Problem[] };

const secretType = "argocd.argoproj.io/secret-type";

/** Reads a Secret by its label: repositories and credential templates are read, everything else is named. */
export function readSecret(manifest: Manifest): RepositoryReading {
  const type = valueAt(manifest.json, ["metadata", "labels", secretType]);
  if (type === "repository" || type === "repo-creds") return readRepository(manifest, type === "repo-creds");
  if (type === "cluster")
    return told(manifest, "cluster Secrets are not read: the contexts of the kubeconfig are used");
  return told(manifest, `not read: it has no label ${secretType} with the value repository or repo-creds`);
}

function told(manifest: Manifest, message: string): RepositoryReading {
  const name = showValue(valueAt(manifest.json, ["metadata", "name"]) ?? "?");
  return { problems: [toWarning(manifest, [], `Secret ${name}: ${message}`)] };
}

type Values = ReadonlyMap<string, string>;

function readRepository(manifest: Manifest, template: boolean): RepositoryReading {
  const { values, problems } = readValues(manifest);
  const found = [...problems, ...checkValues(values, manifest)];
  const url = values.get("url");
  if (url === undefined || found.some(({ severity }) => severity === "error")) return { problems: found };
  const username = values.get("username");
  const password = values.get("password");
  const bearerToken = values.get("bearerToken");
  const repository: Repository = {
    url: url.trim(),
    template,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(bearerToken === undefined ? {} : { bearerToken }),
  };
  return { repository, problems: found };
}

/** The texts of `data`, decoded, with those of `stringData` over them, as the API server does. Empty ones are absent. */
function readValues(manifest: Manifest): { values: Values; problems: Problem[] } {
  const entries = [...readMap(manifest, "data"), ...readMap(manifest, "stringData")];
  const problems = entries.flatMap((entry) => ("problem" in entry ? entry.problem : []));
  const values = entries.flatMap((entry) => ("value" in entry ? [[entry.key, entry.value] as const] : []));
  return { values: new Map(values), problems };
}

type Entry = { readonly key: string; readonly value: string } | { readonly problem: Problem };

function readMap(manifest: Manifest, field: "data" | "stringData"): Entry[] {
  const map = valueAt(manifest.json, [field]) ?? {};
  if (!isObject(map)) return [{ problem: toProblem(manifest, [field], "must be a mapping") }];
  const present = Object.entries(map).filter(([, value]) => value !== null && value !== "");
  return present.map(([key, value]) => {
    const text = field === "data" ? decode(value) : value;
    if (typeof text === "string") return { key, value: text };
    return { problem: toProblem(manifest, [field, key], field === "data" ? mustBeBase64 : mustBeText) };
  });
}

const mustBeBase64 = "must be base64: write plain text under stringData";
const mustBeText = "must be text: put it in quotes";
const base64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

function decode(value: unknown): string | undefined {
  if (typeof value !== "string" || !base64.test(value)) return undefined;
  return Buffer.from(value, "base64").toString("utf8");
}

const supported = ["url", "type", "name", "username", "password", "bearerToken", "forceHttpBasicAuth"];
const unsupported = [
  "sshPrivateKey",
  "project",
  "insecure",
  "insecureIgnoreHostKey",
  "tlsClientCertData",
  "tlsClientCertKey",
  "githubAppID",
  "githubAppInstallationID",
  "githubAppPrivateKey",
  "githubAppEnterpriseBaseUrl",
  "gcpServiceAccountKey",
  "useAzureWorkloadIdentity",
  "proxy",
  "noProxy",
];
// Without them a repository is read all the same, only otherwise.
const ignored = ["enableLfs", "enableOCI", "insecureOCIForceHttp", "depth"];
const known = [...supported, ...unsupported, ...ignored];

function checkValues(values: Values, manifest: Manifest): Problem[] {
  const problems = [...values].flatMap(([key, value]) => checkValue(key, value, manifest));
  if (!values.has("url"))
    problems.unshift(toProblem(manifest, ["stringData", "url"], "missing: name the repository"));
  return problems;
}

function checkValue(key: string, value: string, manifest: Manifest): Problem[] {
  const path = [valueAt(manifest.json, ["stringData", key]) === undefined ? "data" : "stringData", key];
  if (value === "false") return [];
  if (key === "type" && value !== "git")
    return [toProblem(manifest, path, "only git repositories are supported yet")];
  if (key === "url" && holdsPassword(value.trim())) {
    return [toProblem(manifest, path, "must not hold a password: use username and password")];
  }
  if (supported.includes(key)) return [];
  if (unsupported.includes(key))
    return [toProblem(manifest, path, "not supported yet: the Secret is not used")];
  if (ignored.includes(key)) return [toWarning(manifest, path, "not supported yet: it has no effect")];
  return [toProblem(manifest, path, `unknown key${suggestName(key, known)}`)];
}
