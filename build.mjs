// Bundles the command line into dist/cli; run by `npm install` (prepare) and `npm run build`.
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const requireShim =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

await build({
  entryPoints: { outrigger: "src/cli/main.ts" },
  outdir: "dist/cli",
  bundle: true,
  packages: "external",
  platform: "node",
  target: "node20",
  format: "esm",
  sourcemap: true,
  banner: { js: `#!/usr/bin/env node\n${requireShim}` },
  logLevel: "warning",
});
mkdirSync("dist/cli", { recursive: true });
writeFileSync("dist/package.json", '{"type":"module"}\n');
chmodSync("dist/cli/outrigger.js", 0o755);
