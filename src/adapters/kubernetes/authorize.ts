import { readFile } from "node:fs/promises";
import { messageOf, ReconcileError } from "../../errors.ts";
import { limits } from "../../limits.ts";
import type { Credentials } from "./access.ts";
import type { EksAccess } from "./eks-access.ts";
import type { HttpHeaders } from "./transport.ts";

/** Makes the headers that say who we are. */
export interface Authorize {
  /** Throws CREDENTIALS_REFUSED where there are none. */
  headers(): Promise<HttpHeaders>;
  /** Drops what may be out of date after a 401; true: asking again may help. */
  forget(): boolean;
}

/** Gives the headers for credentials; a token that comes from a file or from EKS is read or made again when it is due. */
export function toAuthorize(
  credentials: Credentials,
  impersonation: HttpHeaders,
  eks: EksAccess | undefined,
): Authorize {
  if (credentials.kind === "token-file") return renewed(impersonation, () => readToken(credentials.path));
  if (credentials.kind !== "eks") return constant({ ...impersonation, ...staticHeaders(credentials) });
  if (eks !== undefined) return renewed(impersonation, () => eks.token(credentials.request));
  throw new ReconcileError(
    "CREDENTIALS_REFUSED",
    `Cannot make a token for EKS cluster ${JSON.stringify(credentials.request.cluster)}: there is no EKS access here`,
  );
}

function staticHeaders(credentials: Exclude<Credentials, { kind: "token-file" | "eks" }>): HttpHeaders {
  if (credentials.kind === "none") return {};
  if (credentials.kind === "token") return { authorization: `Bearer ${credentials.token}` };
  const pair = Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64");
  return { authorization: `Basic ${pair}` };
}

function constant(headers: HttpHeaders): Authorize {
  const answer = Promise.resolve(headers);
  return { headers: () => answer, forget: () => false };
}

function renewed(impersonation: HttpHeaders, makeToken: () => Promise<string>): Authorize {
  let present: Promise<HttpHeaders> | undefined;
  let expiresAt = 0;
  return {
    headers() {
      if (present !== undefined && Date.now() < expiresAt) return present;
      expiresAt = Date.now() + limits.clusterTokenKeptMs;
      const made = makeToken().then((token) => ({ ...impersonation, authorization: `Bearer ${token}` }));
      present = made;
      // A failure is told to whoever asked, and not kept for those who ask later.
      made.catch(() => {
        if (present === made) present = undefined;
      });
      return made;
    },
    forget() {
      present = undefined;
      return true;
    },
  };
}

async function readToken(path: string): Promise<string> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    throw new ReconcileError(
      "CREDENTIALS_REFUSED",
      `Cannot read tokenFile of the kubeconfig: ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  }
}
