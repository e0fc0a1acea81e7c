import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { parseDuration } from "../application/duration.ts";
import { messageOf, ReconcileError } from "../errors.ts";
import { version } from "../local/version.ts";
import { runDiff } from "./diff-command.ts";
import { readEnvironment } from "./environment.ts";
import { runRecords } from "./records-command.ts";
import { runRender } from "./render-command.ts";
import { runRun } from "./run-command.ts";

/** Exit codes: all is well; something is not; the input is wrong. */
const badInput = 2;

function toMilliseconds(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined || milliseconds <= 0) {
    throw new InvalidArgumentError(`"${text}" is no duration: write 60s, 10m or 1h30m.`);
  }
  return milliseconds;
}

function createProgram(finish: (exitCode: number) => void): Command {
  const program = new Command("outrigger")
    .description("GitOps for Kubernetes from outside the cluster")
    .version(version, "--version", "print the version")
    .option("--verbose", "print the causes of errors")
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });
  const environment = readEnvironment(process.env);
  const streams = { out: process.stdout, err: process.stderr };
  const context = { environment, streams, isVerbose: () => program.opts().verbose === true };

  const kubeconfig = new Option("--kubeconfig <file>", "kubeconfig file ($KUBECONFIG, else ~/.kube/config)");
  const contextName = new Option(
    "--context <name>",
    "context that is in-cluster (the kubeconfig's current one)",
  );
  const state = new Option("--state <dir>", "state folder").default(".outrigger");
  const apps = new Option(
    "--apps <path...>",
    "files or folders with Applications, AppProjects, argocd-cm and repository Secrets; - for standard input",
  );

  program
    .command("run")
    .description("bring applications from Git to their clusters and keep them there")
    .addOption(apps.makeOptionMandatory())
    .addOption(kubeconfig)
    .addOption(contextName)
    .addOption(state)
    .addOption(
      new Option("--once", "end when every operation is finished and nothing is Progressing").conflicts(
        "interval",
      ),
    )
    .addOption(
      new Option("--interval <duration>", "look again after this long")
        .argParser(toMilliseconds)
        .default(60_000, "60s"),
    )
    .option("--sync", "sync applications without automated sync policy too", false)
    .addOption(
      new Option("--timeout <duration>", "with --once: end after this long")
        .argParser(toMilliseconds)
        .default(600_000, "10m"),
    )
    .option("--dry-run", "write nothing anywhere; print what a sync would do", false)
    .addOption(
      new Option("-o, --output <format>", "output format")
        .choices(["table", "wide", "json", "name"])
        .default("table"),
    )
    .action(async (options) => finish(await runRun(options, context)));

  program
    .command("render")
    .description("print the objects that Git wants")
    .argument("<file>", "file with an Application; - for standard input")
    .addOption(new Option("--apps <path...>", "where projects, settings and repository Secrets are"))
    .addOption(kubeconfig)
    .addOption(contextName)
    .option("--raw", "as the tool gave them", false)
    .action(async (file, options) => finish(await runRender(file, options, context)));

  program
    .command("diff")
    .description("print how a cluster differs from Git; exit 0: not at all, 1: it does, 2: it cannot be said")
    .argument("<file>", "file with an Application; - for standard input")
    .addOption(new Option("--apps <path...>", "where projects, settings and repository Secrets are"))
    .addOption(kubeconfig)
    .addOption(contextName)
    .addOption(state)
    .action(async (file, options) => finish(await runDiff(file, options, context)));

  program
    .command("records")
    .description("print what happened: one record per operation, newest first")
    .argument("[application]", "name, or namespace/name; all without")
    .addOption(state)
    .addOption(
      new Option("-o, --output <format>", "output format").choices(["table", "json"]).default("table"),
    )
    .action(async (application, options) => finish(await runRecords(application, options, context)));

  program
    .command("version")
    .description("print the version")
    .action(() => {
      process.stdout.write(`outrigger ${version}\n`);
      finish(0);
    });
  return program;
}

async function main(): Promise<void> {
  const program = createProgram((exitCode) => {
    process.exitCode = exitCode;
  });
  try {
    await program.parseAsync(process.argv);
  } catch (error) {
    process.exitCode = toExitCode(error);
    if (error instanceof CommanderError) return;
    const isOurs = error instanceof ReconcileError;
    process.stderr.write(`error: ${messageOf(error)}\n`);
    if (program.opts().verbose === true) process.stderr.write(`${formatCauses(error)}\n`);
    else if (!isOurs)
      process.stderr.write("This is a defect of outrigger: run again with --verbose and report it\n");
  }
}

function toExitCode(error: unknown): number {
  return error instanceof CommanderError && error.exitCode === 0 ? 0 : badInput;
}

function formatCauses(error: unknown): string {
  const lines: string[] = [];
  for (let cause = error; cause instanceof Error && lines.length < 10; cause = cause.cause)
    lines.push(cause.stack ?? cause.message);
  return lines.join("\ncaused by: ");
}

await main();
