import { type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { ageOf } from "./age.ts";
import { itemsAt, numberAt, textAt } from "./cell-texts.ts";
import { type Printer, parseColumns } from "./column.ts";

/**
 * Prints autoscalers of both versions.
 * https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/printers/internalversion/printers.go, formatHPAMetrics
 */
export const autoscalerPrinter: Printer = {
  columns: parseColumns("Name|Reference|Targets|MinPods|MaxPods|Replicas|Age"),
  cells: (object, now) => [
    object.metadata.name,
    `${textAt(object, "spec.scaleTargetRef.kind")}/${textAt(object, "spec.scaleTargetRef.name")}`,
    toTargets(object),
    textAt(object, "spec.minReplicas", "<unset>"),
    numberAt(object, "spec.maxReplicas"),
    numberAt(object, "status.currentReplicas"),
    ageOf(object, now),
  ],
};

const shownMax = 2;

function toTargets(object: KubeObject): string {
  const cpu = textAt(object, "spec.targetCPUUtilizationPercentage");
  if (cpu !== "")
    return `cpu: ${percentOf(textAt(object, "status.currentCPUUtilizationPercentage"))}/${cpu}%`;
  const statuses = itemsAt(object, "status.currentMetrics");
  const targets = itemsAt(object, "spec.metrics").map((metric, index) => toTarget(metric, statuses[index]));
  if (targets.length === 0) return "<none>";
  const shown = targets.slice(0, shownMax).join(", ");
  return targets.length > shownMax ? `${shown} + ${targets.length - shownMax} more...` : shown;
}

function percentOf(text: string): string {
  return text === "" ? "<unknown>" : `${text}%`;
}

type Source = { readonly field: string; readonly isNamed: boolean };

const sources: Readonly<Record<string, Source>> = {
  ContainerResource: { field: "containerResource", isNamed: true },
  External: { field: "external", isNamed: false },
  Object: { field: "object", isNamed: false },
  Pods: { field: "pods", isNamed: false },
  Resource: { field: "resource", isNamed: true },
};

function toTarget(metric: JsonObject, status: JsonObject | undefined): string {
  const source = sources[textAt(metric, "type")];
  if (source === undefined) return "<unknown type>";
  const spec = readField(metric, source.field);
  const current = readField(status, source.field, "current");
  const average = textAt(spec, "target.averageValue");
  if (source.isNamed) {
    const ofValue = `${textAt(current, "averageValue", "<unknown>")}/${average}`;
    const percent = `${percentOf(textAt(current, "averageUtilization"))}/${toAuto(textAt(spec, "target.averageUtilization"))}`;
    return `${textAt(spec, "name")}: ${average === "" ? percent : ofValue}`;
  }
  if (average === "") return `${textAt(current, "value", "<unknown>")}/${textAt(spec, "target.value")}`;
  const text = `${textAt(current, "averageValue", "<unknown>")}/${average}`;
  return source.field === "pods" ? text : `${text} (avg)`;
}

function toAuto(text: string): string {
  return text === "" ? "<auto>" : `${text}%`;
}
