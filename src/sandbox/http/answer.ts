import { formatJson } from "../../kube/json.ts";

/** What goes back over HTTP. */
export type Answer = {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  /** What is sent in place of a text. */
  readonly bytes?: Buffer;
  readonly etag?: string;
  /** Further headers; several values are several lines, as of `Warning`. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** What the answer consists of in place of `text`, as it happens. */
  readonly stream?: Stream;
};

/** Starts writing to a sink; the answer is called when nobody reads any more, or after the sink's `end`. */
export type Stream = (sink: {
  readonly write: (text: string) => void;
  readonly end: () => void;
}) => () => void;

/** Makes an answer of a JSON value. */
export function jsonAnswer(status: number, value: unknown, contentType = "application/json"): Answer {
  return { status, contentType, text: formatJson(value) };
}

/** Makes an answer of plain text, as the server gives for a path that it does not know at all. */
export function textAnswer(status: number, text: string): Answer {
  return { status, contentType: "text/plain; charset=utf-8", text };
}
