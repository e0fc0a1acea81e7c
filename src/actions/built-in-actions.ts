import { compileQuestion } from "../health/status-lines.ts";
import type { KubeObject } from "../kube/object.ts";
import type { ActionParameter } from "./action.ts";
import type { Change } from "./change.ts";

/** An action that needs no script. */
export type BuiltInAction = {
  /** `group/Kind`. */
  readonly kinds: readonly string[];
  readonly name: string;
  readonly displayName?: string;
  readonly iconClass?: string;
  readonly params?: readonly ActionParameter[];
  readonly disabledWhen?: (object: KubeObject) => boolean;
  readonly change: Change;
};

const when = (...terms: readonly string[]) => compileQuestion(terms);
const icon = (name: string) => `fa fa-fw fa-${name}`;

const replicas: readonly ActionParameter[] = [{ name: "replicas" }];
const ended = ["Complete|Failed|FailureTarget|SuccessCriteriaMet=True"];
const restartedAt = ".spec.template.metadata.annotations.kubectl\u2024kubernetes\u2024io/restartedAt";
const kedaPaused = ".metadata.annotations.autoscaling\u2024keda\u2024sh/paused";
const kedaReplicas = ".metadata.annotations.autoscaling\u2024keda\u2024sh/paused-replicas";
const cnpgLoop = ".metadata.annotations.cnpg\u2024io/reconciliationLoop";

const fluxReconciled = [
  "helm.toolkit.fluxcd.io/HelmRelease",
  "image.toolkit.fluxcd.io/ImageRepository",
  "image.toolkit.fluxcd.io/ImageUpdateAutomation",
  "kustomize.toolkit.fluxcd.io/Kustomization",
  "notification.toolkit.fluxcd.io/Receiver",
  "source.toolkit.fluxcd.io/Bucket",
  "source.toolkit.fluxcd.io/GitRepository",
  "source.toolkit.fluxcd.io/HelmChart",
  "source.toolkit.fluxcd.io/HelmRepository",
  "source.toolkit.fluxcd.io/OCIRepository",
];
const flux = [
  ...fluxReconciled,
  "notification.toolkit.fluxcd.io/Alert",
  "notification.toolkit.fluxcd.io/Provider",
];

