/**
 * Runs what strangers wrote: jq, Lua and CEL.
 *
 * The rules, in order:
 * 1. Nothing is started before the first script; the commonest jq expressions, plain paths, need none (simple-path.ts).
 * 2. A script runs in a thread of its own while the caller waits; after its time the thread is ended, which no script can prevent.
 * 3. Its machine holds 64 MB at most, and has no files, no environment, no clock and no network.
 * 4. A script that used up its time again and again is refused for a minute: it would take a second for each object.
 * 5. The same script over the same object gives what it gave before; only hashes and results are kept. Scripts that tell the time
 *    always run.
 */
import { createHash } from "node:crypto";
import type { JqAnswer, JqPaths } from "../../drift/jq-paths.ts";
import type { HealthScripts } from "../../health/health-scripts.ts";
import { formatJson, type JsonObject } from "../../kube/json.ts";
import { toPaths } from "./jq-answer.ts";
import type { ScriptReply, ScriptRequest } from "./script-request.ts";
import { createScriptThread } from "./script-thread.ts";
import { findSimplePaths } from "./simple-path.ts";

/** Runs scripts; `close` ends the thread, which holds no process anyway. */
export type Scripts = HealthScripts & {
  readonly jq: JqPaths;
  /** How many threads were started so far. */
  readonly starts: () => number;
  close(): Promise<void>;
};

const timeoutMs = 1_000;
const objectBytesMax = 4 * 1024 * 1024;
const kept = { answersMax: 5_000, answerBytesMax: 20_000 } as const;
const strikes = { max: 3, pauseMs: 60_000 } as const;
/** Anything that could lead to `os`. */
const tellsTime = /\bos\b|_G|getfenv|require/;

type Strike = { readonly count: number; readonly at: number };

/** Opens the runner; the clock is what os.time() tells. */
export function createScripts(options: { readonly jqTimeoutMs?: number } = {}): Scripts {
  const thread = createScriptThread();
  const answers = new Map<string, ScriptReply>();
  const struck = new Map<string, Strike>();

  /** `name` identifies the script, whatever the object. */
  const run = (name: string, request: ScriptRequest, limitMs: number): ScriptReply => {
    if (request.object.length > objectBytesMax) return { problem: "the object is larger than 4 MB" };
    const strike = struck.get(name);
    const isPaused = strike !== undefined && strike.count >= strikes.max;
    if (isPaused && Date.now() - strike.at < strikes.pauseMs) {
      return { problem: `${toTooLong(limitMs)} ${strikes.max} times and is not run for a minute` };
    }
    const reply = thread.call(request, limitMs);
    if (reply !== undefined) {
      struck.delete(name);
      return reply;
    }
    struck.set(name, { count: (strike?.count ?? 0) + 1, at: Date.now() });
    return { problem: toTooLong(limitMs) };
  };

  const runOnce = (name: string, request: ScriptRequest, limitMs: number): ScriptReply => {
    const key = createHash("sha256").update(name).update("\0").update(request.object).digest("base64");
    const known = answers.get(key);
    if (known !== undefined) return known;
    const reply = run(name, request, limitMs);
    const isShort = "problem" in reply || formatJson(reply.value ?? null).length <= kept.answerBytesMax;
    if (isShort && !struck.has(name)) keep(answers, key, reply);
    return reply;
  };

  return {
    jq: (expression, object) => {
      const simple = findSimplePaths(expression, object);
      if (simple !== undefined) return { paths: simple };
      const request = { language: "jq", expression, object: formatJson(object) } as const;
      const reply = runOnce(`jq ${expression}`, request, options.jqTimeoutMs ?? timeoutMs);
      return toJqAnswer(expression, object, reply);
    },
    lua: ({ lua, useOpenLibs, parameters = {} }, object) => {
      const now = Math.floor(Date.now() / 1000);
      const text = formatJson(object);
      const request = { language: "lua", script: lua, useOpenLibs, parameters, now, object: text } as const;
      const name = `lua ${useOpenLibs} ${formatJson(parameters)} ${lua}`;
      return tellsTime.test(lua) ? run(name, request, timeoutMs) : runOnce(name, request, timeoutMs);
    },
    cel: (expressions, object) => {
      const request = { language: "cel", expressions, object: formatJson(object) } as const;
      return runOnce(`cel ${expressions.join("\0")}`, request, timeoutMs);
    },
    starts: thread.starts,
    close: thread.close,
  };
}

function toTooLong(limitMs: number): string {
  return `it took longer than ${limitMs / 1000} s, or too much memory`;
}

/** The oldest answers go first. */
function keep(answers: Map<string, ScriptReply>, key: string, reply: ScriptReply): void {
  answers.set(key, reply);
  const [oldest] = answers.keys();
  if (answers.size > kept.answersMax && oldest !== undefined) answers.delete(oldest);
}

function toJqAnswer(expression: string, object: JsonObject, reply: ScriptReply): JqAnswer {
  const paths = toPaths(reply, object);
  return "problem" in paths ? { problem: `Cannot run jq "${expression}": ${paths.problem}` } : paths;
}
