import { Command, InvalidArgumentError, Option } from "commander";
import { parseDuration } from "../declaration/duration.ts";
import { version } from "../local/version.ts";
import { addAdmin } from "./admin/admin-program.ts";
import { addApp } from "./app/app-program.ts";
import type { CommandContext } from "./command-context.ts";
import { runDiff } from "./diff-command.ts";
import { readEnvironment } from "./environment.ts";
import { addPauses } from "./pause/pause-program.ts";
import { runRecords } from "./records-command.ts";
import { runRender } from "./render-command.ts";
import { runRun } from "./run-command.ts";
import { runTokenCreate } from "./token-command.ts";

type Finish = (exitCode: number) => void;

/** What a program is given by its process. */
type Surroundings = {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: CommandContext["streams"]["out"];
  readonly stderr: CommandContext["streams"]["err"];
  /** Where a person answers; without it nobody is asked. */
  readonly stdin?: NonNullable<CommandContext["streams"]["in"]>;
};

/** Makes the command line; `finish` is told each command's exit code. Errors are thrown, CommanderError among them. */
export function createProgram({ env, stdout, stderr, stdin }: Surroundings, finish: Finish): Command {
  const program = new Command("outrigger")
    .description("GitOps for Kubernetes from outside the cluster")
    .version(version, "--version", "print the version")
    .option("--verbose", "print the causes of errors")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
    });
  const context: CommandContext = {
    environment: readEnvironment(env),
    streams: { out: stdout, err: stderr, ...(stdin === undefined ? {} : { in: stdin }) },
    isVerbose: () => program.opts().verbose === true,
  };
  addRun(program, context, finish);
  addRender(program, context, finish);
  addDiff(program, context, finish);
  addRecords(program, context, finish);
  addToken(program, context, finish);
  addApp(program, context, finish);
  addAdmin(program, context, finish);
  addPauses(program, context, finish);
  addStart(program, { context, env }, finish);
  addSandbox(program, context, finish);
  addKubectl(program, { context, env }, finish);
  program
    .command("version")
    .description("print the version")
    .action(() => {
      stdout.write(`outrigger ${version}\n`);
      finish(0);
    });
  return program;
}

function addRun(program: Command, context: CommandContext, finish: Finish): void {
  const apps = new Option(
    "--apps <path...>",
    "files or folders with Applications, AppProjects, argocd-cm, argocd-cmd-params-cm and repository Secrets; - for standard input",
  );
  withCluster(program.command("run"))
    .description("bring applications from Git to their clusters and keep them there")
    .addOption(apps.makeOptionMandatory())
    .addOption(stateFolder())
    .addOption(
      new Option("--once", "end when all operations are finished, nothing Progressing").conflicts("interval"),
    )
    .addOption(duration("--interval <duration>", "look again after this long", "60s"))
    .option("--sync", "sync applications without an automated sync policy too", false)
    .addOption(duration("--timeout <duration>", "end a round after this long", "10m"))
    .option("--dry-run", "write nothing anywhere; print what a sync would do", false)
    .addOption(output(["table", "wide", "json", "name"]))
    .action(async (options) => finish(await runRun(options, context)));
}

function addRender(program: Command, context: CommandContext, finish: Finish): void {
  withCluster(withSurroundings(program.command("render")))
    .description("print the objects that Git wants")
    .option("--raw", "as the tool gave them; no cluster is asked", false)
    .action(async (file, options) => finish(await runRender(file, options, context)));
}

function addDiff(program: Command, context: CommandContext, finish: Finish): void {
  withCluster(withSurroundings(program.command("diff")))
    .description("print how a cluster differs from Git; exit 0: not at all, 1: it does, 2: it cannot be said")
    .addOption(stateFolder())
    .addOption(output(["text", "json"]))
    .action(async (file, options) => finish(await runDiff(file, options, context)));
}

function addRecords(program: Command, context: CommandContext, finish: Finish): void {
  program
    .command("records")
    .description("print what happened: one record per operation, newest first")
    .argument("[application]", "name, or namespace/name; all without")
    .addOption(stateFolder())
    .addOption(output(["table", "json"]))
    .action(async (application, options) => finish(await runRecords(application, options, context)));
}