/** By kind and name; what each does is what the tools of its project do (kubectl, argo rollouts, flux, cnpg). */
export const builtInActions: readonly BuiltInAction[] = [
  {
    kinds: ["apps/Deployment", "apps/StatefulSet", "apps/DaemonSet"],
    name: "restart",
    iconClass: icon("redo"),
    change: { set: [[restartedAt, "now"]] },
  },
  {
    kinds: ["apps/Deployment"],
    name: "pause",
    iconClass: icon("pause-circle"),
    disabledWhen: when(".spec.paused=true"),
    change: { set: [[".spec.paused", { value: true }]] },
  },
  {
    kinds: ["apps/Deployment"],
    name: "resume",
    iconClass: icon("play-circle"),
    disabledWhen: when("!.spec.paused=true"),
    change: { set: [[".spec.paused", { value: false }]] },
  },
  {
    kinds: ["apps/Deployment", "apps/StatefulSet"],
    name: "scale",
    iconClass: icon("plus-circle"),
    params: replicas,
    change: { set: [[".spec.replicas", { parameter: "replicas", as: "count" }]] },
  },
  {
    kinds: ["batch/CronJob"],
    name: "create-job",
    displayName: "Create Job",
    iconClass: icon("plus"),
    change: { make: "job" },
  },
  {
    kinds: ["batch/CronJob", "batch/Job"],
    name: "suspend",
    iconClass: icon("pause"),
    disabledWhen: when(".spec.suspend=true", ...ended),
    change: { set: [[".spec.suspend", { value: true }]] },
  },
  {
    kinds: ["batch/CronJob", "batch/Job"],
    name: "resume",
    iconClass: icon("play"),
    disabledWhen: when("!.spec.suspend=true", ...ended),
    change: { set: [[".spec.suspend", { value: false }]] },
  },
  {
    kinds: ["batch/Job"],
    name: "terminate",
    iconClass: icon("stop"),
    disabledWhen: when(".status=", ...ended),
    change: { make: "endOfJob" },
  },
  {
    kinds: ["argoproj.io/CronWorkflow", "argoproj.io/WorkflowTemplate"],
    name: "create-workflow",
    displayName: "Create Workflow",
    iconClass: icon("plus"),
    change: { make: "workflow" },
  },
  {
    kinds: ["argoproj.io/Rollout"],
    name: "restart",
    displayName: "Restart Pods",
    iconClass: icon("redo"),
    change: { set: [[".spec.restartAt", "now"]] },
  },
  {
    kinds: ["argoproj.io/Rollout"],
    name: "resume",
    iconClass: icon("play-circle"),
    disabledWhen: when("!.status.pauseConditions & !.spec.paused=true"),
    change: {
      set: [
        [".status.pauseConditions", "gone"],
        [".spec.paused", { value: false }],
      ],
    },
  },
  {
    kinds: ["argoproj.io/Rollout"],
    name: "pause",
    iconClass: icon("pause-circle"),
    disabledWhen: (object) => isPromoted(object) || when(".status.abort=true", ".spec.paused=true")(object),
    change: { set: [[".spec.paused", { value: true }]] },
  },
  {
    kinds: ["argoproj.io/Rollout"],
    name: "abort",
    iconClass: icon("times-circle"),
    disabledWhen: (object) => isPromoted(object) || when(".status.abort=true")(object),
    change: { set: [[".status.abort", { value: true }]] },
  },
  {
    kinds: ["argoproj.io/Rollout"],
    name: "retry",
    iconClass: icon("redo"),
    disabledWhen: (object) => isPromoted(object) || when("!.status.abort=true")(object),
    change: { set: [[".status.abort", "gone"]] },
  },
  {
    kinds: ["argoproj.io/Rollout"],
    name: "promote-full",
    displayName: "Promote Full",
    iconClass: icon("angle-double-up"),
    disabledWhen: (object) => isPromoted(object),
    change: { set: [[".status.promoteFull", { value: true }]] },
  },
  {
    kinds: ["argoproj.io/Rollout"],
    name: "skip-current-step",
    displayName: "Skip Current Step",
    iconClass: icon("step-forward"),
    disabledWhen: when("!.spec.strategy.canary.steps"),
    change: { make: "nextStep" },
  },
  {
    kinds: ["argoproj.io/AnalysisRun"],
    name: "terminate",
    iconClass: icon("stop"),
    disabledWhen: when(".spec.terminate=true", ".status.phase=Successful|Failed|Error|Inconclusive"),
    change: { set: [[".spec.terminate", { value: true }]] },
  },
  {
    kinds: ["external-secrets.io/ExternalSecret"],
    name: "refresh",
    iconClass: icon("sync"),
    change: { set: [[".metadata.annotations.force-sync", "now"]] },
  },
  {
    kinds: ["external-secrets.io/PushSecret"],
    name: "push",
    iconClass: icon("upload"),
    change: { set: [[".metadata.annotations.force-sync", "now"]] },
  },
  {
    kinds: fluxReconciled,
    name: "reconcile",
    iconClass: icon("sync"),
    disabledWhen: when(".spec.suspend=true"),
    change: { set: [[".metadata.annotations.reconcile\u2024fluxcd\u2024io/requestedAt", "now"]] },
  },
  {
    kinds: [...flux, "k8s.mariadb.com/MariaDB"],
    name: "suspend",
    iconClass: icon("pause"),
    disabledWhen: when(".spec.suspend=true"),
    change: { set: [[".spec.suspend", { value: true }]] },
  },
  {
    kinds: [...flux, "k8s.mariadb.com/MariaDB"],
    name: "resume",
    iconClass: icon("play"),
    disabledWhen: when("!.spec.suspend=true"),
    change: { set: [[".spec.suspend", { value: false }]] },
  },
  {
    kinds: ["keda.sh/ScaledObject", "keda.sh/ScaledJob"],
    name: "pause",
    iconClass: icon("pause-circle"),
    disabledWhen: when(`${kedaPaused}=true`, kedaReplicas),
    change: { set: [[kedaPaused, { value: "true" }]] },
  },
  {
    kinds: ["keda.sh/ScaledObject"],
    name: "paused-replicas",
    iconClass: icon("pause-circle"),
    params: [{ name: "replicas", default: "0" }],
    disabledWhen: when(`${kedaPaused}=true`),
    change: { set: [[kedaReplicas, { parameter: "replicas", as: "countText" }]] },
  },
  {
    kinds: ["keda.sh/ScaledObject", "keda.sh/ScaledJob"],
    name: "resume",
    iconClass: icon("play-circle"),
    disabledWhen: when(`!${kedaPaused}=true & !${kedaReplicas}`),
    change: {
      set: [
        [kedaPaused, "gone"],
        [kedaReplicas, "gone"],
      ],
    },
  },
  {
    kinds: ["core.strimzi.io/StrimziPodSet"],
    name: "rolling-update",
    displayName: "Rolling Update",
    iconClass: icon("redo"),
    change: { set: [[".metadata.annotations.strimzi\u2024io/manual-rolling-update", { value: "true" }]] },
  },
  {
    kinds: ["postgresql.cnpg.io/Cluster"],
    name: "restart",
    displayName: "Rollout restart Cluster",
    iconClass: icon("recycle"),
    change: { set: [[".metadata.annotations.kubectl\u2024kubernetes\u2024io/restartedAt", "now"]] },
  },
  {
    kinds: ["postgresql.cnpg.io/Cluster"],
    name: "reload",
    displayName: "Reload all Configuration",
    iconClass: icon("rotate-right"),
    change: { set: [[".metadata.annotations.cnpg\u2024io/reloadedAt", "now"]] },
  },
  {
    kinds: ["postgresql.cnpg.io/Cluster"],
    name: "promote",
    displayName: "Promote Replica to Primary",
    iconClass: icon("angles-up"),
    params: [{ name: "instance", default: "any" }],
    disabledWhen: when("!.status.instancesStatus.healthy"),
    change: { make: "switchover" },
  },
  {
    kinds: ["postgresql.cnpg.io/Cluster"],
    name: "suspend",
    displayName: "Suspend Reconciliation",
    iconClass: icon("pause"),
    disabledWhen: when(`${cnpgLoop}=disabled`),
    change: { set: [[cnpgLoop, { value: "disabled" }]] },
  },
  {
    kinds: ["postgresql.cnpg.io/Cluster"],
    name: "resume",
    displayName: "Resume Reconciliation",
    iconClass: icon("play"),
    disabledWhen: when(`!${cnpgLoop}=disabled`),
    change: { set: [[cnpgLoop, "gone"]] },
  },
  {
    kinds: ["psmdb.percona.com/PerconaServerMongoDB", "pxc.percona.com/PerconaXtraDBCluster"],
    name: "pause",
    iconClass: icon("pause-circle"),
    disabledWhen: when(".spec.pause=true"),
    change: { set: [[".spec.pause", { value: true }]] },
  },
  {
    kinds: ["psmdb.percona.com/PerconaServerMongoDB", "pxc.percona.com/PerconaXtraDBCluster"],
    name: "unpause",
    iconClass: icon("play-circle"),
    disabledWhen: when("!.spec.pause=true"),
    change: { set: [[".spec.pause", { value: false }]] },
  },
];

/** All pods are of the newest template already. */
function isPromoted({ status }: KubeObject): boolean {
  const { currentPodHash, stableRS } = toFields(status);
  return currentPodHash === stableRS;
}

function toFields(value: unknown): { readonly currentPodHash?: unknown; readonly stableRS?: unknown } {
  return typeof value === "object" && value !== null ? value : {};
}
