/*
 * A sandbox in a process of its own. The argument is its options as JSON; prints its URL and kubeconfig as one line of JSON, and
 * ends with its parent.
 */
import { startSandbox } from "../../src/sandbox/sandbox.ts";

const sandbox = await startSandbox(JSON.parse(process.argv[2] ?? "{}"));
const { url, kubeconfig } = sandbox;
process.stdout.write(`${JSON.stringify({ url, kubeconfig })}\n`);
process.stdin.resume().on("end", async () => {
  await sandbox.close();
  process.exit(0);
});
