import type { Reporter } from "vitest/node";

/** Names each test that passed at its second try, in a line that begins with `flaky: `, with what the first try said. */
export const flakyReporter: Reporter = {
  onTestCaseResult(test) {
    if (test.diagnostic()?.flaky !== true) return;
    const reason = test.result().errors?.[0]?.message.split("\n")[0] ?? "no reason given";
    console.log(`flaky: ${test.module.relativeModuleId} > ${test.fullName}: ${reason}`);
  },
};
