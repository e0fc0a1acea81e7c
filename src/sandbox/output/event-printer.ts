import type { KubeObject } from "../../kube/object.ts";
import { toAge } from "./age.ts";
import { numberAt, textAt } from "./cell-texts.ts";
import { type Cell, type Printer, parseColumns } from "./column.ts";

/** Prints events of either group: what one calls involvedObject, source and message is regarding, reporting… and note to the other. */
export const eventPrinter: Printer = {
  columns: parseColumns("Last Seen|Type|Reason|Object|Subobject*|Source*|Message|First Seen*|Count*|Name*"),
  cells: toCells,
};

function toCells(event: KubeObject, now: Date): readonly Cell[] {
  const object = event["involvedObject"] === undefined ? "regarding" : "involvedObject";
  const kind = textAt(event, `${object}.kind`).toLowerCase();
  const name = textAt(event, `${object}.name`);
  const created = either(event, "firstTimestamp", "deprecatedFirstTimestamp") || textAt(event, "eventTime");
  const repeated = either(event, "lastTimestamp", "deprecatedLastTimestamp") || created;
  const last = textAt(event, "series.lastObservedTime", repeated);
  const count = numberAt(event, "count", numberAt(event, "deprecatedCount"));
  return [
    toAge(last, now),
    textAt(event, "type"),
    textAt(event, "reason"),
    name === "" ? kind : `${kind}/${name}`,
    textAt(event, `${object}.fieldPath`),
    toSource(event),
    either(event, "message", "note").trim(),
    toAge(created, now),
    numberAt(event, "series.count", count === 0 ? 1 : count),
    event.metadata.name,
  ];
}

function either(event: KubeObject, first: string, second: string): string {
  return textAt(event, first, textAt(event, second));
}

function toSource(event: KubeObject): string {
  const source = event["deprecatedSource"] === undefined ? "source" : "deprecatedSource";
  const reporter = either(event, "reportingComponent", "reportingController");
  const component = textAt(event, `${source}.component`, reporter);
  const host = textAt(event, `${source}.host`, textAt(event, "reportingInstance"));
  return host === "" ? component : `${component}, ${host}`;
}
