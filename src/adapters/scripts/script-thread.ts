import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { ScriptReply, ScriptRequest, WorkerStart } from "./script-request.ts";

/** Runs scripts in a worker thread while the caller waits. */
export type ScriptThread = {
  /** Gives undefined where the script took too long; it is dead then, and so is its thread. */
  call(request: ScriptRequest, timeoutMs: number): ScriptReply | undefined;
  /** How often a thread was started. */
  readonly starts: () => number;
  close(): Promise<void>;
};

/** Starting a thread takes 50 ms as a rule; a machine that is overloaded may take very much longer. */
const startMsMax = 30_000;
const megabyte = 1024 * 1024;
/** Of the machines that run Lua and jq. */
const memoryBytesMax = 64 * megabyte;
/** Of JavaScript's own heap in the thread: jq's code alone takes some 20 MB. */
const heapMegabytesMax = 192;

type Running = { readonly worker: Worker; readonly port: MessagePort; readonly flag: Int32Array };

/**
 * Makes a thread that starts with its first script. The caller sleeps until the answer is there or the time is over; then the
 * thread is ended from outside, which no script can swallow, and the next call starts a new one.
 */
export function createScriptThread(): ScriptThread {
  let running: Running | undefined;
  let starts = 0;
  const stop = async () => {
    const stopping = running;
    running = undefined;
    stopping?.port.close();
    await stopping?.worker.terminate();
  };
  return {
    call(request, timeoutMs) {
      if (running === undefined) {
        running = start();
        starts += 1;
      }
      const { port, flag } = running;
      Atomics.store(flag, 0, 0);
      port.postMessage(request);
      Atomics.wait(flag, 0, 0, timeoutMs);
      const received: { readonly message: ScriptReply } | undefined = receiveMessageOnPort(port);
      if (received !== undefined) return received.message;
      void stop();
      return undefined;
    },
    starts: () => starts,
    close: stop,
  };
}

function start(): Running {
  const signal = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const flag = new Int32Array(signal);
  const { port1, port2 } = new MessageChannel();
  const data: WorkerStart = { signal, port: port2, memoryBytesMax };
  const worker = new Worker(toWorkerFile(), {
    workerData: data,
    transferList: [port2],
    // Neither this process's environment nor its loaders are a script's affair, and what jq prints is no output of ours.
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytesMax },
  });
  // A thread that ran out of memory is found dead by the caller, who then says so.
  worker.on("error", () => undefined);
  worker.unref();
  port1.unref();
  Atomics.wait(flag, 0, 0, startMsMax);
  return { worker, port: port1, flag };
}

/** Sources run as they are; in a bundle the worker is a file beside it. */
function toWorkerFile(): URL {
  const name = import.meta.url.endsWith(".ts") ? "./script-worker.ts" : "./script-worker.js";
  return new URL(name, import.meta.url);
}
