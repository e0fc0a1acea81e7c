import { defineConfig } from "vitest/config";
import { flakyReporter } from "./test/flaky-reporter.ts";

export default defineConfig({
  test: {
    reporters: ["default", flakyReporter],
    include: ["test/**/*.test.ts"],
    exclude: ["test/cluster/**"],
    // Files of one worker share what they import: a third of the time was importing it anew. No file keeps state in a module.
    isolate: false,
    // Many files wait for processes and servers: more workers than cores keep the cores busy.
    maxWorkers: 4,
    testTimeout: 30_000,
  },
});
