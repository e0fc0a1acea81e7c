import type { Repository } from "../application/control-plane.ts";
import { ReconcileError } from "../errors.ts";
import type { RepositoryAddress } from "./repository-url.ts";

/**
 * Selects what to log in with: the repository Secret of that URL, else the template with the longest matching prefix, as
 * Argo CD does (util/db/repository_secrets.go). Unlike there, scheme, host and port of a template must be equal too, so
 * `https://github.com` is no prefix of `https://github.com.example.org`. undefined: nobody's, ask without.
 */
export function selectCredential(
  address: RepositoryAddress,
  repositories: readonly Repository[],
): Repository | undefined {
  if (address.kind === "local") return undefined;
  const wanted = normalizeRepositoryUrl(address.url);
  const usable = repositories.filter((one) => hasCredential(one) && originOf(one.url) === address.origin);
  const own = usable.find((one) => !one.template && normalizeRepositoryUrl(one.url) === wanted);
  if (own !== undefined) return own;
  return usable
    .filter((one) => one.template && wanted.startsWith(normalizeRepositoryUrl(one.url)))
    .reduce<Repository | undefined>(
      (best, one) => (best === undefined || lengthOf(one) > lengthOf(best) ? one : best),
      undefined,
    );
}

/** Gives the Authorization header of a credential; a password without a name is a token, for which hosts take any name. */
export function toAuthorization(credential: Repository, usernameInUrl?: string): string {
  if (credential.bearerToken !== undefined) return `Bearer ${credential.bearerToken}`;
  const username = credential.username ?? usernameInUrl ?? "git";
  return `Basic ${Buffer.from(`${username}:${credential.password ?? ""}`, "utf8").toString("base64")}`;
}

/** Gives the form in which two repository URLs are compared: as Argo CD's NormalizeGitURL (util/git/git.go), no userinfo. */
export function normalizeRepositoryUrl(url: string): string {
  return url
    .trim()
    .toLowerCase()
    .replace(/\/\/[^/@]*@/, "//")
    .replace(/\/+$/, "")
    .replace(/\.git$/, "");
}

/**
 * Reads the credential of the environment, as a template bound to one host:
 * - `OUTRIGGER_GIT_HOST`: `github.com`, `git.example.org:8443` (https), or a URL prefix such as `http://localhost:3000/team`;
 * - `OUTRIGGER_GIT_USERNAME` and `OUTRIGGER_GIT_PASSWORD`: basic authentication;
 * - `OUTRIGGER_GIT_TOKEN`: a personal access or deploy token, sent as the password, which every Git host takes;
 * - `OUTRIGGER_GIT_BEARER_TOKEN`: sent as a bearer token (Bitbucket Data Center).
 * Throws CONFIG_INVALID for a secret without a host: it would otherwise go to whatever host an application names.
 */
export function parseEnvironmentCredential(
  environment: Readonly<Record<string, string | undefined>>,
): Repository | undefined {
  const password = environment["OUTRIGGER_GIT_PASSWORD"] || environment["OUTRIGGER_GIT_TOKEN"];
  const bearerToken = environment["OUTRIGGER_GIT_BEARER_TOKEN"];
  if (!password && !bearerToken) return undefined;
  const host = environment["OUTRIGGER_GIT_HOST"]?.trim();
  if (!host)
    throw new ReconcileError(
      "CONFIG_INVALID",
      "Cannot use the Git credentials of the environment: OUTRIGGER_GIT_HOST is not set; name the host that may see them, such as github.com",
    );
  const url = /^https?:\/\//i.test(host) ? host : `https://${host}`;
  if (originOf(url) === undefined)
    throw new ReconcileError(
      "CONFIG_INVALID",
      "Cannot use OUTRIGGER_GIT_HOST: it is no host name; write one such as github.com",
    );
  const username = environment["OUTRIGGER_GIT_USERNAME"];
  return {
    url,
    template: true,
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    ...(bearerToken ? { bearerToken } : {}),
  };
}

function hasCredential(one: Repository): boolean {
  return one.bearerToken !== undefined || one.password !== undefined || one.username !== undefined;
}

function lengthOf(one: Repository): number {
  return normalizeRepositoryUrl(one.url).length;
}

function originOf(url: string): string | undefined {
  const parsed = URL.parse(url.trim());
  const isHttp = parsed?.protocol === "http:" || parsed?.protocol === "https:";
  return isHttp ? parsed.origin : undefined;
}
