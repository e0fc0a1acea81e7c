import { parseJson, readField } from "../../src/kube/json.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { ask, openRequest, toObject, toPath } from "./cluster-requests.ts";

/** Something that happened to an object. */
export type Event = { readonly type: string; readonly object: KubeObject };

/** Follows what happens to a kind in a namespace from now on; `stop` gives all of it, `events` what has come so far. */
export async function follow(
  kind: string,
  namespace: string,
): Promise<{ readonly events: readonly Event[]; stop(): readonly Event[] }> {
  const path = toPath({ kind, namespace });
  const { body } = await ask({ method: "GET", path });
  const version = readField(body, "metadata", "resourceVersion");
  const watched = `${path}?watch=1&resourceVersion=${version}&timeoutSeconds=3600`;
  const events: Event[] = [];
  const request = await openRequest({ method: "GET", path: watched }, false);
  request.on("error", () => undefined); // stop() breaks the connection
  request.on("response", (answer) => {
    let rest = "";
    answer.on("error", () => undefined);
    answer.setEncoding("utf8").on("data", (text: string) => {
      const lines = `${rest}${text}`.split("\n");
      rest = lines.pop() ?? "";
      events.push(...lines.map(toEvent));
    });
  });
  request.end();
  return {
    events,
    stop: () => {
      request.destroy();
      return events;
    },
  };
}

function toEvent(line: string): Event {
  const event = parseJson(line);
  return { type: String(readField(event, "type")), object: toObject(readField(event, "object")) };
}
