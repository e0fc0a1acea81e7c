import { formatJson } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { apiVersionOf, type Kind } from "../cluster/kind.ts";
import { toStatus } from "../cluster/status-error.ts";
import { chooseWatchForm } from "../output/accept.ts";
import { toMetadataText, toObjectText } from "../output/object-text.ts";
import { checkIncludeObject, toTableText } from "../output/table.ts";
import type { Watch, WatchEvent } from "../watching/watch-objects.ts";
import type { Answer, Stream } from "./answer.ts";
import type { ObjectCall } from "./object-answer.ts";

export type WatchOptions = {
  readonly watch: Watch;
  /** The newest version, which a bookmark names. */
  readonly version: () => string;
  readonly now: () => Date;
  readonly allowBookmarks: boolean;
  /** 0: as long as the server likes. */
  readonly timeoutSeconds: number;
};

// A real server ends a watch after 30 to 60 minutes, and sends a bookmark every minute and before a watch's own time is over.
const secondsMax = 45 * 60;
const bookmarkMs = 60_000;
const lastBookmarkMs = 2_000;
// It sends one more soon after that of the initial events; kubectl takes a watch of a second without any event for a failure.
const secondBookmarkMs = 800;

/** Makes an answer that stays open: one line of JSON for each event. Throws 406. */
export function watchAnswer(options: WatchOptions, { kind, call }: ObjectCall): Answer {
  const { shape, contentType } = chooseWatchForm(call.accept);
  const includeObject = call.query.get("includeObject") ?? "";
  if (shape === "table") checkIncludeObject(includeObject);
  const openLine = () => toLineWriter({ kind, shape, includeObject, now: options.now });
  return { status: 200, contentType, text: "", stream: toStream(options, openLine) };
}

function toStream(options: WatchOptions, openLine: () => LineWriter): Stream {
  const { watch, version, allowBookmarks, timeoutSeconds } = options;
  return ({ write, end }) => {
    const toLine = openLine();
    const timers: NodeJS.Timeout[] = [];
    const bookmark = () => tell({ type: "BOOKMARK", resourceVersion: version(), isInitialEnd: false });
    const tell = (event: WatchEvent) => {
      const isShown = event.type !== "BOOKMARK" || allowBookmarks;
      if (isShown && event.type !== "END") write(toLine(event));
      if (event.type === "END" || event.type === "ERROR") queueMicrotask(end);
      if (event.type === "BOOKMARK" && event.isInitialEnd)
        timers.push(setTimeout(bookmark, secondBookmarkMs));
    };
    const stop = watch(tell);
    const lastingMs = (timeoutSeconds || secondsMax) * 1000;
    timers.push(setTimeout(end, lastingMs), setInterval(bookmark, bookmarkMs));
    if (lastingMs > lastBookmarkMs) timers.push(setTimeout(bookmark, lastingMs - lastBookmarkMs));
    for (const timer of timers) timer.unref();
    return () => {
      for (const timer of timers) clearTimeout(timer);
      stop();
    };
  };
}

type LineWriter = (event: Exclude<WatchEvent, { type: "END" }>) => string;
type LineForm = {
  readonly kind: Kind;
  readonly shape: string;
  readonly includeObject: string;
  readonly now: () => Date;
};

/** Only the first table of a watch names the columns. */
function toLineWriter({ kind, shape, includeObject, now }: LineForm): LineWriter {
  let hasColumns = true;
  const toText = (object: KubeObject) => {
    if (shape === "whole") return toObjectText(kind, object);
    if (shape !== "table") return toMetadataText(object);
    const { resourceVersion = "" } = object.metadata;
    const text = toTableText([object], {
      kind,
      now: now(),
      includeObject,
      metadata: { resourceVersion },
      hasColumns,
    });
    hasColumns = false;
    return text;
  };
  return (event) => {
    if (event.type === "ERROR") return `{"type":"ERROR","object":${formatJson(toStatus(event.error))}}\n`;
    const text = event.type === "BOOKMARK" ? toBookmarkText(event) : toText(event.object);
    return `{"type":"${event.type}","object":${text}}\n`;
  };

  /** A bookmark has no name, unlike every object, and its row the cells of one that has nothing. */
  function toBookmarkText({ resourceVersion, isInitialEnd }: Bookmark): string {
    const annotations = isInitialEnd ? { annotations: { "k8s.io/initial-events-end": "true" } } : {};
    const metadata = { resourceVersion, ...annotations };
    const head = { kind: kind.kind, apiVersion: apiVersionOf(kind) };
    if (shape === "whole") return formatJson({ ...head, metadata });
    return shape === "table"
      ? toText({ ...head, metadata: { name: "", ...metadata } })
      : toMetadataText({ metadata });
  }
}

type Bookmark = Extract<WatchEvent, { type: "BOOKMARK" }>;
