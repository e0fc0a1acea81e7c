import { setTimeout as pause } from "node:timers/promises";

/** Asks again and again until there is an answer; throws after two minutes. */
export async function until<T>(what: string, probe: () => Promise<T | undefined | false>): Promise<T> {
  for (const end = Date.now() + 120_000; Date.now() < end; await pause(200)) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
  }
  throw new Error(`Two minutes passed before ${what}`);
}
