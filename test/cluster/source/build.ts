import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const here = import.meta.dirname;
const sources = ["main.go", "etcd.go", "kwok.go", "go.mod", "go.sum"];
const kubernetesVersion = "v1.35.4";
const kwokVersion = "v0.7.0";
const goMinor = 25;

/** Nothing of the caller's Go settings may change what is built. */
const environment = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "", GOTOOLCHAIN: "local", GOWORK: "off" };

/**
 * Builds the control plane from public Go modules and gives the path of the binary; one that these sources made before is
 * used again. Takes some ten minutes on two cores, 100 MB of modules and 3 GB of build cache.
 */
export async function buildControlPlane(): Promise<string> {
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "outrigger");
  const binary = join(cache, `controlplane-${await hashOfSources()}`);
  if (await exists(binary)) return binary;
  await requireGo();
  const folder = join(cache, `build-${process.pid}`);
  await mkdir(folder, { recursive: true });
  try {
    for (const file of sources) await cp(join(here, file), join(folder, file));
    await prepareKwok(folder);
    console.log(
      `Building a Kubernetes ${kubernetesVersion} control plane in ${folder}: about ten minutes, once`,
    );
    const made = join(folder, "controlplane");
    await run("go", ["build", "-trimpath", "-ldflags", linkerFlags(), "-o", made, "."], {
      cwd: folder,
      env: environment,
      maxBuffer: 16 * 1024 * 1024,
    });
    await rename(made, binary);
    return binary;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function hashOfSources(): Promise<string> {
  const hash = createHash("sha256");
  for (const file of [...sources, "build.ts"]) hash.update(await readFile(join(here, file)));
  return hash.digest("hex").slice(0, 12);
}

async function requireGo(): Promise<void> {
  const { stdout } = await run("go", ["env", "GOVERSION"], { env: environment }).catch(() => ({
    stdout: "",
  }));
  const minor = Number(/^go1\.(\d+)/.exec(stdout)?.[1] ?? 0);
  if (minor >= goMinor) return;
  const found = stdout.trim() === "" ? "there is no go on PATH" : `this is ${stdout.trim()}`;
  throw new Error(`Cannot build a control plane: Go 1.${goMinor} or newer is needed, and ${found}`);
}

/**
 * kwok's newest version that goes with client-go 0.35 uses one name that apimachinery 0.35 no longer has; a copy has its
 * value written out.
 */
async function prepareKwok(folder: string): Promise<void> {
  const { stdout } = await run("go", ["mod", "download", "-json", `sigs.k8s.io/kwok@${kwokVersion}`], {
    cwd: folder.slice(0, folder.lastIndexOf("/")),
    env: environment,
  });
  const { Dir: original } = JSON.parse(stdout);
  const copy = join(folder, "kwok");
  for (const part of ["go.mod", "pkg", "kustomize"])
    await cp(join(original, part), join(copy, part), { recursive: true });
  const informer = join(copy, "pkg/utils/informer/informer.go");
  const text = await readFile(informer, "utf8");
  await run("chmod", ["-R", "u+w", copy]);
  const name = "metav1.InitialEventsListBlueprintAnnotationKey";
  await writeFile(informer, text.replaceAll(name, '"kubernetes.io/initial-events-list-blueprint"'));
}

function linkerFlags(): string {
  const [, minor = ""] = kubernetesVersion.split(".");
  const values = {
    gitVersion: kubernetesVersion,
    gitMajor: "1",
    gitMinor: minor,
    gitTreeState: "clean",
    buildDate: "1970-01-01T00:00:00Z",
  };
  const packages = ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"];
  const flags = packages.flatMap((name) =>
    Object.entries(values).map(([key, value]) => `-X ${name}.${key}=${value}`),
  );
  return ["-s", "-w", ...flags].join(" ");
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
