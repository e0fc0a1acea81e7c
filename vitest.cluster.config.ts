import { defineConfig } from "vitest/config";
import { flakyReporter } from "./test/flaky-reporter.ts";

export default defineConfig({
  test: {
    reporters: ["default", flakyReporter],
    include: ["test/cluster/**/*.test.ts"],
    globalSetup: ["test/cluster/global-setup.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
});
