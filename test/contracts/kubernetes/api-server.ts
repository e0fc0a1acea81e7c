import type { JsonObject } from "../../../src/kube/json.ts";

export type CallOptions = {
  readonly body?: unknown;
  /** A body that is sent as it is, in place of `body`. */
  readonly text?: string;
  readonly contentType?: string;
  readonly accept?: string;
  readonly userAgent?: string;
};

export type ApiAnswer = {
  readonly status: number;
  /** The body, parsed; `{}` where it is no JSON object. */
  readonly body: JsonObject;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
};

/** An API server under test, and a bare client of it that shares no code with the program's own. */
export type ApiServer = {
  /** Sends one request. */
  call(method: string, path: string, options?: CallOptions): Promise<ApiAnswer>;
  /** Reads an answer that stays open, line by line, until `isEnough` or the server ends it; rejects after 20 s. */
  watch(path: string, isEnough: (lines: readonly JsonObject[]) => boolean): Promise<readonly JsonObject[]>;
  /** Makes a namespace that nobody else uses, and gives its name. */
  makeSpace(): Promise<string>;
  close(): Promise<void>;
};

export type Side = "real" | "sandbox";

/** What a topic's rules are told of the server. */
export type RuleSubject = {
  readonly side: Side;
  /** The server; only while a test runs. */
  server(): ApiServer;
};
