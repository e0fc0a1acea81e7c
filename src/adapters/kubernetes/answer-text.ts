import type { Readable } from "node:stream";
import { ReconcileError } from "../../errors.ts";
import { limits } from "../../limits.ts";

/** Collects the text of an answer into `text()`; destroys the stream with LIMIT_EXCEEDED when it grows too long. */
export function collectText(stream: Readable): { text(): string } {
  const parts: string[] = [];
  let length = 0;
  stream.setEncoding("utf8");
  stream.on("data", (part: string) => {
    length += part.length;
    if (length > limits.clusterAnswerBytesMax) stream.destroy(tooLong());
    else parts.push(part);
  });
  return { text: () => parts.join("") };
}

function tooLong(): ReconcileError {
  return new ReconcileError(
    "LIMIT_EXCEEDED",
    `Cannot read an answer of the API server: it is longer than ${limits.clusterAnswerBytesMax} bytes`,
  );
}
