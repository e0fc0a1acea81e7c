import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";

export type ExchangeOptions = {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal: AbortSignal;
};

/**
 * Sends one request and gives the answer's head, its body still to be read; redirects are the caller's. Node's own HTTP, because
 * fetch takes 50 ms of CPU to load at a process's first request, and at most ticks one request is all that Git takes.
 */
export function exchange(
  url: URL,
  { method, headers, body, signal }: ExchangeOptions,
): Promise<IncomingMessage> {
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  // A user name in the URL would become an Authorization header of its own.
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  return new Promise((resolve, reject) => {
    const request = send(bare, { method, headers, signal }, resolve);
    request.on("error", (error) => reject(signal.aborted ? signal.reason : error));
    request.end(body);
  });
}
