import type { MessagePort } from "node:worker_threads";
import type { Json } from "../../kube/json.ts";

/** One thing for the worker to run. Objects travel as JSON text. */
export type ScriptRequest =
  | { readonly language: "jq"; readonly expression: string; readonly object: string }
  | {
      readonly language: "lua";
      readonly script: string;
      readonly useOpenLibs: boolean;
      readonly object: string;
      /** What actionParams holds. */
      readonly parameters: Readonly<Record<string, string>>;
      /** Seconds since 1970: what os.time() says. */
      readonly now: number;
    }
  | { readonly language: "cel"; readonly expressions: readonly string[]; readonly object: string };

/** What came of it; a problem is a sentence for people, without the script's name. */
export type ScriptReply = { readonly value: Json | undefined } | { readonly problem: string };

/** What a worker is started with. */
export type WorkerStart = {
  readonly signal: SharedArrayBuffer;
  readonly port: MessagePort;
  readonly memoryBytesMax: number;
};
