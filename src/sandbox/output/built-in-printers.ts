import type { Kind } from "../cluster/kind.ts";
import { autoscalerPrinter } from "./autoscaler-printer.ts";
import { clusterPrinters } from "./cluster-printers.ts";
import { type Printer, parseColumns } from "./column.ts";
import { eventPrinter } from "./event-printer.ts";
import { networkPrinters } from "./network-printers.ts";
import { podPrinter } from "./pod-printer.ts";
import { storagePrinters } from "./storage-printers.ts";
import { workloadPrinters } from "./workload-printers.ts";

const printers: ReadonlyMap<string, Printer> = new Map(
  Object.entries({
    "/pods": podPrinter,
    "/events": eventPrinter,
    "events.k8s.io/events": eventPrinter,
    "autoscaling/horizontalpodautoscalers": autoscalerPrinter,
    ...workloadPrinters,
    ...networkPrinters,
    ...storagePrinters,
    ...clusterPrinters,
  }),
);

/** How kinds are printed that have no printer of their own: apiserver pkg/registry/rest/table.go. */
const fallback: Printer = {
  columns: parseColumns("Name|Created At:date"),
  cells: ({ metadata }) => [metadata.name, metadata.creationTimestamp ?? null],
  hasNullRows: true,
};

/** Gives the printer of a kind that every server has. */
export function builtInPrinterOf({ group, plural }: Kind): Printer {
  return printers.get(`${group}/${plural}`) ?? fallback;
}
