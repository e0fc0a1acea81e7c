import type { MiddlewareObj, Request } from "@middy/core";
import type { Context } from "aws-lambda";
import { codeOf, messageOf } from "../../src/errors.ts";
import { isObject } from "../../src/kube/json.ts";
import { type LogFields, type LogLevel, logLine } from "./log-line.ts";

export type LogOptions = {
  /** The function as the lines call it: `tick`, `reconcile`. */
  readonly function: string;
  /** Facts of the handler's answer that the line shall have: counts, outcomes. Nothing of an event. */
  readonly facts?: (response: unknown) => LogFields;
};

const messages: Readonly<Record<LogLevel, string>> = {
  DEBUG: "Invocation ended",
  INFO: "Invocation ended",
  WARN: "Invocation refused",
  ERROR: "Invocation failed",
};

type Timed = { startedAt?: number };
type TimedRequest = Request<unknown, unknown, Error, Context, Timed>;

/**
 * Writes one line for every invocation: how long it took, how it ended, and the facts of its answer. Used as the first
 * middleware it sees what the others made of an error.
 */
export function log(options: LogOptions): MiddlewareObj<unknown, unknown, Error, Context, Timed> {
  return {
    before: (request) => {
      request.internal.startedAt = performance.now();
    },
    after: (request) => writeEnd(request, options, options.facts?.(request.response)),
    onError: (request) => writeEnd(request, options),
  };
}

function writeEnd(request: TimedRequest, options: LogOptions, facts?: LogFields): void {
  const { context, error, internal, response } = request;
  const status = isObject(response) ? response["statusCode"] : undefined;
  const level = toLevel(status, error);
  logLine(level, messages[level], {
    ...facts,
    function: options.function,
    requestId: context.awsRequestId,
    durationMs: Math.round(performance.now() - (internal.startedAt ?? performance.now())),
    ...(status === undefined ? {} : { status }),
    ...toErrorFields(level, error),
  });
}

/** Without a status an error is one of a queue or a schedule, which tries again. */
function toLevel(status: unknown, error: unknown): LogLevel {
  if (typeof status !== "number") return isMissing(error) ? "INFO" : "ERROR";
  if (status >= 500) return "ERROR";
  return status >= 400 ? "WARN" : "INFO";
}

/** What the caller did wrong needs no stack. */
function toErrorFields(level: LogLevel, error: unknown): LogFields {
  if (isMissing(error)) return {};
  return level === "ERROR" ? { error } : { code: codeOf(error), problem: messageOf(error) };
}

function isMissing(error: unknown): boolean {
  return error === undefined || error === null;
}
