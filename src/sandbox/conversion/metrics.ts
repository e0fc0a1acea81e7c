import { isObject, type Json, type JsonObject, readField } from "../../kube/json.ts";

type Pair = readonly [old: string, place: readonly [string] | readonly [string, string]];

const utilization: Pair = ["targetAverageUtilization", ["target", "averageUtilization"]];
const averageValue: Pair = ["targetAverageValue", ["target", "averageValue"]];
const value: Pair = ["targetValue", ["target", "value"]];
const metricName: Pair = ["metricName", ["metric", "name"]];
const selector: Pair = ["selector", ["metric", "selector"]];

/** Where a field of a metric in autoscaling/v1 is in autoscaling/v2, by the kind of metric. */
const fields: Readonly<Record<string, readonly Pair[]>> = {
  containerResource: [["name", ["name"]], ["container", ["container"]], utilization, averageValue],
  external: [metricName, ["metricSelector", ["metric", "selector"]], value, averageValue],
  object: [
    ["target", ["describedObject"]],
    metricName,
    value,
    selector,
    ["averageValue", ["target", "averageValue"]],
  ],
  pods: [metricName, averageValue, selector],
  resource: [["name", ["name"]], utilization, averageValue],
};

/** Gives a metric of autoscaling/v2 as v1 writes it. */
export function toOldMetric(metric: Json): Json {
  return mapSource(metric, (source, pairs) =>
    Object.fromEntries(pairs.map(([old, place]) => [old, readField(source, ...place)])),
  );
}

/** Gives a metric of autoscaling/v1 as v2 writes it. */
export function toNewMetric(metric: Json): Json {
  return mapSource(metric, (source, pairs) => {
    const made: { [name: string]: Json | undefined } = {};
    for (const [old, [outer, inner]] of pairs) {
      if (source[old] === undefined) continue;
      made[outer] = inner === undefined ? source[old] : { ...Object(made[outer]), [inner]: source[old] };
    }
    return { ...made, target: { type: typeOf(made["target"]), ...Object(made["target"]) } };
  });
}

function typeOf(target: Json | undefined): string {
  if (readField(target, "averageUtilization") !== undefined) return "Utilization";
  return readField(target, "averageValue") === undefined ? "Value" : "AverageValue";
}

function mapSource(metric: Json, map: (source: JsonObject, pairs: readonly Pair[]) => JsonObject): Json {
  if (!isObject(metric)) return metric;
  const mapped = Object.entries(metric).map(([name, source]) => {
    const pairs = fields[name];
    return [name, pairs === undefined || !isObject(source) ? source : map(source, pairs)] as const;
  });
  return Object.fromEntries(mapped);
}