function addToken(program: Command, context: CommandContext, finish: Finish): void {
  program
    .command("token")
    .description("tokens of the API")
    .command("create")
    .description("print a new token; only its hash is kept")
    .option("--name <name>", "what it is for", "person")
    .option("--table <name>", "DynamoDB table of the AWS account that the environment names")
    .addOption(stateFolder())
    .action(async (options) => finish(await runTokenCreate(options, context)));
}

type Started = { readonly context: CommandContext; readonly env: NodeJS.ProcessEnv };

function addStart(program: Command, { context, env }: Started, finish: Finish): void {
  program
    .command("start")
    .description("run all of it on this machine: the functions, a cluster, Git and examples")
    .option("--once", "end with exit 0 when every application is as expected, with 1 at the timeout", false)
    .option("--kubeconfig <file>", "a cluster of yours in place of the sandbox")
    .option("--context <name>", "context of that kubeconfig (its current one)")
    .option(
      "--apps <path|url>",
      "Applications of yours, or a Git repository of them, in place of the examples",
    )
    .option(
      "--state <dir>",
      "state folder (.outrigger, or one below it for a cluster or applications of yours)",
    )
    .addOption(port("--port <number>", "of the API", 3000))
    .addOption(port("--git-port <number>", "of the Git server", 3001))
    .addOption(port("--lambda-port <number>", "of the functions", 3002))
    .addOption(port("--sandbox-port <number>", "of the sandbox cluster", 3003))
    .addOption(duration("--timeout <duration>", "with --once: wait no longer", "3m"))
    .addOption(timeScale())
    .action(async (options) => {
      // The sandbox's tables take long to load, and other commands need none.
      const { runStart } = await import("./start/start.ts");
      finish(await runStart(options, context, env));
    });
}

function addSandbox(program: Command, context: CommandContext, finish: Finish): void {
  program
    .command("sandbox")
    .description("run the embedded cluster alone, and print its KUBECONFIG")
    .addOption(port("--port <number>", "of the cluster", 3003))
    .addOption(stateFolder())
    .addOption(timeScale())
    .action(async ({ port, ...options }) => {
      const { runSandbox } = await import("./start/sandbox-command.ts");
      finish(await runSandbox({ ...options, sandboxPort: port }, context));
    });
}

function addKubectl(program: Command, { context, env }: Started, finish: Finish): void {
  program
    .command("kubectl")
    .description("run the bundled kubectl, by itself on the cluster of `outrigger start`")
    .argument("[arguments...]", "all of kubectl's")
    .helpOption(false)
    .action(async (args) => {
      const { runKubectl } = await import("./start/kubectl-command.ts");
      finish(await runKubectl(args, context, env));
    });
}

function port(flags: string, description: string, preset: number): Option {
  return new Option(flags, `port ${description}; 0: any that is free`).argParser(toPort).default(preset);
}

function toPort(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number < 65_536) return number;
  throw new InvalidArgumentError(`"${text}" is no port: write a number from 0 to 65535.`);
}

function timeScale(): Option {
  return new Option("--time-scale <number>", "of the time that things take in a real cluster; 0: none")
    .argParser(toScale)
    .default(0.5);
}

function toScale(text: string): number {
  const number = Number(text);
  if (text.trim() !== "" && number >= 0 && number <= 100) return number;
  throw new InvalidArgumentError(`"${text}" is no scale: write a number from 0 to 100.`);
}

function withCluster(command: Command): Command {
  return command
    .option("--kubeconfig <file>", "kubeconfig file ($KUBECONFIG, else ~/.kube/config)")
    .option("--context <name>", "context that is in-cluster (the kubeconfig's current one)");
}

function withSurroundings(command: Command): Command {
  return command
    .argument("<file>", "file with one Application; - for standard input")
    .option("--apps <path...>", "where its project, settings and repository Secrets are");
}

function stateFolder(): Option {
  return new Option("--state <dir>", "state folder").default(".outrigger");
}

function output(formats: readonly string[]): Option {
  return new Option("-o, --output <format>", "output format").choices(formats).default("table");
}

function duration(flags: string, description: string, preset: string): Option {
  return new Option(flags, description).argParser(toMilliseconds).default(toMilliseconds(preset), preset);
}

function toMilliseconds(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined && milliseconds > 0) return milliseconds;
  throw new InvalidArgumentError(`"${text}" is no duration: write 60s, 10m or 1h30m.`);
}
