import type { Application, ApplicationName } from "../application/application.ts";
import type { JsonObject } from "../kube/json.ts";
import { toArgoStatus } from "../record/argo-status.ts";
import type { ApplicationBulk } from "../record/bulk.ts";
import type { ApplicationState } from "../record/state.ts";
import { formatColumns } from "./columns.ts";

/** One application of a run, as far as it got. `application` is undefined where its own spec is wrong. */
export type RunItem = {
  readonly name: ApplicationName;
  readonly application?: Application;
  /** The cluster's name; its destination as written where it could not be opened. */
  readonly cluster: string;
  readonly state: ApplicationState;
  readonly bulk?: ApplicationBulk;
};

export type RunFormat = "table" | "wide" | "json" | "name";

/** Prints the applications of a run. */
export function formatRun(items: readonly RunItem[], format: RunFormat): string {
  if (format === "json") return `${JSON.stringify({ items: items.map(toItem) }, null, 2)}\n`;
  if (format === "name") return items.map(({ name }) => `application.argoproj.io/${name.name}\n`).join("");
  const isWide = format === "wide";
  const head = [
    "NAME",
    "CLUSTER",
    "NAMESPACE",
    "SYNC",
    "HEALTH",
    "REVISION",
    ...(isWide ? wideHead : []),
    "MESSAGE",
  ];
  return formatColumns([head, ...items.map((item) => toRow(item, isWide))]);
}

const wideHead = ["REPOSITORY", "PATH", "TARGET", "OBJECTS", "OPERATION"];

function toRow(item: RunItem, isWide: boolean): readonly string[] {
  const { application, state } = item;
  const revision = state.sync.revision;
  return [
    item.name.name,
    item.cluster,
    application?.destination.namespace ?? "",
    state.sync.status,
    state.health.status,
    isWide ? revision : revision.slice(0, 8),
    ...(isWide ? toWideCells(item) : []),
    toMessage(state),
  ];
}

function toWideCells({ application, state, bulk }: RunItem): readonly string[] {
  const source = application?.source;
  const operation = state.operation ?? state.lastOperation;
  return [
    source?.repoUrl ?? "",
    source?.path ?? "",
    source?.targetRevision ?? "",
    String(bulk?.resources.length ?? 0),
    operation?.phase ?? "",
  ];
}

/** Gives the first thing a person should read: a condition, else what the operation says, else why it is not healthy. */
export function toMessage(state: ApplicationState): string {
  const operation = state.operation ?? state.lastOperation;
  const candidates = [
    state.conditions[0]?.message,
    state.operation?.message,
    state.health.message,
    operation?.message,
  ];
  const message = candidates.find((each) => each !== undefined && each !== "") ?? "";
  return message.split("\n")[0] ?? "";
}

function toItem({ name, application, state, bulk }: RunItem): JsonObject {
  const source = application?.source;
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name: name.name, namespace: name.namespace },
    ...(application === undefined || source === undefined
      ? {}
      : {
          spec: {
            project: application.project,
            source: { repoURL: source.repoUrl, path: source.path, targetRevision: source.targetRevision },
            destination: { ...application.destination },
          },
        }),
    status: toArgoStatus(state, bulk),
  };
}
