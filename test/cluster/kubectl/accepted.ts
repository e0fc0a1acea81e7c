/** A difference that is meant to be there. */
export type Accepted = {
  /** "*": in any scenario. */
  readonly scenario: string;
  readonly run: RegExp;
  /** Changed lines that may be there, without their `+` or `-`; without it, any. */
  readonly lines?: RegExp;
  readonly reason: string;
};

/** What kubectl may print otherwise on the sandbox, and why. */
export const accepted: readonly Accepted[] = [
  {
    scenario: "*",
    run: /apply/,
    lines: /^The request is invalid: patch: Invalid value: /,
    reason:
      "the real server sorts the fields of an object in its messages, and prints a patch that it has half used up",
  },
  {
    scenario: "rollout",
    run: /get hpa web -o yaml/,
    reason: "the test cluster has no metrics; the sandbox says that the goal is met",
  },
  {
    scenario: "workloads",
    run: /get pod alone -o yaml/,
    reason:
      "the sandbox writes a pod's status as a kubelet does; the test cluster's fake nodes write less of it",
  },
  {
    scenario: "workloads",
    run: /describe pod alone/,
    lines: /Node:|Container ID|Image ID|PodReadyToStartContainers| kubelet /,
    reason: "as for the pod's status: the fake nodes have no address, containers or events",
  },
  {
    scenario: "network",
    run: /get ingress|describe ingress/,
    reason: "the sandbox gives an Ingress an address; the test cluster has no ingress controller",
  },
  {
    scenario: "network",
    run: /get services/,
    lines: /^balanced /,
    reason: "the sandbox gives a LoadBalancer an address; the test cluster has no cloud",
  },
  {
    scenario: "create",
    run: /pvc data/,
    reason: "the sandbox has a default StorageClass and binds claims; the test cluster has no storage",
  },
  {
    scenario: "discovery",
    run: /^version$/,
    lines: /^Server Version: /,
    reason: "the sandbox says that it is one",
  },
  {
    scenario: "discovery",
    run: /auth whoami/,
    lines: /^(Username|UID) /,
    reason: "the sandbox has one user, the administrator that most clusters have",
  },
  {
    scenario: "discovery",
    run: /get --raw \/$/,
    reason: "the sandbox lists the paths that it serves: it has neither metrics nor post-start hooks",
  },
  {
    scenario: "discovery",
    run: /livez\?verbose/,
    lines: /^\[\+\](poststarthook\/|autoregister-completion)/,
    reason: "the sandbox has no post-start hooks",
  },
  {
    scenario: "discovery",
    run: /get nodes/,
    lines: /^NODE Ready /,
    reason: "the sandbox's node is no fake one of kwok",
  },
  {
    scenario: "discovery",
    run: /get storageclasses/,
    reason: "the sandbox has a default StorageClass, as most clusters do",
  },
];
