import { readPaths } from "../../adapters/declarations/read-paths.ts";
import { readManifests } from "../../declaration/declaration.ts";
import { ReconcileError } from "../../errors.ts";
import { formatJson, isObject, type JsonObject, readField } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import type { CommandContext } from "../command-context.ts";
import { nameOf, showAppName, toAppName } from "./app-name.ts";
import { type AppRun, askApi, toAppRequest } from "./ask-client.ts";
import { type NamedOptions, withClient } from "./open-client.ts";
import { printDocument } from "./print-document.ts";
import { type SpecFlags, toSpecPatch } from "./spec-flags.ts";
import { splitPair } from "./sync-body.ts";

export type CreateOptions = NamedOptions & {
  readonly file?: string;
  readonly upsert?: boolean;
  readonly label?: readonly string[];
  readonly annotations?: readonly string[];
  readonly setFinalizer?: boolean;
};

/** Runs `outrigger app create`: of a file, or of a name and flags. */
export async function runCreate(
  name: string | undefined,
  [options, flags]: readonly [CreateOptions, SpecFlags],
  context: CommandContext,
): Promise<number> {
  const manifests = options.file === undefined ? [] : await readApplications(options.file);
  const wanted = manifests.length > 0 ? manifests : [toManifest(name, options, flags)];
  return await withClient(options, context, async (run) => {
    for (const manifest of wanted) await createOne(run, manifest, options);
    return 0;
  });
}

async function createOne(run: AppRun, manifest: JsonObject, { upsert }: CreateOptions): Promise<void> {
  const app = await askApi(run, {
    method: "POST",
    path: "/api/v1/applications",
    query: { upsert: upsert === true ? "true" : undefined },
    body: manifest,
  });
  run.context.streams.out.write(`application '${showAppName(nameOf(app))}' created\n`);
}

async function readApplications(file: string): Promise<readonly JsonObject[]> {
  const readings = (await readPaths([file])).map(readManifests);
  const [unreadable] = readings.flatMap((reading) => reading.unreadable);
  if (unreadable !== undefined)
    throw new ReconcileError("CONFIG_INVALID", `Cannot read ${file}: ${unreadable.problem.message}`);
  const found = readings.flatMap((reading) => reading.manifests).map(({ json }) => json);
  if (found.length > 0) return found;
  throw new ReconcileError("CONFIG_INVALID", `Cannot read ${file}: it holds no Application`);
}

const finalizer = "resources-finalizer.argocd.argoproj.io";

function toManifest(name: string | undefined, options: CreateOptions, flags: SpecFlags): JsonObject {
  if (name === undefined)
    throw new ReconcileError(
      "CONFIG_INVALID",
      "Cannot create an application: name it, or give a file with -f",
    );
  const { label = [], annotations = [], setFinalizer } = options;
  const pairs = (texts: readonly string[], flag: string) =>
    Object.fromEntries(texts.map((text) => splitPair(text, flag)));
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: {
      ...toAppName(name, options.appNamespace),
      ...(label.length === 0 ? {} : { labels: pairs(label, "--label") }),
      ...(annotations.length === 0 ? {} : { annotations: pairs(annotations, "--annotations") }),
      ...(setFinalizer === true ? { finalizers: [finalizer] } : {}),
    },
    spec: withoutNulls(toSpecPatch({}, flags) ?? {}),
  };
}

/** What a patch would take away is not there yet. */
function withoutNulls(object: JsonObject): JsonObject {
  const entries = Object.entries(object).filter(([, value]) => value !== null);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, isObject(value) ? withoutNulls(value) : value]),
  );
}

/** Runs `outrigger app set`: changes of the spec what flags name, and nothing else. */
export async function runSet(
  text: string,
  [options, flags]: readonly [NamedOptions, SpecFlags],
  context: CommandContext,
): Promise<number> {
  return await withClient(options, context, async (run) => {
    const name = toAppName(text, options.appNamespace);
    const request = toAppRequest(name);
    const app = await askApi(run, { method: "GET", ...request });
    const spec = readField(app, "spec");
    const patch = toSpecPatch(asObject(spec), flags);
    if (patch === undefined)
      throw new ReconcileError(
        "CONFIG_INVALID",
        `Cannot set anything of ${showAppName(name)}: name what with flags`,
      );
    // The spec that is shown has its repository's user masked, so it cannot be sent back whole.
    const body = { patch: formatJson({ spec: patch }), patchType: "merge" };
    await askApi(run, { method: "PATCH", ...request, body });
    return 0;
  });
}

/** Runs `outrigger app patch`. */
export async function runPatch(
  text: string,
  options: NamedOptions & { readonly patch: string; readonly type: string; readonly output: string },
  context: CommandContext,
): Promise<number> {
  return await withClient(options, context, async (run) => {
    const request = toAppRequest(toAppName(text, options.appNamespace));
    const body = { patch: options.patch, patchType: options.type };
    const app = await askApi(run, { method: "PATCH", ...request, body });
    printDocument(app, options.output, context.streams.out);
    return 0;
  });
}
