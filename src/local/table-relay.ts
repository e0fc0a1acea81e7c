import { Agent, type IncomingMessage, request } from "node:http";
import type { SendToTable, TableAnswer, TableRequest } from "../adapters/dynamodb/table-client.ts";
import { ReconcileError } from "../errors.ts";
import { limits } from "../limits.ts";
import type { OwnerFile } from "./owner-file.ts";

/** The table of another process of this machine. */
export type TableRelay = {
  readonly send: SendToTable;
  /** Tells whether that process answers, and to this key. */
  ask(): Promise<boolean>;
  close(): void;
};

/** Connects to the process that an owner file names; nothing is sent before the first request. */
export function openTableRelay(owner: OwnerFile): TableRelay {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const authorization = `AWS4-HMAC-SHA256 Credential=${owner.accessKey}, SignedHeaders=-, Signature=-`;
  const send = (message: TableRequest, method: "GET" | "POST") =>
    exchange(
      { agent, port: owner.port, method, headers: { ...message.headers, authorization } },
      message.body,
    );
  return {
    send: async (message) => {
      const answer = await send(message, "POST");
      // The owner has ended and another has the port by now.
      if (answer.status === 403)
        throw new ReconcileError("STATE_UNREACHABLE", "Cannot reach the table: wrong key");
      return answer;
    },
    ask: async () => {
      try {
        return (await send({ headers: {}, body: new Uint8Array() }, "GET")).status === 204;
      } catch {
        return false; // it has ended, or has not begun to listen: the caller looks again
      }
    },
    close: () => agent.destroy(),
  };
}

type Exchange = {
  readonly agent: Agent;
  readonly port: number;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
};

function exchange(options: Exchange, body: Uint8Array): Promise<TableAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ ...options, host: "127.0.0.1", timeout: limits.tableRequestTimeoutMs });
    outgoing.on("response", (response) => readAnswer(response).then(resolve, reject));
    outgoing.on("timeout", () => {
      const message = `Cannot reach the table: no answer in ${limits.tableRequestTimeoutMs} ms`;
      outgoing.destroy(new ReconcileError("STATE_UNREACHABLE", message));
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

async function readAnswer(response: IncomingMessage): Promise<TableAnswer> {
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part);
  const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(parts).toString("utf8"),
  };
}
