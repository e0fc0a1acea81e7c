import type { Context } from "aws-lambda";
import { vi } from "vitest";

/** Makes the context of an invocation as Lambda gives it. */
export function toContext(name: string): Context {
  return {
    awsRequestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    callbackWaitsForEmptyEventLoop: false,
    functionName: `outrigger-${name}`,
    functionVersion: "$LATEST",
    invokedFunctionArn: `arn:aws:lambda:eu-central-1:123456789012:function:outrigger-${name}`,
    logGroupName: `/aws/lambda/outrigger-${name}`,
    logStreamName: "2026/11/22/[$LATEST]0",
    memoryLimitInMB: "256",
    getRemainingTimeInMillis: () => 10_000,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

/** Takes what is written to standard output instead of it; `lines` gives what came since, parsed. */
export function catchLog() {
  const texts: string[] = [];
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    texts.push(String(text));
    return true;
  });
  const lines = () =>
    texts
      .splice(0)
      .flatMap((text) => text.trimEnd().split("\n"))
      .map((line): Record<string, unknown> => JSON.parse(line));
  return { lines, release: () => spy.mockRestore() };
}

export type CaughtLog = ReturnType<typeof catchLog>;
