import { ReconcileError } from "../../errors.ts";
import { formatJson } from "../../kube/json.ts";
import { limits } from "../../limits.ts";
import type { Pauses } from "../../ports/pauses.ts";
import { formatScope, type Pause, type PauseScope } from "../../sync/pause.ts";
import { type ItemKey, toKeyAttributes } from "./item-keys.ts";
import { parseStored } from "./item-text.ts";
import type { Table } from "./table.ts";

const key: ItemKey = { PK: "CONFIG#pauses", SK: "PAUSES" };
const attemptsMax = 10;

type Known = { readonly text: string | undefined; readonly pauses: readonly Pause[] };

/** All pauses in one item, written on condition that nobody wrote in between. */
export class DynamoPauses implements Pauses {
  readonly #table: Table;
  readonly #now: () => number;
  #kept: { readonly at: number; readonly pauses: Promise<readonly Pause[]> } | undefined;

  constructor(table: Table, { now }: { readonly now: () => number }) {
    this.#table = table;
    this.#now = now;
  }

  async read(): Promise<readonly Pause[]> {
    const at = this.#now();
    if (this.#kept === undefined || Math.abs(at - this.#kept.at) >= limits.pausesKeptMs) {
      const kept = { at, pauses: this.#load().then(({ pauses }) => pauses) };
      this.#kept = kept;
      kept.pauses.catch(() => this.#forget(kept));
    }
    return await this.#kept.pauses;
  }

  async save(pause: Pause): Promise<void> {
    await this.#change((pauses) => [...without(pauses, pause.scope), pause]);
  }

  async remove(scope: PauseScope): Promise<boolean> {
    return await this.#change((pauses) => {
      const others = without(pauses, scope);
      return others.length === pauses.length ? undefined : others;
    });
  }

  /** An answer that was asked for before a change is not for anybody who asks after it. */
  async #change(next: (pauses: readonly Pause[]) => readonly Pause[] | undefined): Promise<boolean> {
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      const known = await this.#load();
      const pauses = next(known.pauses);
      if (pauses === undefined) return false;
      const isSaved = await this.#save(pauses, known);
      this.#kept = undefined;
      if (isSaved) return true;
    }
    throw new ReconcileError("CONFLICT", "Cannot save pauses: others write them all the time; try again");
  }

  async #save(pauses: readonly Pause[], { text }: Known): Promise<boolean> {
    const next = formatJson(pauses);
    const bytes = Buffer.byteLength(next);
    if (bytes > limits.tableItemBytesMax)
      throw new ReconcileError(
        "LIMIT_EXCEEDED",
        `Cannot save pauses: they take ${bytes} bytes, at most ${limits.tableItemBytesMax} fit; pause a project or a cluster in place of its applications`,
      );
    const item = { ...toKeyAttributes(key), pauses: { S: next } };
    const isNew = { condition: "attribute_not_exists(#PK)", values: {} };
    const isSame = { condition: "#pauses = :known", values: { ":known": { S: text ?? "" } } };
    return await this.#table.put(item, "save pauses", text === undefined ? isNew : isSame);
  }

  async #load(): Promise<Known> {
    const text = (await this.#table.read(key, "read pauses"))?.["pauses"]?.S;
    return { text, pauses: text === undefined ? [] : parseStored<readonly Pause[]>(text, "pauses") };
  }

  /** A question that failed is asked again. */
  #forget(kept: object): void {
    if (this.#kept === kept) this.#kept = undefined;
  }
}

function without(pauses: readonly Pause[], scope: PauseScope): readonly Pause[] {
  return pauses.filter((pause) => formatScope(pause.scope) !== formatScope(scope));
}
