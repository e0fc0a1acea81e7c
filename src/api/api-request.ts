import type { Json } from "../kube/json.ts";

/** A request as any HTTP server can give it. */
export type ApiRequest = {
  readonly method: string;
  readonly path: string;
  /** Every value of a parameter, in order. */
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly caller: Caller;
};

/**
 * Who asks, as far as it is known without a token. `iam`: AWS has verified the signature of an IAM principal that may call the API.
 * A username: somebody at this machine, whom no network is between; only the command line says so.
 */
export type Caller = "anonymous" | "iam" | { readonly username: string };

/** An answer before it is written as text. */
export type ApiAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
};
