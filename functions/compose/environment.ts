import { delimiter } from "node:path";
import * as z from "zod";
import type { Repository } from "../../src/application/control-plane.ts";
import { ReconcileError } from "../../src/errors.ts";
import { parseEnvironmentCredential } from "../../src/source/credentials.ts";

const text = z.string().default("");

const schema = z.object({
  OUTRIGGER_TABLE: text,
  OUTRIGGER_RECONCILE_QUEUE_URL: text,
  OUTRIGGER_OBSERVE_QUEUE_URL: text,
  OUTRIGGER_DEAD_LETTER_QUEUE_URL: text,
  OUTRIGGER_RENDER_FUNCTION: text,
  OUTRIGGER_STATE: text,
  OUTRIGGER_QUEUE_ENDPOINT: text,
  OUTRIGGER_CACHE: z.string().default("/tmp/outrigger"),
  OUTRIGGER_TOOLS: z.string().default("/tmp/outrigger/tools"),
  OUTRIGGER_APPS: text,
  OUTRIGGER_HASH_KEY: text,
  OUTRIGGER_GITHUB_WEBHOOK_SECRET: text,
  OUTRIGGER_CONTEXT: text,
  KUBECONFIG: text,
  PATH: text,
});

/** What a function is told by its environment. Texts are "" where nothing is set. */
export type FunctionEnvironment = {
  readonly table: string;
  readonly queues: {
    readonly reconcile: string;
    readonly observe: string;
    readonly deadLetters: string;
    /** Of the local queue; "" on AWS. */
    readonly endpoint: string;
  };
  /** "": tools run in this process. */
  readonly renderFunction: string;
  /** Local mode: the state folder whose table another process has open. */
  readonly state: string;
  readonly cacheFolder: string;
  readonly toolFolder: string;
  readonly toolPath: string;
  /** Local mode: files and folders with repository Secrets, which are never stored. */
  readonly apps: readonly string[];
  readonly hashKey: string;
  readonly webhookSecret: string;
  readonly kubeconfig: { readonly paths: readonly string[]; readonly context?: string };
  readonly repositories: readonly Repository[];
};

/** Reads the environment of a function; throws CONFIG_INVALID for what no function can work with. */
export function readFunctionEnvironment(env: NodeJS.ProcessEnv): FunctionEnvironment {
  const values = schema.parse(env);
  if (values.OUTRIGGER_TABLE === "" && values.OUTRIGGER_STATE === "") {
    throw new ReconcileError(
      "CONFIG_INVALID",
      "Cannot find the table: set OUTRIGGER_TABLE, or OUTRIGGER_STATE for a state folder of this machine",
    );
  }
  const credential = parseEnvironmentCredential(env);
  const context = values.OUTRIGGER_CONTEXT;
  return {
    table: values.OUTRIGGER_TABLE,
    queues: {
      reconcile: values.OUTRIGGER_RECONCILE_QUEUE_URL,
      observe: values.OUTRIGGER_OBSERVE_QUEUE_URL,
      deadLetters: values.OUTRIGGER_DEAD_LETTER_QUEUE_URL,
      endpoint: values.OUTRIGGER_QUEUE_ENDPOINT,
    },
    renderFunction: values.OUTRIGGER_RENDER_FUNCTION,
    state: values.OUTRIGGER_STATE,
    cacheFolder: values.OUTRIGGER_CACHE,
    toolFolder: values.OUTRIGGER_TOOLS,
    toolPath: values.PATH,
    apps: toList(values.OUTRIGGER_APPS),
    hashKey: values.OUTRIGGER_HASH_KEY,
    webhookSecret: values.OUTRIGGER_GITHUB_WEBHOOK_SECRET,
    kubeconfig: { paths: toList(values.KUBECONFIG), ...(context === "" ? {} : { context }) },
    repositories: credential === undefined ? [] : [credential],
  };
}

function toList(value: string): readonly string[] {
  return value.split(delimiter).filter((each) => each !== "");
}
