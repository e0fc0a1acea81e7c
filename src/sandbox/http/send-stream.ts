import type { ServerResponse } from "node:http";
import type { Stream } from "./answer.ts";

// Who reads this much too slowly is let go, as a real server does: it comes back and lists again.
const waitingBytesMax = 16 * 1024 * 1024;

/** Sends a stream until it or its reader ends; a reader that falls too far behind is disconnected. */
export function sendStream(outgoing: ServerResponse, stream: Stream): void {
  outgoing.flushHeaders();
  // What is written at once goes out at once.
  outgoing.cork();
  const stop = stream({
    write: (text) => {
      if (outgoing.writableEnded || outgoing.destroyed) return;
      outgoing.write(text);
      if (outgoing.writableLength > waitingBytesMax) outgoing.destroy();
    },
    end: () => outgoing.end(),
  });
  outgoing.once("close", stop);
  process.nextTick(() => outgoing.uncork());
}
