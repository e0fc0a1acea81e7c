import { type Command, Option } from "commander";
import type { CommandContext } from "../command-context.ts";
import { addResourceCommands } from "../resources/resource-program.ts";
import {
  output,
  repeated,
  withApplication,
  withChoice,
  withInstallation,
  withSwitches,
  withTimeout,
} from "./app-flags.ts";
import { addSpecFlags, splitSpecFlags } from "./app-spec-flags.ts";
import { runCreate, runPatch, runSet } from "./change-commands.ts";
import { runConfirmDeletion, runDelete } from "./delete-command.ts";
import { toCount, toMilliseconds, toPinTime } from "./flag-values.ts";
import { runGet, runHistory, runList, runResources } from "./read-commands.ts";
import { runAppDiff, runManifests } from "./show-commands.ts";
import { runRelease, runRollback, runSync, runTerminate } from "./sync-command.ts";
import { runWait } from "./wait-command.ts";

type Finish = (exitCode: number) => void;

const oneName = "name, or namespace/name";

/** Adds `outrigger app`: Argo CD's commands for applications, with its flags. */
export function addApp(program: Command, context: CommandContext, finish: Finish): void {
  const app = program
    .command("app")
    .description(
      "applications: of a server, or of a state folder, which this command then brings forward itself",
    );
  for (const register of [
    addReads,
    addShows,
    addSync,
    addRollback,
    addWait,
    addChanges,
    addDeletion,
    addResourceCommands,
  ])
    register(app, context, finish);
}

function addReads(app: Command, context: CommandContext, finish: Finish): void {
  withApplication(app.command("list"))
    .description("list applications")
    .addOption(repeated("-p, --project <name>", "of a project"))
    .option("-l, --selector <labels>", "whose labels match")
    .option("-c, --cluster <name|url>", "of a cluster")
    .option("-r, --repo <url>", "of a repository")
    .option("-P, --path <path>", "of a folder")
    .addOption(output(["wide", "name", "json", "yaml", "table"], "wide"))
    .action(async (options) => finish(await runList(options, context)));
  withTimeout(withApplication(app.command("get")))
    .description("show an application")
    .argument("<name>", oneName)
    .option("--refresh", "have it compared anew")
    .option("--hard-refresh", "have it rendered and compared anew")
    .option("--show-operation", "show its last operation, too")
    .addOption(output(["wide", "json", "yaml"], "wide"))
    .action(async (name, options) => finish(await runGet(name, options, context)));
  withApplication(app.command("history"))
    .description("list what an application can be rolled back to")
    .argument("<name>", oneName)
    .addOption(output(["wide", "id", "json", "yaml"], "wide"))
    .action(async (name, options) => finish(await runHistory(name, options, context)));
  withApplication(app.command("resources"))
    .description("list the objects of an application; what controllers make of them is not among them")
    .argument("<name>", oneName)
    .addOption(output(["wide", "json", "yaml"], "wide"))
    .action(async (name, options) => finish(await runResources(name, options, context)));
}

function addShows(app: Command, context: CommandContext, finish: Finish): void {
  const diff = withTimeout(withApplication(app.command("diff")))
    .description(
      "show how the cluster differs from Git; exit 0: not at all, 1: it does, 2: it cannot be said",
    )
    .argument("<name>", oneName)
    .option("--revision <revision>", "another than the application's own")
    .option("--refresh", "have it compared anew before")
    .option("--hard-refresh", "have it rendered and compared anew before")
    .addOption(output(["text", "json", "yaml"], "text"));
  withSwitches(diff, { "exit-code": "exit with 1 where it differs (on)" }).action(
    async (name, { exitCode = true, ...options }) =>
      finish(await runAppDiff(name, { ...options, exitCode }, context)),
  );
  withApplication(app.command("manifests"))
    .description("print the objects that Git wants, or that the cluster has")
    .argument("<name>", oneName)
    .option("--revision <revision>", "another than the application's own")
    .addOption(
      new Option("--source <source>", "where they come from").choices(["git", "live"]).default("git"),
    )
    .action(async (name, options) => finish(await runManifests(name, options, context)));
}

