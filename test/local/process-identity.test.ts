import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { isDeadOwner, nameThisProcess, pidOf } from "../../src/local/process-identity.ts";

const me = nameThisProcess();
const withPart = (index: number, value: string) => me.split("/").with(index, value).join("/");

test.each([
  ["this process lives", me, false],
  ["further parts are the caller's", `${me}/worker-7`, false],
  ["another start time is another process with the same pid", withPart(4, "1"), true],
  ["another boot: it ended with the machine", withPart(1, "before"), true],
  ["another host cannot be asked", withPart(0, "elsewhere"), false],
  ["another container's pid says nothing here", withPart(2, "pid%3A%5B1%5D").replace(/[^/]*$/, "1"), false],
  ["a pid that is nobody's", withPart(3, "4194304"), true],
  ["a text that names no process", "lambda-7f3a", false],
  ["an empty text", "", false],
])("%s", (_, owner, dead) => {
  expect(isDeadOwner(owner)).toBe(dead);
});

test("a process is dead once it has ended, also before its parent has looked", async () => {
  const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]);
  await once(child, "spawn");
  const owner = withPart(3, String(child.pid));
  expect(isDeadOwner(owner)).toBe(true); // the same pid part, but not this start time
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(isDeadOwner(owner)).toBe(true);
});

test("messages can name the pid", () => {
  expect(pidOf(me)).toBe(process.pid);
  expect(pidOf("lambda")).toBeUndefined();
});
