import { afterAll } from "vitest";
import { create, remove } from "./cluster-objects.ts";

const spaces: string[] = [];

// Nobody waits for namespaces to go: the names are never used again.
afterAll(async () => {
  const removed = spaces.map(async (name) => await remove({ kind: "Namespace", name }));
  await Promise.allSettled(removed);
});

/** Gives the name of a namespace that nobody else uses; it is deleted when the test file ends, whoever makes it. */
export function nameSpace(prefix: string): string {
  const name = `${prefix}-${Math.random().toString(36).slice(2, 8)}`;
  spaces.push(name);
  return name;
}

/** Makes a namespace of one's own and gives its name. */
export async function makeSpace(prefix: string): Promise<string> {
  const name = nameSpace(prefix);
  await create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  return name;
}
