/*
 * Runs the same kubectl commands against a real API server and the sandbox and prints what differs.
 *
 *   node test/cluster/kubectl-compare.ts [scenario ...]
 *
 * The real server: KUBECONFIG or KUBEBOX, as for `npm run test:cluster`. kubectl: KUBECTL, else the bundled one. The other side:
 * a sandbox of its own, or the server of SANDBOX_KUBECONFIG (the real one again tells what this comparison cannot see).
 * Exit code 1: there are differences that kubectl/accepted.ts does not have.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startControlPlane } from "./control-plane.ts";
import { formatComparison } from "./kubectl/compare.ts";
import { openComparison } from "./kubectl/open-comparison.ts";
import { scenarios } from "./kubectl/scenarios.ts";

const wanted = process.argv.slice(2);
const chosen = scenarios.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const folder = await mkdtemp(join(tmpdir(), "outrigger-kubectl-"));
const real = await startControlPlane(process.env);
const comparison = await openComparison(real.kubeconfig, folder);
try {
  const result = await comparison.run(chosen);
  process.stdout.write(formatComparison(result));
  process.exitCode = result.differences.length === 0 ? 0 : 1;
} finally {
  await comparison.close();
  await real.stop();
  await rm(folder, { recursive: true, force: true });
}
