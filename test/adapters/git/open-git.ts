import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { createGit, type RoundGit } from "../../../src/adapters/git/git.ts";
import type { Repository } from "../../../src/application/control-plane.ts";
import { type GitServer, type GitServerOptions, startGitServer } from "../../git-server.ts";

const closing: (() => Promise<unknown>)[] = [];

/** Closes all that was opened, at the end of a test file. */
export function closeAfterAll(): void {
  afterAll(() => Promise.all(closing.map((close) => close())));
}

export async function openServer(options?: GitServerOptions): Promise<GitServer> {
  const server = await startGitServer(options);
  closing.push(() => server.close());
  return server;
}

export async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "outrigger-packs-"));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A new process over a folder, as far as the adapter can tell. */
export function openGit(folder: string, credentials: readonly Repository[] = []): RoundGit {
  return createGit({ folder, credentials: () => credentials, allowLocal: false });
}
