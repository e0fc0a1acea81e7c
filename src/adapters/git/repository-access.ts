import type { Repository } from "../../application/control-plane.ts";
import { selectCredential, toAuthorization } from "../../source/credentials.ts";
import { maskUrl, parseRepositoryUrl, type RepositoryAddress } from "../../source/repository-url.ts";
import type { HttpAccess } from "./git-http.ts";

/** Keeps what is opened of each repository, one for each address. */
export class OpenRepositories<T> {
  readonly #allowLocal: boolean;
  readonly #open: (address: RepositoryAddress) => T;
  readonly #opened = new Map<string, T>();

  constructor(allowLocal: boolean, open: (address: RepositoryAddress) => T) {
    this.#allowLocal = allowLocal;
    this.#open = open;
  }

  /** Gives what is open at a URL, and opens it first where nothing is. Throws UNSUPPORTED, APPLICATION_INVALID. */
  at(repoUrl: string): T {
    const address = parseRepositoryUrl(repoUrl, { allowLocal: this.#allowLocal });
    const known = this.#opened.get(address.key);
    if (known !== undefined) return known;
    const opened = this.#open(address);
    this.#opened.set(address.key, opened);
    return opened;
  }

  all(): Iterable<T> {
    return this.#opened.values();
  }
}

/** Gives what the requests for one repository may send. */
export function toAccess(
  address: Extract<RepositoryAddress, { kind: "http" }>,
  repositories: readonly Repository[],
): HttpAccess {
  const credential = selectCredential(address, repositories);
  if (credential === undefined)
    return { origin: address.origin, credentialSource: "repository Secrets, templates and OUTRIGGER_GIT_*" };
  const kind = credential.template ? "template" : "repository Secret";
  return {
    origin: address.origin,
    authorization: toAuthorization(credential, address.username),
    credentialSource: `the ${kind} for ${maskUrl(credential.url)}`,
  };
}
