import { join, resolve } from "node:path";
import type { ControlPlane } from "../../application/control-plane.ts";
import { ReconcileError } from "../../errors.ts";
import { findTable, openLocal } from "../../local/open-local.ts";
import { readStoredSettings } from "../../local/open-view.ts";
import { readOwner } from "../../local/owner-file.ts";
import { readFileIfThere } from "../../local/private-file.ts";
import { isDeadOwner } from "../../local/process-identity.ts";
import type { Settings } from "../../settings/settings.ts";
import {
  type ClusterOptions,
  type CommandContext,
  readControlPlane,
  toViewOptions,
} from "../command-context.ts";
import type { AppRun } from "./ask-client.ts";
import type { Client } from "./client.ts";
import { createHttpClient } from "./http-client.ts";
import { createLocalClient } from "./local-client.ts";

/** The flags that say which installation is meant. */
export type ClientOptions = ClusterOptions & {
  readonly server?: string;
  readonly authToken?: string;
  readonly state: string;
  /** Where repository Secrets are, which no state folder keeps. */
  readonly apps?: readonly string[];
};

/** The flags of a command that names an Application: `appNamespace` where the name has no namespace of its own. */
export type NamedOptions = ClientOptions & { readonly appNamespace?: string };

/** Opens an installation for as long as a command works with it. */
export async function withClient(
  options: ClientOptions,
  context: CommandContext,
  work: (run: AppRun) => Promise<number>,
): Promise<number> {
  const client = await openClient(options, context);
  try {
    return await work({ client, context });
  } finally {
    await client.close();
  }
}

/**
 * Opens the installation that is meant: a server, if one is named; the one that runs on a state folder (`outrigger start`), by its
 * own address and token; else the state folder itself. Naming a cluster means the folder: a server has its own.
 */
async function openClient(options: ClientOptions, context: CommandContext): Promise<Client> {
  const { environment } = context;
  const server = options.server ?? environment.server;
  if (server !== "") {
    refuseLocalFlags(options);
    return createHttpClient({ server, token: options.authToken ?? environment.authToken });
  }
  const running = options.kubeconfig === undefined ? await findRunning(options.state) : undefined;
  return running === undefined ? await openFolder(options, context) : createHttpClient(running);
}

function refuseLocalFlags({ kubeconfig, context, apps }: ClientOptions): void {
  const named = Object.entries({ kubeconfig, context, apps }).find(([, value]) => value !== undefined);
  if (named === undefined) return;
  const message = `Cannot use --${named[0]} with a server: it has its own clusters and repositories`;
  throw new ReconcileError("CONFIG_INVALID", message);
}

const probeMs = 2_000;

/** A process that ended badly leaves its address, and another may own the folder by now: the address must answer. */
async function findRunning(
  state: string,
): Promise<{ readonly server: string; readonly token: string } | undefined> {
  const folder = resolve(state);
  const owner = await readOwner(folder);
  if (owner === undefined || isDeadOwner(owner.owner)) return undefined;
  const server = (await readFileIfThere(join(folder, "api.endpoint")))?.trim();
  const token = (await readFileIfThere(join(folder, "api.token")))?.trim();
  if (server === undefined || token === undefined) return undefined;
  return (await isServed(server)) ? { server, token } : undefined;
}

async function isServed(server: string): Promise<boolean> {
  try {
    const { ok } = await fetch(new URL("/api/version", server), { signal: AbortSignal.timeout(probeMs) });
    return ok;
  } catch {
    return false; // nobody is there
  }
}

async function openFolder(options: ClientOptions, context: CommandContext): Promise<Client> {
  const settings = await readSettings(options.state);
  const declared = options.apps === undefined ? undefined : await readControlPlane(options.apps, context);
  const repositories: ControlPlane["repositories"] = declared?.repositories ?? [];
  const local = await openLocal({
    ...toViewOptions(context, options),
    controlPlane: () => ({ settings, repositories }),
    stateFolder: options.state,
  });
  return createLocalClient(local, context.environment.username);
}

async function readSettings(state: string): Promise<Settings> {
  const table = await findTable(state);
  if (table === undefined) {
    const message = `Cannot read ${resolve(state)}: no state folder; name it with --state, name a server with --server, or run \`outrigger run\` first`;
    throw new ReconcileError("CONFIG_INVALID", message);
  }
  try {
    return await readStoredSettings(table.specs);
  } finally {
    await table.close();
  }
}
