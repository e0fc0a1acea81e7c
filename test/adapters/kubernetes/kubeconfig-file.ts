import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type KubeconfigFolder = {
  readonly folder: string;
  /** Writes a file and gives its path. */
  write(name: string, content: unknown): Promise<string>;
  remove(): Promise<void>;
};

/** Makes a folder for kubeconfig files and what they name. */
export async function makeKubeconfigFolder(): Promise<KubeconfigFolder> {
  const folder = await mkdtemp(join(tmpdir(), "outrigger-kubeconfig-"));
  return {
    folder,
    async write(name, content) {
      const path = join(folder, name);
      await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
      return path;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Gives a kubeconfig with one context, `main`, of this cluster and user. */
export function toKubeconfig(cluster: object, user: object = {}): object {
  return {
    "current-context": "main",
    clusters: [{ name: "main", cluster }],
    users: [{ name: "main", user }],
    contexts: [{ name: "main", context: { cluster: "main", user: "main" } }],
  };
}
