import { randomBytes } from "node:crypto";
import { mkdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { toTokenHash } from "../access/token.ts";
import { readPaths } from "../adapters/declarations/read-paths.ts";
import { createQueues } from "../adapters/sqs/queues.ts";
import type { ApplicationName } from "../application/application.ts";
import { parseControlPlane } from "../application/parse-control-plane.ts";
import { formatProblem } from "../declaration/problem.ts";
import { ReconcileError } from "../errors.ts";
import { canonicalJson } from "../kube/canonical-json.ts";
import { type JsonObject, readField } from "../kube/json.ts";
import { inParallel } from "../tasks/in-parallel.ts";
import { localQueues, type OfflineSettings, toDeadLetterName, toQueueUrl } from "./offline-settings.ts";
import { type LocalState, openState } from "./open-state.ts";
import { isErrno, readFileIfThere, savePrivateFile } from "./private-file.ts";
import { type LocalQueues, openLocalQueues } from "./queue-server.ts";

/** What runs beside the functions of the local mode. */
export type OfflineStack = {
  /** Of the queues; the functions' environment names it. */
  readonly endpoint: string;
  /** Where the API token is. */
  readonly tokenPath: string;
  close(): Promise<void>;
};

export type OfflineOptions = {
  /** Each queue's function, and what is left to it of time. */
  readonly functions: Readonly<
    Record<(typeof localQueues)[number], { readonly name: string; readonly timeoutMs: number }>
  >;
  /** True: where another process has the folder open, its table and queues are used. */
  readonly mayJoin: boolean;
  /** Told of what is wrong with declared files, and of deliveries that failed. */
  readonly warn: (text: string) => void;
};

const now = () => Date.now();
const readsAtOnceMax = 16;
/** As AWS advises for a queue and its function, and as infra says. */
const visibilityTimeouts = 6;

/**
 * The local mode's side of the functions: settings come in, the address of the queues and the place of the API token go out.
 *
 * 1. The table of the state folder is this process's; functions join it.
 * 2. The queues are in the same folder and deliver as soon as functions can be invoked.
 * 3. `api.token` (0600) is made at the first start; the table has its hash.
 * 4. Declared Applications are stored; those that are new or changed are marked before and woken after that.
 * 5. Another process that has the folder open is joined where that is asked for, else it is an error: the table would end with it.
 */
export async function openOfflineStack(
  settings: OfflineSettings,
  options: OfflineOptions,
): Promise<OfflineStack> {
  const { stateFolder } = settings;
  const state = await openState(stateFolder, { now });
  try {
    const tokenPath = await readyToken(state);
    if (state.role() === "joiner") return await joinStack(state, tokenPath, options);
    const news = await declare(settings.apps, state, options);
    const queues = await openQueues(settings, options);
    await wake(queues.endpoint, news);
    await savePrivateFile(toEndpointPath(stateFolder), queues.endpoint);
    await savePrivateFile(toApiPath(stateFolder), settings.http.origin);
    return { endpoint: queues.endpoint, tokenPath, close: () => closeAll(state, queues) };
  } catch (error) {
    await state.close();
    throw error;
  }
}

async function joinStack(
  state: LocalState,
  tokenPath: string,
  options: OfflineOptions,
): Promise<OfflineStack> {
  const endpoint = await readFileIfThere(toEndpointPath(state.dir));
  if (options.mayJoin && endpoint !== undefined) return { endpoint, tokenPath, close: () => state.close() };
  const message = `Cannot use the state folder ${state.dir}: another process has it open; end that process, or name another folder with OUTRIGGER_STATE`;
  throw new ReconcileError("CONFIG_INVALID", message);
}

/** Gives the file of a state folder that says where its queues are, while they are open. */
export function toEndpointPath(dir: string): string {
  return join(dir, "queue.endpoint");
}

/** Gives the file of a state folder that says where its API is, while somebody serves it. */
export function toApiPath(dir: string): string {
  return join(dir, "api.endpoint");
}

async function openQueues(settings: OfflineSettings, options: OfflineOptions): Promise<LocalQueues> {
  const folder = join(settings.stateFolder, "queue");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return await openLocalQueues({
    folder,
    lambdaEndpoint: settings.lambda.origin,
    report: (error) => options.warn(String(error)),
    queues: localQueues.map((name) => ({
      name,
      functionName: options.functions[name].name,
      concurrency: settings.concurrency[name],
      visibilityMs: visibilityTimeouts * options.functions[name].timeoutMs,
      deadLetter: toDeadLetterName(name),
    })),
  });
}

/** The queues first: what they still deliver needs the table. */
async function closeAll(state: LocalState, queues: LocalQueues): Promise<void> {
  try {
    await queues.close();
    for (const path of [toApiPath(state.dir), toEndpointPath(state.dir)]) {
      await unlink(path).catch((error: unknown) => {
        if (!isErrno(error, "ENOENT")) throw error;
      });
    }
  } finally {
    await state.close();
  }
}

/** The hash is saved at every start: a table that was lost has none, and the file is what people know. */
async function readyToken({ dir, tokens }: LocalState): Promise<string> {
  const path = join(dir, "api.token");
  const token = (await readFileIfThere(path))?.trim() || randomBytes(32).toString("base64url");
  await savePrivateFile(path, `${token}\n`);
  await tokens.save(toTokenHash(token), { name: "local", createdAt: now() });
  return path;
}

/** Gives the Applications that are new or changed. They are marked first: a process that dies in between does it again. */
async function declare(
  paths: readonly string[],
  { specs, applications }: LocalState,
  { warn }: OfflineOptions,
): Promise<readonly ApplicationName[]> {
  if (paths.length === 0) return [];
  const { manifests, problems } = parseControlPlane(await readPaths(paths));
  for (const problem of problems) warn(`${problem.severity}: ${formatProblem(problem)}`);
  const declared = manifests.filter(({ kind }) => kind === "Application");
  const changed = await inParallel(declared, readsAtOnceMax, async (manifest) => {
    const stored = await specs.read("Application", toName(manifest));
    return canonicalJson(stored) === canonicalJson(manifest) ? [] : [toName(manifest)];
  });
  const news = changed.flat();
  await inParallel(news, readsAtOnceMax, (name) => applications.mark(name, now()));
  await specs.saveAll(manifests);
  return news;
}

function toName({ metadata }: JsonObject): ApplicationName {
  return { namespace: String(readField(metadata, "namespace")), name: String(readField(metadata, "name")) };
}

/** Sends a message to each application through the local queues. */
export async function wake(endpoint: string, names: readonly ApplicationName[]): Promise<void> {
  if (names.length === 0) return;
  const toUrl = (name: string) => toQueueUrl(endpoint, name);
  const urls = {
    reconcile: toUrl("reconcile"),
    observe: toUrl("observe"),
    deadLetters: toUrl(toDeadLetterName("reconcile")),
  };
  const queues = createQueues({ urls, endpoint });
  try {
    await queues.wake(names);
  } finally {
    await queues.close();
  }
}
