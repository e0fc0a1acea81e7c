import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGit } from "../../../src/adapters/git/git.ts";
import { describeGit } from "../../contracts/git.ts";
import { createTestRepository, startGitServer } from "../../git-server.ts";

describeGit("over HTTP", async () => {
  const server = await startGitServer();
  const folder = await mkdtemp(join(tmpdir(), "outrigger-packs-"));
  return {
    git: createGit({ folder, credentials: () => [], allowLocal: false }),
    createRepository: async (name) => {
      const repository = await server.createRepository(name);
      return { repository, url: repository.url };
    },
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
});

describeGit("on the local disk", async () => {
  const root = await mkdtemp(join(tmpdir(), "outrigger-local-"));
  return {
    git: createGit({ folder: join(root, "unused"), credentials: () => [], allowLocal: true }),
    createRepository: async (name) => {
      const repository = await createTestRepository(root, name);
      return { repository, url: `file://${repository.path}` };
    },
    close: () => rm(root, { recursive: true, force: true }),
  };
});
