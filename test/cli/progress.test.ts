import { expect, test } from "vitest";
import { createProgress } from "../../src/cli/progress.ts";
import { TextSink } from "./command-line.ts";

const clear = "\r\u001b[2K";

function watch(
  isTTY: boolean,
  columns = 80,
): { readonly sink: TextSink; readonly progress: ReturnType<typeof createProgress> } {
  const sink = new TextSink();
  sink.isTTY = isTTY;
  sink.columns = columns;
  return { sink, progress: createProgress(sink) };
}

test("a terminal shows one line, written over again and again", () => {
  const { sink, progress } = watch(true);
  progress.show("1 of 2");
  progress.show("2 of 2");
  progress.clear();
  expect(sink.text).toBe(`${clear}1 of 2${clear}2 of 2${clear}`);
});

test("a line that is too long is cut, or it could not be cleared", () => {
  const { sink, progress } = watch(true, 24);
  progress.show("x".repeat(100));
  expect(sink.text).toBe(`${clear}${"x".repeat(23)}`);
});

test("a file gets nothing", () => {
  const { sink, progress } = watch(false);
  progress.show("1 of 2");
  progress.clear();
  expect(sink.text).toBe("");
});
