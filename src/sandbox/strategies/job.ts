import { type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { asObject } from "../../kube/values.ts";
import type { Subject } from "./strategy.ts";

/** A new Job selects its Pods by its own uid: pkg/registry/batch/job/strategy.go. */
export function toStoredJob({ before, object }: Subject): KubeObject {
  const spec = asObject(object["spec"]);
  if (before !== undefined || spec["manualSelector"] === true) return object;
  const template = asObject(spec["template"]);
  const metadata = asObject(template["metadata"]);
  const given = metadata["labels"];
  const labels = { ...asObject(given), ...jobLabels(object) };
  const selector = { matchLabels: { "batch.kubernetes.io/controller-uid": object.metadata.uid ?? "" } };
  const labelled: JsonObject = { ...template, metadata: { ...metadata, labels } };
  // Labels that were taken over from the template are, in Go, the template's very map, and so get the new ones as well.
  const { labels: present } = object.metadata;
  const isShared = present === undefined || present === readField(spec, "template", "metadata", "labels");
  return {
    ...object,
    metadata: isShared ? { ...object.metadata, labels } : object.metadata,
    spec: { ...spec, selector, template: labelled },
  };
}

/** The labels by which the pods of a Job are found. */
export function jobLabels({ metadata }: KubeObject) {
  const { name, uid = "" } = metadata;
  return {
    "batch.kubernetes.io/controller-uid": uid,
    "batch.kubernetes.io/job-name": name,
    "controller-uid": uid,
    "job-name": name,
  };
}
