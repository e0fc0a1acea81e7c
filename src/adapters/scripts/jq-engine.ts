import startJq from "jq-wasm/dist/build/jq.js";
import { messageOf } from "../../errors.ts";
import type { ScriptReply, ScriptRequest } from "./script-request.ts";

type Jq = { raw(input: string, program: string, flags: readonly string[]): Promise<string> };

/** jq ends as a process does, and leaves its stack behind: after some 300 runs it is full. */
const runsMax = 100;

let present: { readonly jq: Jq; runs: number } | undefined;
let compiled: WebAssembly.Module | undefined;

/** Gives the paths that an expression names in an object, as jq writes them. It sees no files and no environment but jq's own. */
export async function runJq(
  request: Extract<ScriptRequest, { readonly language: "jq" }>,
): Promise<ScriptReply> {
  const jq = await openJq();
  try {
    // The line's end closes a comment that the expression may end with.
    const output = await readInputOnce(() =>
      jq.raw(request.object, `[path(${request.expression}\n)]`, ["-c"]),
    );
    return { value: JSON.parse(output) };
  } catch (error) {
    const message = messageOf(error);
    if (!message.startsWith("jq: ")) present = undefined;
    return { problem: toReason(message) };
  }
}

async function openJq(): Promise<Jq> {
  if (present === undefined || present.runs >= runsMax) {
    present = { jq: await compileOnce(async () => await startJq()), runs: 0 };
  }
  present.runs += 1;
  return present.jq;
}

/** jq's own package compiles its code for every new machine, which takes ten times as long as the machine itself. */
async function compileOnce<T>(open: () => Promise<T>): Promise<T> {
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = (source, imports) => {
    compiled ??= source instanceof WebAssembly.Module ? source : new WebAssembly.Module(source);
    return Promise.resolve({ module: compiled, instance: new WebAssembly.Instance(compiled, imports) });
  };
  try {
    return await open();
  } finally {
    WebAssembly.instantiate = instantiate;
  }
}

/** jq's own package copies what is left of the input after each byte; a view of it will do. */
async function readInputOnce<T>(run: () => Promise<T>): Promise<T> {
  const { slice } = Uint8Array.prototype;
  Uint8Array.prototype.slice = function sliceOrView(start, end) {
    const isRest = start === 1 && end === undefined && this.buffer instanceof ArrayBuffer;
    return isRest ? new Uint8Array(this.buffer, this.byteOffset + 1) : slice.call(this, start, end);
  };
  try {
    return await run();
  } finally {
    Uint8Array.prototype.slice = slice;
  }
}

/** `jq: error (at /dev/stdin:0): Cannot …` without what is the same for all. */
function toReason(message: string): string {
  const first = message.split("\n")[0] ?? "";
  return first
    .replace(/^jq: error(?: \(at [^)]*\))?: /, "")
    .replace(/ \(Unix shell quoting issues\?\).*$/, "");
}
