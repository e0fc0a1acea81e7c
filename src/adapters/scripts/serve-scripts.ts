import { messageOf } from "../../errors.ts";
import { evaluateCel } from "./cel-engine.ts";
import { runJq } from "./jq-engine.ts";
import { runLua } from "./lua-engine.ts";
import type { ScriptReply, ScriptRequest, WorkerStart } from "./script-request.ts";

const pageBytes = 65_536;

/**
 * Answers requests in a worker thread, one after the other. Whoever asks is asleep until the signal changes, so the answer is
 * posted first.
 */
export function serveScripts({ signal, port, memoryBytesMax }: WorkerStart): void {
  limitMemory(memoryBytesMax);
  const flag = new Int32Array(signal);
  port.on("message", (request: ScriptRequest) => {
    void answer(request).then((reply) => {
      port.postMessage(reply);
      wake(flag);
    });
  });
  wake(flag);
}

function wake(flag: Int32Array): void {
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
}

async function answer(request: ScriptRequest): Promise<ScriptReply> {
  try {
    if (request.language === "lua") return runLua(request);
    if (request.language === "jq") return await runJq(request);
    return evaluateCel(request);
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

/** Whatever a script does, its machine asks here for more memory; a refusal is out of memory to it. */
function limitMemory(bytesMax: number): void {
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function growWithin(pages) {
    if (this.buffer.byteLength + pages * pageBytes > bytesMax) throw new RangeError("out of memory");
    return grow.call(this, pages);
  };
}
