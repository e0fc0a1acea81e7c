import { isObject, type Json, readField } from "../../src/kube/json.ts";
import type { Outside } from "../stories/world.ts";

/** Where a process ends: at its call number `at`, before or after the call took effect. */
export type Crash = { readonly at: number; readonly when: "before" | "after" };

/** The end of a process: no error of the program's own, so nobody is to catch it. */
export class ProcessEnded extends Error {
  override name = "ProcessEnded";
}

/** One call to the outside: what was asked, and whether it may change something there. */
export type Call = { readonly label: string; readonly writes: boolean };

const writing = /^table (Put|Update|BatchWrite)|^cluster\.(apply|create|delete)$|^renderCache\.save$/;

/** The outside of a process that may end at any call; once it has ended, nothing of it gets through any more. */
export class MortalProcess {
  readonly calls: Call[] = [];
  readonly #crash: Crash | undefined;
  readonly #onObject: (object: Json) => void;
  #ended = false;

  constructor(crash: Crash | undefined, onObject: (object: Json) => void) {
    this.#crash = crash;
    this.#onObject = onObject;
  }

  hasEnded(): boolean {
    return this.#ended;
  }

  readonly outside: Outside = async (label, act) => {
    if (this.#ended) throw new ProcessEnded(label);
    const at = this.calls.length;
    this.calls.push({ label, writes: writing.test(label) });
    if (this.#isEnd(at, "before")) this.#end(label);
    const answer = await act();
    // The cluster has seen the request, whether or not its answer still finds somebody.
    if (label === "cluster.apply" || label === "cluster.create") this.#onObject(toObject(answer));
    if (this.#isEnd(at, "after")) this.#end(label);
    if (this.#ended) throw new ProcessEnded(label);
    return answer;
  };

  #isEnd(at: number, when: Crash["when"]): boolean {
    return this.#crash?.at === at && this.#crash.when === when;
  }

  #end(label: string): never {
    this.#ended = true;
    throw new ProcessEnded(label);
  }
}

function toObject(answer: unknown): Json {
  if (!isObject(answer)) return null;
  return readField(answer, "metadata") === undefined ? (answer["object"] ?? null) : answer;
}
