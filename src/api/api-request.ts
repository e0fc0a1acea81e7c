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
  /** `iam`: AWS has verified the signature of an IAM principal that may call the API. */
  readonly caller: "anonymous" | "iam";
};

/** An answer before it is written as text. */
export type ApiAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
};
