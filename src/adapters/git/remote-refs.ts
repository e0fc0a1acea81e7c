import { limits } from "../../limits.ts";
import { isFullSha } from "../../source/ref-name.ts";
import type { Refs } from "../../source/revision.ts";
import { type SelectedRevision, selectRevision } from "../../source/source.ts";
import { createGitHttp, type HttpAccess } from "./git-http.ts";
import { createRefLister, type RefLister } from "./list-refs.ts";
import type { RefSource } from "./repository.ts";

const noRefs: Refs = { refs: new Map() };

/** The refs of a repository over HTTP, listed once per round, whoever asks. */
export class RemoteRefs implements RefSource {
  readonly #url: string;
  readonly #list: RefLister;
  #listed: Promise<Refs> | undefined;

  constructor(url: string, access: () => HttpAccess) {
    this.#url = url;
    this.#list = createRefLister(createGitHttp(access, limits.refsBytesMax), url);
  }

  async select(targetRevision: string): Promise<SelectedRevision> {
    const refs = isFullSha(targetRevision.trim()) ? noRefs : await this.#refsOfRound();
    return selectRevision(refs, targetRevision, this.#url);
  }

  startRound(): void {
    this.#listed = undefined;
  }

  /** A failure is kept for the round too: a hundred applications wait once for a host that does not answer. */
  #refsOfRound(): Promise<Refs> {
    this.#listed ??= this.#list();
    return this.#listed;
  }
}
