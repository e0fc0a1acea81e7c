import { expect, test } from "vitest";
import { paintLine, wantsColor } from "../../../src/cli/start/paint.ts";
import { createScreen } from "../../../src/cli/start/screen.ts";
import { createSteps } from "../../../src/cli/start/steps.ts";
import { TextSink } from "../command-line.ts";

function openTerminal() {
  const sink = new TextSink();
  sink.isTTY = true;
  sink.columns = 20;
  return { sink, screen: createScreen(sink) };
}

test("on a terminal a table is drawn in its own place, below what stays", () => {
  const { sink, screen } = openTerminal();
  screen.show(["one", "two"]);
  screen.print("stays\n");
  screen.show(["three"]);
  expect(sink.text).toBe("one\ntwo\n\u001b[2A\r\u001b[Jstays\none\ntwo\n\u001b[2A\r\u001b[Jthree\n");
});

test("a table that is as it was is not drawn again", () => {
  const { sink, screen } = openTerminal();
  screen.show(["one"]);
  screen.show(["one"]);
  expect(sink.text).toBe("one\n");
});

test("a line never wraps: the next drawing would begin too low", () => {
  const { sink, screen } = openTerminal();
  screen.show(["x".repeat(30)]);
  expect(sink.text).toBe(`${"x".repeat(18)}…\n`);
});

test.each([
  [
    "web   Synced      Degraded     Synced",
    "web   \u001b[32mSynced\u001b[0m      \u001b[31mDegraded\u001b[0m     Synced",
  ],
  ["web   Unknown     Unknown", "web   Unknown     Unknown"],
  ["", ""],
])("%j is painted where states are", (line, painted) => expect(paintLine(line)).toBe(painted));

test("nothing is painted for whoever wants no color", () => {
  expect([{}, { NO_COLOR: "1" }, { NO_COLOR: "" }, { TERM: "dumb" }].map(wantsColor)).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test("elsewhere only what stays is written", () => {
  const sink = new TextSink();
  const screen = createScreen(sink);
  screen.show(["one"]);
  screen.print("stays\n");
  expect([sink.text, screen.isLive]).toEqual(["stays\n", false]);
});

test("a step is printed with its time, and one that fails is not", async () => {
  const sink = new TextSink();
  const step = createSteps(createScreen(sink));
  const url = await step(
    "cluster",
    () => Promise.resolve("http://x"),
    (text) => `at ${text}`,
  );
  expect(url).toBe("http://x");
  expect(sink.text).toMatch(/^cluster {6}0\.\d s {3}at http:\/\/x\n$/);
  await expect(step("Git", () => Promise.reject(new Error("no")), String)).rejects.toThrow("no");
  expect(sink.text.split("\n")).toHaveLength(2);
});
