import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { messageOf } from "../errors.ts";
import { type OfflineSettings, readOfflineSettings, toLocalEnvironment } from "./offline-settings.ts";
import type { OfflineStack } from "./offline-stack.ts";

/** A function as serverless.yml has it. */
type FunctionDefinition = {
  readonly name: string;
  timeout?: number;
  environment?: Readonly<Record<string, unknown>>;
};

/** What of serverless is used here. */
export type Serverless = {
  readonly serviceDir: string;
  readonly service: {
    readonly custom?: unknown;
    readonly functions: Readonly<Record<string, FunctionDefinition>>;
  };
  readonly processedInput: { readonly commands: readonly string[] };
  readonly pluginManager: {
    readonly plugins: readonly object[];
    spawn(command: string): Promise<void>;
  };
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
};

type Log = { notice(text: string): void; warning(text: string): void };

/** Seconds, of a function that names none. */
const timeoutDefault = 6;

/**
 * The plugin for serverless: `serverless offline` runs all functions on this machine, `serverless invoke local` one.
 *
 * 1. For these commands alone, table and queues are opened before anything else, and each function's environment is replaced:
 *    what serverless.yml says there is for AWS, and serverless-offline makes "[object Object]" of a reference.
 * 2. `offline` becomes `offline start`, since only that has an end that a plugin can wait for.
 * 3. When functions can be invoked, a tick is: the schedule's own may be a minute away.
 * 4. What was opened is closed before serverless-offline ends, and after a command that failed. A process that is killed loses
 *    nothing either.
 * 5. A parent process that `offline` was started from with a channel is told when functions can be invoked, may ask for ticks, and
 *    takes this process with it when it ends.
 * 6. `package` asks nothing of AWS: what a layer was at the last deployment is only looked at by `deploy`.
 */
export class ServerlessPlugin {
  readonly hooks: Readonly<Record<string, () => Promise<void> | void>>;
  readonly #serverless: Serverless;
  readonly #flags: Readonly<Record<string, unknown>>;
  readonly #log: Log;
  #stack: OfflineStack | undefined;
  #endGuard: () => void = () => undefined;

  constructor(
    serverless: Serverless,
    flags: Readonly<Record<string, unknown>>,
    utils: { readonly log: Log },
  ) {
    this.#serverless = serverless;
    this.#flags = flags;
    this.#log = utils.log;
    this.hooks = {
      initialize: () => this.#open(),
      "before:offline:start": () => serverless.pluginManager.spawn("offline:start"),
      "after:offline:start:init": () => this.#begin(),
      "before:offline:start:end": () => this.#close(),
      "before:package:compileLayers": () => this.#forgetLastLayers(),
      error: () => this.#close(),
      finalize: () => this.#close(),
    };
  }

