import { type Command, Option } from "commander";
import { toMilliseconds } from "./flag-values.ts";

/** Adds the flags that say which installation is meant. */
export function withInstallation(command: Command): Command {
  return acceptSwitches(command)
    .option("--server <url>", "an installation's API ($OUTRIGGER_SERVER)")
    .option("--auth-token <token>", "token of that API ($OUTRIGGER_AUTH_TOKEN)")
    .option("--state <dir>", "without a server: state folder", ".outrigger")
    .option("--kubeconfig <file>", "of the state folder's clusters ($KUBECONFIG, else ~/.kube/config)")
    .option("--context <name>", "context that is in-cluster (the kubeconfig's current one)")
    .option("--apps <path...>", "where repository Secrets are, which a state folder does not keep");
}

/** Adds the flags that say which installation and which application are meant. */
export function withApplication(command: Command): Command {
  return withInstallation(command).option("-N, --app-namespace <name>", "namespace of the application");
}

/** Adds the flags that choose applications in place of names. */
export function withChoice(command: Command): Command {
  return withApplication(command)
    .option("-l, --selector <labels>", "all applications whose labels match")
    .addOption(repeated("--project <name>", "all applications of a project"));
}

/** Makes a flag that may be given several times. */
export function repeated(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string, before: readonly string[] | undefined) => [
    ...(before ?? []),
    text,
  ]);
}

/** Adds flags that are on, or off with `=false`, or not said. */
export function withSwitches(command: Command, flags: Readonly<Record<string, string>>): Command {
  for (const [name, description] of Object.entries(flags)) {
    command.option(`--${name}`, description);
    command.addOption(new Option(`--no-${name}`).hideHelp());
  }
  return command;
}

const switchText = /^--([a-z][a-z-]*)=(true|false)$/;

/** Lets a flag without a value be written `--prune=true` and `--prune=false` too, as Argo CD's can be. */
function acceptSwitches(command: Command): Command {
  const parse = command.parseOptions.bind(command);
  const isSwitch = (name: string) =>
    command.options.some((option) => option.long === `--${name}` && !option.required && !option.optional);
  command.parseOptions = (args) => parse(args.flatMap(rewrite));
  return command;

  function rewrite(text: string): readonly string[] {
    const [, name = "", value] = switchText.exec(text) ?? [];
    if (name === "" || !isSwitch(name)) return [text];
    if (value === "true") return [`--${name}`];
    // Off is what a flag is that nobody gives, unless it says otherwise.
    return isSwitch(`no-${name}`) ? [`--no-${name}`] : [];
  }
}

/** Adds how long to wait: seconds, or a duration. */
export function withTimeout(command: Command, preset = "0"): Command {
  const option = new Option("--timeout <seconds>", "wait no longer than this; 0: without end");
  return command.addOption(option.argParser(toMilliseconds).default(toMilliseconds(preset), preset));
}

/** Makes a flag for one of several output formats. */
export function output(formats: readonly string[], preset: string): Option {
  return new Option("-o, --output <format>", "output format").choices(formats).default(preset);
}
