// Bundles the command line into dist/cli; run by `npm install` (prepare) and `npm run build`.
// bin/outrigger.js only looks at Node's version: what it imports then may use all of the version that is needed.
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const requireShim =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

await build({
  entryPoints: { main: "src/cli/main.ts" },
  outdir: "dist/cli",
  bundle: true,
  packages: "external",
  platform: "node",
  target: "node24",
  format: "esm",
  sourcemap: true,
  banner: { js: requireShim },
  logLevel: "warning",
});
mkdirSync("dist/cli", { recursive: true });
writeFileSync("dist/package.json", '{"type":"module"}\n');
writeFileSync(
  "dist/cli/outrigger.js",
  `#!/usr/bin/env node
if (Number(process.versions.node.split(".")[0]) < 24) {
  process.stderr.write(
    "error: outrigger needs Node 24, this is " + process.version + ": run it as npx outrigger in its folder, or install Node 24\\n",
  );
  process.exit(2);
}
await import("./main.js");
`,
);
chmodSync("dist/cli/outrigger.js", 0o755);

// npx finds it there at once; without the link it would first install this folder into a cache of its own.
if (existsSync("node_modules/.bin") && process.platform !== "win32") {
  rmSync("node_modules/.bin/outrigger", { force: true });
  symlinkSync("../../dist/cli/outrigger.js", "node_modules/.bin/outrigger");
}
