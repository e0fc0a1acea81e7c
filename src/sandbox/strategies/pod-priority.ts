import { type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { asObject } from "../../kube/values.ts";
import { forbidden } from "../cluster/object-errors.ts";
import type { Subject } from "./strategy.ts";

const classes = "scheduling.k8s.io/priorityclasses";

// Classes that every server has: pkg/apis/scheduling/v1/helpers.go.
const systemClasses: Readonly<Record<string, number>> = {
  "system-cluster-critical": 2_000_000_000,
  "system-node-critical": 2_000_001_000,
};

/** Gives a new Pod the priority of its class. Throws 403 for a class that is not there: plugin/pkg/admission/priority. */
export function withPriority(subject: Subject, pod: KubeObject): KubeObject {
  const spec = asObject(pod["spec"]);
  const { name, value, preemptionPolicy } = findClass(subject, String(spec["priorityClassName"] ?? ""));
  const given = spec["priority"] ?? value;
  if (given !== value) {
    const why = `the integer value of priority (${given}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`;
    throw forbidden({ kind: subject.kind, name: pod.metadata.name }, why, []);
  }
  const priorityClassName = name === "" ? {} : { priorityClassName: name };
  return { ...pod, spec: { ...spec, ...priorityClassName, priority: value, preemptionPolicy } };
}

type PriorityClass = { readonly name: string; readonly value: number; readonly preemptionPolicy: string };

const nothing = { name: "", value: 0, preemptionPolicy: "PreemptLowerPriority" };

function findClass({ state, kind, object }: Subject, name: string): PriorityClass {
  if (name === "") {
    const standard = state.store.list(classes).find((each) => each["globalDefault"] === true);
    return standard === undefined ? nothing : toClass(standard.metadata.name, standard);
  }
  const found = state.store.read(classes, "", name);
  if (found !== undefined) return toClass(name, found);
  const value = systemClasses[name];
  if (value !== undefined) return { ...nothing, name, value };
  throw forbidden({ kind, name: object.metadata.name }, `no PriorityClass with name ${name} was found`, []);
}

function toClass(name: string, found: JsonObject): PriorityClass {
  const preemptionPolicy = String(readField(found, "preemptionPolicy") ?? nothing.preemptionPolicy);
  return { name, value: Number(readField(found, "value") ?? 0), preemptionPolicy };
}
