import { createHash } from "node:crypto";
import type {
  ApplicationSource,
  HelmOptions,
  KustomizeOptions,
} from "../../src/application/application-source.ts";
import type { Git } from "../../src/ports/git.ts";
import type { RenderRequest } from "../../src/render/render-plan.ts";
import type { RepositoryFile, TreeEntry } from "../../src/render/tool-run.ts";

/** Path to content; a content of `-> target` is a symbolic link, `@submodule` a submodule, `base64:…` a binary file. */
export type Files = Readonly<Record<string, string>>;

/** What a Git over a map was asked for. */
export type Asked = { readonly trees: string[]; readonly files: string[][] };

/** A Git whose only revision is a map of files. Links lead to files or folders of the map. */
export function createGitOver(files: Files): Git & { readonly asked: Asked } {
  const asked: Asked = { trees: [], files: [] };
  return {
    asked,
    resolve: () => Promise.reject(new Error("not asked in these tests")),
    readTree: (_repoUrl, _sha, path) => {
      asked.trees.push(path);
      return Promise.resolve(listTree(files, path));
    },
    readFiles: (_repoUrl, _sha, paths) => {
      asked.files.push([...paths]);
      return Promise.resolve(paths.flatMap((path) => readOne(files, path)));
    },
  };
}

/** Lists the entries below a folder, as the Git port does; undefined: no such folder. */
export function listTree(files: Files, path: string): readonly TreeEntry[] | undefined {
  const real = followLinks(files, path);
  const start = real === "" ? "" : `${real}/`;
  const below = Object.keys(files).filter((name) => name.startsWith(start));
  if (below.length === 0) return undefined;
  const entries = below.map((name) =>
    toEntry(path === "" ? name : `${path}/${name.slice(start.length)}`, files[name] ?? ""),
  );
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function toEntry(path: string, content: string): TreeEntry {
  const oid = createHash("sha1").update(content).digest("hex");
  if (content === "@submodule") return { path, oid, type: "submodule" };
  return { path, oid, type: content.startsWith("-> ") ? "link" : "file" };
}

function readOne(files: Files, path: string): readonly RepositoryFile[] {
  const content = files[followLinks(files, path)];
  if (content === undefined || content === "@submodule") return [];
  const binary = /^base64:(.*)$/.exec(content)?.[1];
  return [binary === undefined ? { path, content } : { path, content: binary, encoding: "base64" }];
}

function followLinks(files: Files, path: string): string {
  let parts: string[] = [];
  for (const part of path.split("/").filter((text) => text !== "")) {
    const target = /^-> (.*)$/.exec(files[[...parts, part].join("/")] ?? "")?.[1];
    if (target === undefined) parts.push(part);
    else for (const step of target.split("/")) parts = step === ".." ? parts.slice(0, -1) : [...parts, step];
  }
  return parts.join("/");
}

export type SourceOptions = Partial<Omit<ApplicationSource, "helm" | "kustomize" | "directory">> & {
  readonly helm?: Partial<HelmOptions>;
  readonly kustomize?: Partial<KustomizeOptions>;
  readonly directory?: Partial<ApplicationSource["directory"]>;
};

/** A request with Argo CD's defaults, and what a test says otherwise. */
export function createRequest(
  options: SourceOptions = {},
  others: Partial<RenderRequest> = {},
): RenderRequest {
  const { helm, kustomize, directory, ...source } = options;
  return {
    source: {
      repoUrl: "https://git.example.com/shop.git",
      path: "app",
      targetRevision: "HEAD",
      ...source,
      directory: { recurse: false, include: "", exclude: "", ...directory },
      helm: {
        valueFiles: [],
        ignoreMissingValueFiles: false,
        values: "",
        parameters: [],
        fileParameters: [],
        skipCrds: false,
        skipTests: false,
        skipSchemaValidation: false,
        apiVersions: [],
        ...helm,
      },
      kustomize: { images: [], commonLabels: {}, commonAnnotations: {}, replicas: [], ...kustomize },
    },
    applicationName: "shop",
    namespace: "shop-ns",
    settings: { disabledTools: [] },
    kubeVersion: "v1.35.4",
    apiVersions: ["v1", "apps/v1", "apps/v1/Deployment"],
    ...others,
  };
}
