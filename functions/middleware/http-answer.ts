import { formatJson, type Json } from "../../src/kube/json.ts";

/** An answer in the form that API Gateway (payload format 2.0) and function URLs take. */
export type HttpAnswer = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Json;
};

/** Gives an answer of ours as one of HTTP: JSON that nobody keeps, and that no browser takes for anything else. */
export function toHttpAnswer({ status, headers, body }: Answer): HttpAnswer {
  return {
    statusCode: status,
    headers: {
      ...headers,
      "cache-control": "no-store",
      "content-type": "application/json; charset=utf-8",
      "x-content-type-options": "nosniff",
    },
    body: formatJson(body),
  };
}
