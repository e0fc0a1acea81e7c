import { type Command, Option } from "commander";
import { repeated } from "../app/app-flags.ts";
import type { CommandContext } from "../command-context.ts";
import { runListActions, runRunAction } from "./actions-commands.ts";
import { runHealth } from "./health-command.ts";
import { runIgnoreDifferences } from "./ignore-differences-command.ts";
import { runValidate } from "./validate-command.ts";

const settingsFile = "file with the ConfigMap argocd-cm; argocd-cmd-params-cm in it is read, too";

/** Adds `outrigger admin settings`: what argocd-cm makes of objects, without a cluster. */
export function addAdmin(
  program: Command,
  context: CommandContext,
  finish: (exitCode: number) => void,
): void {
  const settings = program
    .command("admin")
    .description("try out and check what an installation is set to")
    .command("settings")
    .description("argocd-cm: try it on objects, check it");
  const overrides = settings
    .command("resource-overrides")
    .description("try the customizations of kinds on objects; no cluster is asked");
  overrides
    .command("health")
    .description("print the health of objects; exit 1: some could not be read")
    .argument("<file...>", "files or folders with live objects; - for standard input")
    .option("--argocd-cm-path <file>", settingsFile)
    .addOption(output())
    .action(async (files, options) => finish(await runHealth(files, options, context)));
  overrides
    .command("ignore-differences")
    .description("print what of objects is left out of comparisons; exit 1: some could not be read")
    .argument("<file...>", "files or folders with objects; - for standard input")
    .option("--argocd-cm-path <file>", settingsFile)
    .action(async (files, options) => finish(await runIgnoreDifferences(files, options, context)));
  addActions(overrides, context, finish);
  settings
    .command("validate")
    .description("print what of argocd-cm is read, and what is wrong with it; exit 1: something is")
    .requiredOption("--argocd-cm-path <file>", settingsFile)
    .addOption(output())
    .action(async (options) => finish(await runValidate(options, context)));
}

function addActions(overrides: Command, context: CommandContext, finish: (exitCode: number) => void): void {
  overrides
    .command("list-actions")
    .description("print the actions that objects have; exit 1: some could not be read, or a script failed")
    .argument("<file>", "file with live objects; - for standard input")
    .option("--argocd-cm-path <file>", settingsFile)
    .action(async (file, options) => finish(await runListActions(file, options, context)));
  overrides
    .command("run-action")
    .alias("action")
    .description("print what an action would change of objects, and create; exit 1: it is refused or fails")
    .argument("<file>", "file with live objects; - for standard input")
    .argument("<action>", "of list-actions")
    .option("--argocd-cm-path <file>", settingsFile)
    .addOption(repeated("--param <name=value>", "parameter of the action"))
    .action(async (file, action, options) => finish(await runRunAction([file, action], options, context)));
}

function output(): Option {
  return new Option("-o, --output <format>", "output format").choices(["text", "json"]).default("text");
}
