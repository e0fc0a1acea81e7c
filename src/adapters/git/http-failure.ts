import { messageOf, ReconcileError } from "../../errors.ts";
import { limits } from "../../limits.ts";

/** Explains an HTTP status as REPOSITORY_DENIED or REPOSITORY_UNREACHABLE. */
export function statusFailure(
  status: number,
  url: URL,
  credential: { readonly sent: boolean; readonly source: string },
): ReconcileError {
  const repository = `Cannot read ${nameOf(url)}: `;
  const denied = (reason: string) => new ReconcileError("REPOSITORY_DENIED", `${repository}${reason}`);
  if (status === 401 || status === 203)
    return denied(
      credential.sent
        ? `the server refuses the credentials of ${credential.source} (HTTP ${status}); renew them`
        : `the server wants credentials (HTTP ${status}), and there are none for ${url.origin} (looked at ${credential.source})`,
    );
  if (status === 403) return denied(`the server forbids it (HTTP 403) with ${credential.source}`);
  if (status === 404 || status === 410)
    return denied(
      `no such repository, or no right to see it (HTTP ${status}) with ${credential.source}; check repoURL`,
    );
  return new ReconcileError("REPOSITORY_UNREACHABLE", `${repository}the server answers HTTP ${status}`);
}

/** Explains a broken connection: refused, no such host, TLS, a time-out. */
export function networkFailure(url: URL, cause: unknown): ReconcileError {
  return new ReconcileError("REPOSITORY_UNREACHABLE", `Cannot read ${nameOf(url)}: ${reasonOf(cause)}`, {
    cause,
  });
}

/** Refuses a redirect that would take the request, and whoever trusts the URL, to another server. */
export function redirectRefused(from: URL, to: URL): ReconcileError {
  return new ReconcileError(
    "REPOSITORY_DENIED",
    `Cannot read ${nameOf(from)}: it redirects to another server; if ${nameOf(to)} is right, write that as repoURL`,
  );
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${limits.gitRequestTimeoutMs / 1000} s`;
  // One error for each address that was tried.
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.map((one) => messageOf(one)).join(", ");
  return error.message;
}

/** The repository a request is about: its URL without the service part, userinfo and query. */
function nameOf(url: URL): string {
  return `${url.origin}${url.pathname.replace(/\/(?:info\/refs|git-upload-pack)$/, "")}`;
}
