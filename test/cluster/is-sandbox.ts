import { readFile } from "node:fs/promises";
import { inject } from "vitest";
import { parse } from "yaml";

/** Whether the tests run on the embedded API server: it speaks plain HTTP, as no real one does here. */
export const isSandbox: boolean = parse(
  await readFile(inject("kubeconfig"), "utf8"),
).clusters[0].cluster.server.startsWith("http:");
