import type { StatusLine } from "./status-lines.ts";

// Words that name a failure do not go away by waiting; the others say "not yet".
const failures =
  "*Failed*|*Failure*|*Fail|*Error*|Err*|*Invalid*|*Denied*|*Forbidden*|*Unauthorized*|*Rejected*|*Exceeded*|*Misconfigured*|*Unhealthy*|*Aborted*|*Unreachable|*NotFound|*Unsupported*|*Conflict*";
const failed =
  "*Failed|*failed|*FAILED|*Failure|Fail|*Error|*error|ERROR|*Errored|Invalid|INVALID|Degraded|degraded|DEGRADED|Unhealthy|Rejected|Aborted|Lost|CrashLoopBackOff";
const waiting =
  "Pending|pending|PENDING|Creating|creating|CREATING|Provisioning|provisioning|PROVISIONING|Initializing|initializing|Initialising|Updating|updating|UPDATING|Upgrading|upgrading|Reconciling|reconciling|RECONCILING|Progressing|progressing|InProgress|IN_PROGRESS|Installing|installing|Deploying|deploying|DEPLOYING|Starting|starting|Restarting|Waiting|waiting|Scaling|ScalingUp|ScalingDown|Deleting|deleting|DELETING|Terminating|terminating|Applying|ApplyingChanges|Building|Queued|Scheduling|Migrating|Restoring|BackingUp|Modifying|modifying|Configuring|Connecting|Preparing|Rolling";
const suspended =
  "Suspended|suspended|SUSPENDED|Paused|paused|PAUSED|Hibernated|hibernated|Stopped|stopped|STOPPED|Disabled";
const well =
  "Ready|ready|READY|Running|running|RUNNING|Active|active|ACTIVE|Available|available|AVAILABLE|Healthy|healthy|HEALTHY|Bound|Succeeded|succeeded|SUCCEEDED|Successful|Completed|completed|COMPLETED|Complete|Synced|Deployed|deployed|Established|Installed|Connected|Online|Applied|Valid|valid";

/** Says that nobody is meant to work on an object: with or without a status. */
export const suspensions: readonly StatusLine[] = [
  [".spec.suspend=true", "Suspended"],
  [".spec.suspended=true", "Suspended"],
  [".spec.paused=true", "Suspended"],
];

/**
 * What controllers share, strongest first: kstatus' conditions, the polarity of condition types, words of phases and states.
 * https://github.com/kubernetes-sigs/cli-utils/blob/5895ad6c17dd06b99c1e5c8af17e2b12a3504fad/pkg/kstatus/README.md and
 * https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#typical-status-properties
 */
export const conventions: readonly StatusLine[] = [
  ...suspensions,
  ["Paused|Suspended|ReconciliationPaused=True", "Suspended"],
  ["Ready|Synced|Reconciled|Progressing=False|Unknown(*Paused|*Suspended|Hibernat*)", "Suspended"],
  ["Stalled=True", "Degraded"],
  ["Reconciling=True", "Progressing"],
  ["Degraded=True", "Degraded"],
  ["NotReady=True(Creating|Pending)", "Progressing"],
  [
    "Failed|Failure|Error|Invalid|NotReady|*Failed|*Failure|*Error|*Errored|*Invalid|Invalid*=True",
    "Degraded",
  ],
  [`.status.phase=${failed}`, "Degraded", ".status.message"],
  [`.status.state=${failed}`, "Degraded", ".status.message"],
  [`.status.status=${failed}`, "Degraded", ".status.message"],
  [`.status.health=red|${failed}`, "Degraded", ".status.message"],
  ["Progressing=False(ProgressDeadlineExceeded)", "Degraded"],
  [`Ready=False(${failures})`, "Degraded"],
  [`.status.phase=${suspended}`, "Suspended", ".status.message"],
  [`.status.state=${suspended}`, "Suspended", ".status.message"],
  [`.status.status=${suspended}`, "Suspended", ".status.message"],
  ["Ready=False", "Progressing"],
  ["Ready=Unknown", "Progressing"],
  [`.status.phase=${waiting}`, "Progressing", ".status.message"],
  [`.status.state=${waiting}`, "Progressing", ".status.message"],
  [`.status.status=${waiting}`, "Progressing", ".status.message"],
  [".status.health=yellow", "Progressing", ".status.message"],
  [
    `*Synced|*Synchronized|*Reconciled|Healthy|Accepted|Programmed|Valid|Installed|Applied|Deployed|Configured|Established=False(${failures})`,
    "Degraded",
  ],
  ["Ready=True", "Healthy"],
  // A finished rollout keeps `Progressing: True` with such a reason (Deployment, Rollout, DeploymentConfig).
  ["Available=True & Progressing=True(New*Available)", "Healthy"],
  ["Progressing=True(New*Available)", "Healthy"],
  // What operators made with Ansible or Helm write.
  ["Running=True(Successful)", "Healthy"],
  [
    "Progressing|Updating|Upgrading|Creating|Deploying|Installing|RollingOut|Issuing|Provisioning|In-progress|Running=True",
    "Progressing",
  ],
  [`Available=False(${failures})`, "Degraded"],
  ["Available=False", "Progressing"],
  ["Available=Unknown", "Progressing"],
  ["Available=True", "Healthy"],
  ["Healthy|*Synced|*Synchronized=False", "Degraded"],
  [
    "Accepted|Programmed|Reconciled|Valid|Installed|Applied|Deployed|Configured|Established=False",
    "Progressing",
  ],
  [
    "Healthy|*Synced|*Synchronized|Accepted|Programmed|Reconciled|Valid|Installed|Applied|Deployed|Configured=Unknown",
    "Progressing",
  ],
  ["Succeeded|Complete|Completed=False", "Degraded"],
  ["Succeeded|Complete|Completed=Unknown", "Progressing"],
  ["Succeeded|Complete|Completed=True", "Healthy"],
  [`.status.phase=${well}`, "Healthy"],
  [`.status.state=${well}`, "Healthy"],
];
