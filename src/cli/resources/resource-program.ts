import { type Command, Option } from "commander";
import { output, repeated, withApplication } from "../app/app-flags.ts";
import type { CommandContext } from "../command-context.ts";
import { runActionsList, runActionsRun } from "./actions-command.ts";
import { runDeleteResource, runPatchResource } from "./resource-command.ts";

type Finish = (exitCode: number) => void;

const oneName = "name, or namespace/name";

/** Adds what `outrigger app` does to single objects: their actions, a patch, a deletion; Argo CD's commands, with its flags. */
export function addResourceCommands(app: Command, context: CommandContext, finish: Finish): void {
  addActions(app, context, finish);
  const types = ["application/merge-patch+json", "application/json-patch+json", "merge", "json"];
  withKind(withObjects(app.command("patch-resource")))
    .description("patch a live object of an application; Git stays as it is")
    .argument("<name>", oneName)
    .option("--project <name>", "only where the application is of this project")
    .requiredOption("--patch <json>", "the patch")
    .addOption(
      new Option("--patch-type <type>", "kind of patch")
        .choices(types)
        .default("application/merge-patch+json"),
    )
    .option("--all", "all objects that match, where there are several")
    .action(async (name, options) => finish(await runPatchResource(name, options, context)));
  withKind(withObjects(app.command("delete-resource")))
    .description("delete a live object of an application; Git stays as it is")
    .argument("<name>", oneName)
    .option("--project <name>", "only where the application is of this project")
    .option("--force", "at once, without time to end")
    .option("--orphan", "leave what it owns")
    .option("--all", "all objects that match, where there are several")
    .option("-y, --yes", "do not ask")
    .action(async (name, options) => finish(await runDeleteResource(name, options, context)));
}

function addActions(app: Command, context: CommandContext, finish: Finish): void {
  const actions = app
    .command("actions")
    .description("what can be done to live objects: restart, scale, pause");
  withObjects(actions.command("list"))
    .description("list the actions that objects of an application have now")
    .argument("<name>", oneName)
    .option("--kind <kind>", "of objects of this kind")
    .addOption(output(["wide", "json", "yaml"], "wide"))
    .action(async (name, options) => finish(await runActionsList(name, options, context)));
  withKind(withObjects(actions.command("run")))
    .description("run an action of an object")
    .argument("<name>", oneName)
    .argument("<action>", "of `app actions list`")
    .option("--all", "of all objects that match, where there are several")
    .addOption(repeated("--param <name=value>", "parameter of the action"))
    .action(async (name, action, options) => finish(await runActionsRun([name, action], options, context)));
}

function withObjects(command: Command): Command {
  return withApplication(command)
    .option("--resource-name <name>", "the object of this name")
    .option("--group <group>", 'objects of this API group; "": the core\'s own')
    .option("--namespace <namespace>", "objects of this namespace");
}

function withKind(command: Command): Command {
  return command.requiredOption("--kind <kind>", "kind of the object");
}