function addSync(app: Command, context: CommandContext, finish: Finish): void {
  const strategy = new Option("--strategy <strategy>", "apply: without hooks").choices(["apply", "hook"]);
  const limit = new Option("--retry-limit <number>", "retries at most").argParser(toCount);
  const factor = new Option("--retry-backoff-factor <number>", "each pause is longer by it").argParser(
    toCount,
  );
  withTimeout(withChoice(app.command("sync")))
    .description("bring applications to their revision, and wait for it")
    .argument("[names...]", oneName)
    .option("--revision <revision>", "another than the application's own")
    .addOption(
      repeated("--resource <[!]group:kind:[namespace/]name>", "only these objects; with ! all but these"),
    )
    .addOption(repeated("--label <labels>", "only objects with these labels"))
    .option("--prune", "delete what left Git, too")
    .option("--dry-run", "ask the API server, and write nothing")
    .option("--force", "delete and create again what cannot be changed")
    .option("--replace", "replace objects, do not apply them")
    .option("--server-side", "accepted: it is the only way here")
    .option("--apply-out-of-sync-only", "only what is OutOfSync")
    .addOption(strategy)
    .option("--async", "do not wait")
    .addOption(limit)
    .option("--retry-refresh", "a retry takes the newest revision")
    .addOption(new Option("--retry-backoff-duration <duration>", "first pause").argParser(toMilliseconds))
    .addOption(factor)
    .addOption(
      new Option("--retry-backoff-max-duration <duration>", "longest pause").argParser(toMilliseconds),
    )
    .addOption(repeated("--info <name=value>", "note this with the operation"))
    .addOption(output(["wide", "json", "yaml"], "wide"))
    .action(async (names, options) => finish(await runSync(names, options, context)));
  withApplication(app.command("terminate-op"))
    .description("end the running operation of an application")
    .argument("<name>", oneName)
    .action(async (name, options) => finish(await runTerminate(name, options, context)));
}

function addRollback(app: Command, context: CommandContext, finish: Finish): void {
  const until = new Option(
    "--pin-until <duration|time>",
    "of an application that syncs by itself: stay there for so long (until it is released)",
  ).argParser((text: string) => toPinTime(text, Date.now()));
  withTimeout(withApplication(app.command("rollback")))
    .description("bring an application back to an entry of its history; without an ID, to the one before")
    .argument("<name>", oneName)
    .argument("[id]", "of app history")
    .option("--prune", "delete what left Git, too")
    .option("--dry-run", "ask the API server, and write nothing")
    .addOption(until)
    .option("--async", "do not wait")
    .addOption(output(["wide", "json", "yaml"], "wide"))
    .action(async (name, id, options) => finish(await runRollback([name, id], options, context)));
  withApplication(app.command("release"))
    .description("end the pin of a rollback: the application goes on with its own revision")
    .argument("<name>", oneName)
    .action(async (name, options) => finish(await runRelease(name, options, context)));
}

function addWait(app: Command, context: CommandContext, finish: Finish): void {
  withTimeout(withChoice(app.command("wait")))
    .description("wait until applications are synced, healthy and at rest, or as flags say")
    .argument("[names...]", oneName)
    .option("--sync", "wait until it is Synced")
    .option("--health", "wait until it is Healthy")
    .option("--operation", "wait until no operation runs")
    .option("--suspended", "wait until it is Suspended")
    .option("--degraded", "wait until it is Degraded")
    .option("--delete", "wait until it is gone")
    .addOption(repeated("--resource <[!]group:kind:[namespace/]name>", "of these objects only"))
    .addOption(output(["wide", "json", "yaml"], "wide"))
    .action(async (names, options) => finish(await runWait(names, options, context)));
}

function addChanges(app: Command, context: CommandContext, finish: Finish): void {
  const create = withApplication(app.command("create"))
    .description("create an application, of a file or of flags")
    .argument("[name]", oneName)
    .option("-f, --file <path>", "file with Applications; - for standard input")
    .option("--upsert", "change it where it is there and says something else")
    .addOption(repeated("-l, --label <name=value>", "label of the application"))
    .addOption(repeated("--annotations <name=value>", "annotation of the application"))
    .option("--set-finalizer", "its objects are deleted with it");
  addSpecFlags(create).action(async (name, options) =>
    finish(await runCreate(name, [options, splitSpecFlags(options)], context)),
  );
  const set = withApplication(app.command("set"))
    .description("change fields of an application's spec")
    .argument("<name>", oneName);
  addSpecFlags(set).action(async (name, options) =>
    finish(await runSet(name, [options, splitSpecFlags(options)], context)),
  );
  withApplication(app.command("patch"))
    .description("patch an application")
    .argument("<name>", oneName)
    .requiredOption("--patch <json>", "the patch")
    .addOption(new Option("--type <type>", "kind of patch").choices(["json", "merge"]).default("json"))
    .addOption(output(["yaml", "json"], "yaml"))
    .action(async (name, options) => finish(await runPatch(name, options, context)));
}

function addDeletion(app: Command, context: CommandContext, finish: Finish): void {
  const policy = new Option("-p, --propagation-policy <policy>", "how objects are deleted");
  const command = withTimeout(withInstallation(app.command("delete")))
    .description("delete applications, with their objects")
    .argument("[names...]", oneName)
    .option("-N, --app-namespace <name>", "namespace of the application")
    .option("-l, --selector <labels>", "all applications whose labels match")
    .addOption(policy.choices(["foreground", "background"]))
    .option("-y, --yes", "do not ask")
    .option("--wait", "wait until they are gone");
  withSwitches(command, { cascade: "delete their objects, too (on)" }).action(
    async (names, { cascade = true, ...options }) =>
      finish(await runDelete(names, { ...options, cascade }, context)),
  );
  withApplication(app.command("confirm-deletion"))
    .description("approve deletions and prunes that wait for a person")
    .argument("<name>", oneName)
    .action(async (name, options) => finish(await runConfirmDeletion(name, options, context)));
}
