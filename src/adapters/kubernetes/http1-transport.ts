import http from "node:http";
import https from "node:https";
import { collectText } from "./answer-text.ts";
import { type Endpoint, pathPrefixOf, toTlsOptions } from "./endpoint.ts";
import type { HttpAnswer, HttpRequest, Transport } from "./transport.ts";

/** HTTP/1.1 with keep-alive, for servers without HTTP/2 and for plain HTTP on this machine; whoever sends caps the number of sockets. */
export class Http1Transport implements Transport {
  readonly #endpoint: Endpoint;
  readonly #agent: http.Agent;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
    this.#agent =
      endpoint.url.protocol === "http:"
        ? new http.Agent({ keepAlive: true })
        : new https.Agent({ keepAlive: true, ...toTlsOptions(endpoint) });
  }

  send(request: HttpRequest): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const sent = this.#open(request);
      const timer = setTimeout(() => sent.destroy(new Error("no answer in time")), request.timeoutMs);
      sent.on("close", () => clearTimeout(timer));
      sent.on("error", reject);
      sent.on("response", (answer) => receive(answer).then(resolve, reject));
      sent.end(request.body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  #open(request: HttpRequest): http.ClientRequest {
    const { url } = this.#endpoint;
    const length = request.body === undefined ? {} : { "content-length": Buffer.byteLength(request.body) };
    const module = url.protocol === "http:" ? http : https;
    return module.request({
      agent: this.#agent,
      hostname: url.hostname.replace(/^\[|\]$/g, ""),
      port: url.port === "" ? undefined : Number(url.port),
      method: request.method,
      path: pathPrefixOf(this.#endpoint) + request.path,
      headers: { ...toNodeHeaders(request), ...length },
    });
  }
}

function toNodeHeaders(request: HttpRequest): http.OutgoingHttpHeaders {
  const pairs = Object.entries(request.headers);
  return Object.fromEntries(
    pairs.map(([name, value]) => [name, typeof value === "string" ? value : [...value]]),
  );
}

function receive(answer: http.IncomingMessage): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const body = collectText(answer);
    answer.on("error", reject);
    answer.on("end", () => {
      if (!answer.complete) return reject(new Error("the connection broke inside the answer"));
      const retryAfter = answer.headers["retry-after"];
      const etag = answer.headers.etag;
      resolve({
        status: answer.statusCode ?? 0,
        ...(retryAfter === undefined ? {} : { retryAfter }),
        ...(etag === undefined ? {} : { etag }),
        text: body.text(),
      });
    });
  });
}
