import { isObject, type JsonObject } from "../../kube/json.ts";
import type { EksTokenRequest } from "./eks-access.ts";

export type ExecReading = { readonly request?: EksTokenRequest; readonly problems: readonly string[] };

type Flag = "cluster" | "region" | "roleArn" | "profile" | "ignored" | "ignored switch";
type Flags = ReadonlyMap<string, Flag>;

/** What each recognised command takes. A flag that is not here could change the identity, so it is refused by name. */
const awsFlags: Flags = new Map([
  ["--cluster-name", "cluster"],
  ["--cluster-id", "cluster"],
  ["--region", "region"],
  ["--role-arn", "roleArn"],
  ["--profile", "profile"],
  ["--output", "ignored"],
  ["--no-cli-pager", "ignored switch"],
]);
const authenticatorFlags: Flags = new Map([
  ["-i", "cluster"],
  ["--cluster-id", "cluster"],
  ["--region", "region"],
  ["-r", "roleArn"],
  ["--role", "roleArn"],
  ["--cache", "ignored switch"],
  ["--token-only", "ignored switch"],
]);
const commands: ReadonlyMap<string, { readonly words: string; readonly flags: Flags }> = new Map([
  ["aws", { words: "eks get-token", flags: awsFlags }],
  ["aws-iam-authenticator", { words: "token", flags: authenticatorFlags }],
]);
const variables: Flags = new Map([
  ["AWS_PROFILE", "profile"],
  ["AWS_REGION", "region"],
  ["AWS_DEFAULT_REGION", "region"],
  ["AWS_STS_REGIONAL_ENDPOINTS", "ignored"],
]);
const allowed =
  "only `aws eks get-token` and `aws-iam-authenticator token` are, and no program is started for them";

/**
 * Recognises the exec of a kubeconfig that asks for an EKS token, to make that token in process. Nothing is ever run:
 * a kubeconfig that names another program is refused, for it would run with our rights.
 */
export function parseExec(exec: JsonObject, server: URL): ExecReading {
  const command = String(exec["command"] ?? "");
  const known = commands.get(baseNameOf(command));
  if (known === undefined)
    return { problems: [`exec of ${JSON.stringify(command)} is not allowed: ${allowed}`] };
  const args = Array.isArray(exec["args"]) ? exec["args"].map(String) : [];
  const found = parseArguments(args, known.flags);
  const environment = parseEnvironment(exec["env"]);
  const problems = [...found.problems, ...environment.problems];
  if (found.words.join(" ") !== known.words)
    problems.push(`exec of \`${baseNameOf(command)} ${found.words.join(" ")}\` is not allowed: ${allowed}`);
  const values: FlagValues = { ...environment.values, ...found.values };
  const region = values.region ?? regionOf(server);
  if (values.cluster === undefined) problems.push("exec names no cluster");
  if (region === undefined) problems.push("exec names no --region, and the server's name does not tell it");
  if (problems.length > 0 || values.cluster === undefined || region === undefined) return { problems };
  return { problems, request: { ...values, cluster: values.cluster, region } };
}

type FlagValues = { cluster?: string; region?: string; roleArn?: string; profile?: string };
type Found = { words: string[]; values: FlagValues; problems: string[] };

function parseArguments(args: readonly string[], flags: Flags): Found {
  const found: Found = { words: [], values: {}, problems: [] };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (!arg.startsWith("-")) {
      found.words.push(arg);
      continue;
    }
    const equals = arg.startsWith("--") ? arg.indexOf("=") : -1;
    const name = equals < 0 ? arg : arg.slice(0, equals);
    const flag = flags.get(name);
    if (flag === undefined) found.problems.push(`exec argument ${name} is not supported`);
    if (flag === undefined || flag === "ignored switch") continue;
    setValue(found.values, flag, equals < 0 ? (rest.shift() ?? "") : arg.slice(equals + 1));
  }
  return found;
}

function parseEnvironment(env: unknown): Found {
  const found: Found = { words: [], values: {}, problems: [] };
  for (const item of Array.isArray(env) ? env : []) {
    const name = isObject(item) ? String(item["name"]) : "";
    const flag = variables.get(name);
    if (flag === undefined) found.problems.push(`exec environment ${name} is not supported`);
    else if (isObject(item)) setValue(found.values, flag, String(item["value"] ?? ""));
  }
  return found;
}

function setValue(values: FlagValues, flag: Flag, value: string): void {
  if (flag !== "ignored" && flag !== "ignored switch" && value !== "") values[flag] = value;
}

function baseNameOf(command: string): string {
  return (command.split(/[\\/]/).at(-1) ?? "").replace(/\.exe$/i, "");
}

/** The region in `https://<id>.<zone>.<region>.eks.amazonaws.com`. */
function regionOf(server: URL): string | undefined {
  return /\.([a-z0-9-]+)\.eks\.amazonaws\.com(?:\.cn)?$/.exec(server.hostname)?.[1];
}
