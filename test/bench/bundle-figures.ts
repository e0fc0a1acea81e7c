import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { runProcess } from "./run-process.ts";
import { toMedian, toRounded } from "./statistics.ts";

/** What a function weighs before it does anything. */
export type BundleFigures = { readonly bytes: number; readonly importMs: number };

const imports = 7;

/** Measures every bundled function: the bytes of its package, and the median of importing it in fresh processes. */
export async function measureBundles(folder: string): Promise<Readonly<Record<string, BundleFigures>>> {
  const figures: Record<string, BundleFigures> = {};
  for (const name of (await readdir(folder)).toSorted()) {
    const bundle = join(folder, name);
    figures[name] = { bytes: await sizeOf(bundle), importMs: await measureImport(join(bundle, "index.js")) };
  }
  return figures;
}

async function sizeOf(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = files
    .filter((file) => file.isFile())
    .map(async (file) => (await stat(join(file.parentPath, file.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function measureImport(script: string): Promise<number> {
  const code = `const began = performance.now(); await import(${JSON.stringify(script)}); process.stdout.write(String(performance.now() - began)); process.exit(0);`;
  const times: number[] = [];
  for (let run = 0; run < imports; run += 1) {
    const args = ["--input-type=module", "--eval", code];
    const { output } = await runProcess(process.execPath, args, {
      timeoutMs: 20_000,
      env: { PATH: process.env["PATH"], OUTRIGGER_TABLE: "outrigger", AWS_REGION: "eu-west-1" },
    });
    times.push(Number(output));
  }
  return toRounded(toMedian(times), 1);
}
