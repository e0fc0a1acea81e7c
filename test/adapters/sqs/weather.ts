import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { isObject, type Json, type JsonObject } from "../../../src/kube/json.ts";

/** What becomes of one request on its way: `pass` sends it on. Given to the n-th request, counted from 1. */
export type Rule = (request: JsonObject, count: number) => Fate | Promise<Fate>;
type Fate = "pass" | "lost answer" | "no answer" | Refusal;

/** Messages that SQS does not take, by their ids, or an error for the whole request. */
export type Refusal =
  | { readonly failed: readonly string[]; readonly senderFault: boolean }
  | { readonly status: number; readonly type: string };

export type Weather = {
  readonly endpoint: string;
  /** Ids of the messages of each request, as they came. */
  readonly requests: readonly (readonly string[])[];
  close(): Promise<void>;
};

/** Starts a server between a client of SQS and the queues, where requests meet what networks and AWS do to them. */
export async function startWeather(target: string, rule: Rule): Promise<Weather> {
  const requests: (readonly string[])[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const input = JSON.parse(await readBody(request)) as JsonObject;
      const entries = toEntries(input);
      requests.push(entries.map(({ Id }) => String(Id)));
      const weather = await rule(input, requests.length);
      if (weather === "no answer") return response.destroy();
      if (typeof weather === "object" && "status" in weather) {
        const body = { __type: `com.amazonaws.sqs#${weather.type}`, message: "as it happens" };
        return response.writeHead(weather.status).end(JSON.stringify(body));
      }
      const ids = typeof weather === "object" ? weather.failed : [];
      const passed = entries.filter(({ Id }) => !ids.includes(String(Id)));
      const { status, answer } = await forward(target, request, { ...input, Entries: passed });
      if (weather === "lost answer") return response.destroy();
      const isSenderFault = typeof weather === "object" && weather.senderFault;
      const Failed = ids.map((Id) => ({
        Id,
        SenderFault: isSenderFault,
        Code: "InternalError",
        Message: "not today",
      }));
      return response.writeHead(status).end(JSON.stringify({ ...answer, Failed }));
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    endpoint: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    requests,
    close: async () => {
      const ended = once(server, "close");
      server.close();
      server.closeAllConnections();
      await ended;
    },
  };
}

function toEntries(input: JsonObject): readonly JsonObject[] {
  const entries: Json | undefined = input["Entries"];
  return Array.isArray(entries) ? entries.filter(isObject) : [];
}

type Forwarded = { readonly status: number; readonly answer: JsonObject };

async function forward(
  target: string,
  request: IncomingMessage,
  body: { readonly Entries: readonly JsonObject[] },
): Promise<Forwarded> {
  if (body.Entries.length === 0) return { status: 200, answer: {} };
  const headers = { "x-amz-target": String(request.headers["x-amz-target"]) };
  const answer = await fetch(target, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: answer.status, answer: (await answer.json()) as JsonObject };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}
