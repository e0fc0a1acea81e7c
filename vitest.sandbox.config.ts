import { defineConfig } from "vitest/config";
import { flakyReporter } from "./test/flaky-reporter.ts";

// The end-to-end tests of vitest.cluster.config.ts with the sandbox in place of a real API server. Its rules of Kubernetes are in
// the usual run already, and the comparison with kubectl needs a real server.
export default defineConfig({
  test: {
    reporters: ["default", flakyReporter],
    include: ["test/cluster/*.test.ts"],
    exclude: ["test/cluster/kubectl-compare.test.ts"],
    globalSetup: ["test/cluster/sandbox-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
