import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Goal } from "./goal.ts";

/** The example applications, what each shows, and what becomes of it. */
export const examples: readonly Goal[] = [
  { name: "argocd/guestbook", sync: "Synced", health: "Healthy", shows: "plain YAML" },
  { name: "argocd/website", sync: "Synced", health: "Healthy", shows: "Kustomize" },
  { name: "argocd/shop", sync: "Synced", health: "Healthy", shows: "Helm" },
  { name: "argocd/release", sync: "Synced", health: "Healthy", shows: "hooks and waves" },
  { name: "argocd/backups", sync: "Synced", health: "Healthy", shows: "a CRD with its resource" },
  { name: "argocd/database", sync: "Synced", health: "Healthy", shows: "a StatefulSet" },
  // Git and the cluster agree, and yet its image cannot be pulled.
  { name: "argocd/broken", sync: "Synced", health: "Degraded", shows: "broken on purpose" },
];

/** The name of the examples' repository in its URL. */
export const exampleRepository = "examples.git";

const folder = join("examples", "first-try");

/** Where the Git server is that the files of the examples name. */
const writtenOrigin = "http://127.0.0.1:3001/";

/** Gives the folder whose files are the repository's first commit. */
export function toExampleFiles(project: string): string {
  return join(project, folder, "repository");
}

/** Copies the examples' Applications to a folder, with the Git server that is meant in place of the one that is written. */
export async function copyApplications(project: string, target: string, gitUrl: string): Promise<string> {
  const source = join(project, folder, "applications");
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true, mode: 0o700 });
  await cp(source, target, { recursive: true });
  for (const name of await readdir(target)) {
    const text = await readFile(join(target, name), "utf8");
    await writeFile(join(target, name), text.replaceAll(writtenOrigin, `${gitUrl}/`));
  }
  return target;
}
