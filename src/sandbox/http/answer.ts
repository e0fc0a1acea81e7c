import { formatJson } from "../../kube/json.ts";

/** What goes back over HTTP. */
export type Answer = {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly etag?: string;
};

/** Makes an answer of a JSON value. */
export function jsonAnswer(status: number, value: unknown, contentType = "application/json"): Answer {
  return { status, contentType, text: formatJson(value) };
}

/** Makes an answer of plain text, as the server gives for a path that it does not know at all. */
export function textAnswer(status: number, text: string): Answer {
  return { status, contentType: "text/plain; charset=utf-8", text };
}