  async #open(): Promise<void> {
    const command = this.#serverless.processedInput.commands.join(" ");
    const isInvoke = command === "invoke local";
    if (!isInvoke && command !== "offline" && command !== "offline start") return;
    const settings = this.#readSettings();
    this.#setTimeout();
    try {
      // The embedded table takes long to load, and other commands need none.
      const { openOfflineStack } = await import("./offline-stack.ts");
      this.#stack = await openOfflineStack(settings, {
        functions: { reconcile: this.#toTarget("reconcile"), observe: this.#toTarget("observe") },
        mayJoin: isInvoke,
        warn: (text) => this.#log.warning(text),
      });
    } catch (error) {
      // serverless prints its own errors as they are, and all others with their stack.
      throw new this.#serverless.classes.Error(messageOf(error), "OUTRIGGER_OFFLINE");
    }
    this.#setEnvironment(settings, this.#stack.endpoint);
    if (isInvoke) return;
    followParent(() => void this.#tick(settings.lambda));
    const { http, lambda } = settings;
    this.#endGuard = guardRequests({ http: Number(http.port), lambda: Number(lambda.port) });
  }

  #readSettings(): OfflineSettings {
    const { serviceDir, service } = this.#serverless;
    const sources = { folder: serviceDir, custom: service.custom, flags: this.#flags, env: process.env };
    return readOfflineSettings(sources);
  }

  #toTarget(name: string): { readonly name: string; readonly timeoutMs: number } {
    const target = this.#serverless.service.functions[name];
    return { name: target?.name ?? name, timeoutMs: 1_000 * (target?.timeout ?? timeoutDefault) };
  }

  /** Short reconciles are for trying out what happens when one runs out of time. */
  #setTimeout(): void {
    const seconds = Number(process.env["OUTRIGGER_RECONCILE_SECONDS"]);
    const { reconcile } = this.#serverless.service.functions;
    if (reconcile !== undefined && seconds > 0) reconcile.timeout = seconds;
  }

  #setEnvironment(settings: OfflineSettings, endpoint: string): void {
    const environment = toLocalEnvironment(settings, endpoint, process.env);
    for (const each of Object.values(this.#serverless.service.functions)) each.environment = environment;
  }

  #begin(): void {
    const { http, lambda } = this.#readSettings();
    void this.#tick(lambda);
    if (hasParent()) process.send?.("ready");
    this.#log.notice(
      `Outrigger: API ${http.origin}/api/v1, pushes to ${http.origin}/api/webhook; the API's token is in ${this.#stack?.tokenPath}`,
    );
  }

  async #tick(lambda: URL): Promise<void> {
    const { name } = this.#toTarget("tick");
    try {
      await fetch(new URL(`/2015-03-31/functions/${name}/invocations`, lambda), {
        method: "POST",
        body: "{}",
      });
    } catch (error) {
      this.#log.warning(`Cannot invoke a tick: ${messageOf(error)}; the schedule invokes the next one`);
    }
    if (hasParent()) process.send?.("ticked");
  }

  async #close(): Promise<void> {
    const stack = this.#stack;
    this.#stack = undefined;
    this.#endGuard();
    await stack?.close();
  }

  #forgetLastLayers(): void {
    if (this.#serverless.processedInput.commands[0] !== "package") return;
    const layers = this.#serverless.pluginManager.plugins.find(
      (plugin) => plugin.constructor.name === "AwsCompileLayers",
    );
    if (layers !== undefined) Object.assign(layers, { compareWithLastLayer: () => Promise.resolve() });
  }
}

/** A channel alone says little: others start processes with one, too. */
function hasParent(): boolean {
  return process.env["OUTRIGGER_PARENT"] === "channel" && process.send !== undefined;
}

/** Does what a parent process asks for, and ends in good order when that is gone, however it went. */
function followParent(tick: () => void): void {
  if (!hasParent()) return;
  const end = () => process.kill(process.pid, "SIGTERM");
  process.on("message", (message) => message === "tick" && tick());
  process.once("disconnect", end);
  if (!process.connected) end();
}

/** The ports of this process to guard; `lambda`: functions are invoked there with any event, and nobody is asked for a token. */
type GuardedPorts = { readonly http: number; readonly lambda: number };

/** Node tells of every request here before any server's code sees it. */
const channel = "http.server.request.start";

/** With this header serverless-offline lets a request say itself who sent it. */
const identityHeader = "sls-offline-authorizer-override";

/**
 * Keeps web pages of this user's browser from invoking functions, and requests from naming their own sender: serverless-offline
 * allows both. Such a request is led to a path that nobody serves. The answer ends the guard.
 */
export function guardRequests(ports: GuardedPorts): () => void {
  const guard = (message: unknown) => {
    if (!isStart(message) || !isRefused(message.request, ports)) return;
    message.request.url = "/refused";
  };
  subscribe(channel, guard);
  return () => void unsubscribe(channel, guard);
}

function isRefused(request: IncomingMessage, ports: GuardedPorts): boolean {
  const port = request.socket.localPort;
  if (port === ports.lambda) return !isOfThisMachine(request);
  return port === ports.http && request.headers[identityHeader] !== undefined;
}

/** A browser names the page's origin; a page that came under a name of its own has that name as host. */
function isOfThisMachine({ headers, socket }: IncomingMessage): boolean {
  const { host = "", origin } = headers;
  const own = ["127.0.0.1", "localhost", "[::1]"].map((name) => `${name}:${socket.localPort}`);
  return origin === undefined && headers["sec-fetch-site"] === undefined && own.includes(host);
}

function isStart(message: unknown): message is { readonly request: IncomingMessage } {
  return typeof message === "object" && message !== null && "request" in message;
}
