import type { IncomingHttpHeaders } from "node:http";
import { StatusError } from "../cluster/status-error.ts";

const localNames = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Gives the 403 for a web page that a browser of this machine shows: it names its origin, or reached the server under a name
 * that only pretends to be this machine. undefined: a program asks. Nobody is asked who they are here, so pages must not get in.
 */
export function refuseWebPage({ origin, host = "" }: IncomingHttpHeaders): StatusError | undefined {
  const name = host.replace(/:\d+$/, "");
  if (origin === undefined && localNames.has(name)) return undefined;
  return new StatusError(
    { code: 403, reason: "Forbidden", details: {} },
    "the sandbox answers programs of this machine, no web pages",
  );
}
