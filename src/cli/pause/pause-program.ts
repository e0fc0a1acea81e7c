import { type Command, Option } from "commander";
import { output, withApplication, withInstallation } from "../app/app-flags.ts";
import { toPinTime } from "../app/flag-values.ts";
import type { CommandContext } from "../command-context.ts";
import { runPause, runPauses, runResume } from "./pause-commands.ts";

type Finish = (exitCode: number) => void;

/** Adds `outrigger pause`, `resume` and `pauses`, and `app pause` and `app resume`. */
export function addPauses(program: Command, context: CommandContext, finish: Finish): void {
  withReason(withScope(withInstallation(program.command("pause"))))
    .description("write nothing to clusters any more: of all applications, of a project, or to a cluster")
    .action(async (options) => finish(await runPause(undefined, options, context)));
  withScope(withInstallation(program.command("resume")))
    .description("end a pause")
    .action(async (options) => finish(await runResume(undefined, options, context)));
  withInstallation(program.command("pauses"))
    .description("list what is paused")
    .addOption(output(["table", "json", "yaml"], "table"))
    .action(async (options) => finish(await runPauses(options, context)));
  const app = program.commands.find((command) => command.name() === "app");
  if (app === undefined) return;
  withReason(withApplication(app.command("pause")))
    .description("write nothing of an application to its cluster any more")
    .argument("<name>", "name, or namespace/name")
    .action(async (name, options) => finish(await runPause(name, options, context)));
  withApplication(app.command("resume"))
    .description("end the pause of an application")
    .argument("<name>", "name, or namespace/name")
    .action(async (name, options) => finish(await runResume(name, options, context)));
}

function withScope(command: Command): Command {
  return command
    .option("--all", "all applications")
    .option("--project <name>", "applications of a project")
    .option("--cluster <name>", "applications of a cluster, by its name");
}

function withReason(command: Command): Command {
  const until = new Option("--until <duration|time>", "end by itself then");
  return command
    .option("--reason <text>", "why, for others")
    .addOption(until.argParser((text: string) => toPinTime(text, Date.now())));
}
