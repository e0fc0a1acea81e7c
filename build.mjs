// Bundles the command line, the functions and the plugin for serverless into dist, or into the folder that is named; run by
// `npm install` (prepare) and `npm run build`.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { build } from "esbuild";

const out = process.argv[2] ?? "dist";

const requireShim =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

const common = {
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  banner: { js: requireShim },
  logLevel: "warning",
};

/** The module that starts the worker of scripts: whoever has it needs the worker's files beside it. */
const workerStarter = "src/adapters/scripts/script-thread.ts";
const worker = await buildScriptWorker();

await Promise.all([buildCommandLine(), buildPlugin(), buildFunctions()]);

/** Gives the files of the worker that runs scripts, by their names: itself with all that it imports, and Lua. */
async function buildScriptWorker() {
  const { outputFiles } = await build({
    ...common,
    entryPoints: { "script-worker": "src/adapters/scripts/script-worker.ts" },
    // jq's package looks for a folder at its start, though all that it needs is inside it.
    define: { __dirname: '"/"' },
    outdir: out,
    minify: true,
    write: false,
  });
  const lua = createRequire(import.meta.url).resolve("wasmoon-lua5.1/dist/liblua5.1.wasm");
  return new Map([
    ["script-worker.js", outputFiles[0].contents],
    ["liblua5.1.wasm", readFileSync(lua)],
  ]);
}

function writeWorker(folder) {
  mkdirSync(folder, { recursive: true });
  for (const [name, contents] of worker) writeFileSync(join(folder, name), contents);
}

/** Its imports stay: it runs where the packages are installed. */
async function buildCommandLine() {
  await build({
    ...common,
    entryPoints: { main: "src/cli/main.ts" },
    outdir: join(out, "cli"),
    packages: "external",
    sourcemap: true,
  });
  writeWorker(join(out, "cli"));
  writeFileSync(join(out, "package.json"), '{"type":"module"}\n');
  // It looks at Node's version before all else: what it imports then may use all of the version that is needed.
  writeFileSync(
    join(out, "cli", "outrigger.js"),
    `#!/usr/bin/env node
if (Number(process.versions.node.split(".")[0]) < 24) {
  process.stderr.write(
    "error: outrigger needs Node 24, this is " + process.version + ": run it as npx outrigger in its folder, or install Node 24\\n",
  );
  process.exit(2);
}
const [{ enableCompileCache }, { homedir }, { join }] = await Promise.all(
  ["node:module", "node:os", "node:path"].map((name) => import(name)),
);
// What was compiled once is not compiled again. Below this user's own folder: nobody else may put code there.
const caches = process.env.XDG_CACHE_HOME ?? join(process.env.HOME ?? homedir(), ".cache");
enableCompileCache(join(caches, "outrigger", "code"));
await import("./main.js");
`,
  );
  chmodSync(join(out, "cli", "outrigger.js"), 0o755);
}

/** serverless wants a default export. What only the local mode needs is a chunk of its own, so `package` does not load it. */
async function buildPlugin() {
  rmSync(join(out, "local"), { recursive: true, force: true });
  await build({
    ...common,
    stdin: {
      contents: 'export { ServerlessPlugin as default } from "./src/local/serverless-plugin.ts";',
      resolveDir: process.cwd(),
      sourcefile: "serverless-plugin.js",
    },
    entryNames: "serverless-plugin",
    outdir: join(out, "local"),
    packages: "external",
    splitting: true,
    sourcemap: true,
  });
  writeWorker(join(out, "local"));
}

/**
 * Everything is in the bundles. What several functions import is bundled once and copied to each of them: bundling it for each
 * takes three times as long. `meta` tells what weighs how much.
 */
async function buildFunctions() {
  const files = readdirSync("functions", { withFileTypes: true });
  const names = files.flatMap(({ name }) => (name.endsWith(".ts") ? name.slice(0, -".ts".length) : []));
  const { metafile, outputFiles } = await build({
    ...common,
    entryPoints: Object.fromEntries(names.map((name) => [name, join("functions", `${name}.ts`)])),
    outdir: join(out, "functions"),
    splitting: true,
    minify: true,
    mainFields: ["module", "main"],
    metafile: true,
    write: false,
  });
  const contents = new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]));
  rmSync(join(out, "functions"), { recursive: true, force: true });
  mkdirSync(join(out, "meta"), { recursive: true });
  for (const name of names) {
    const folder = join(out, "functions", name);
    mkdirSync(folder, { recursive: true });
    const reached = findReached(`${name}.js`, outputs);
    for (const file of reached) {
      writeFileSync(join(folder, file === `${name}.js` ? "index.js" : file), contents.get(file));
    }
    if ([...reached].some((file) => workerStarter in outputs.get(file).inputs)) writeWorker(folder);
    writeFileSync(join(folder, "package.json"), '{"type":"module"}\n');
    const weights = Object.fromEntries([...reached].map((file) => [file, outputs.get(file)]));
    writeFileSync(join(out, "meta", `${name}.json`), JSON.stringify({ outputs: weights }));
  }
}

/** Gives a file and all that it imports, at once or at need. */
function findReached(start, outputs) {
  const reached = new Set([start]);
  for (const file of reached) {
    for (const { path, external } of outputs.get(file).imports) if (!external) reached.add(basename(path));
  }
  return reached;
}

// npx finds it there at once; without the link it would first install this folder into a cache of its own.
if (out === "dist" && existsSync("node_modules/.bin") && process.platform !== "win32") {
  rmSync("node_modules/.bin/outrigger", { force: true });
  symlinkSync("../../dist/cli/outrigger.js", "node_modules/.bin/outrigger");
}
