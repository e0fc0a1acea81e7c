import type { JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";

/** The address of the only node. */
export const hostIp = "172.30.0.2";

const name = "sandbox";
const room = { cpu: "64", "ephemeral-storage": "1Ti", memory: "256Gi", pods: "100k" };

/** Gives the node that a sandbox begins with. */
export function firstNode(time: string): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "beta.kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
      },
    },
    spec: {},
    status: {
      addresses: [
        { type: "InternalIP", address: hostIp },
        { type: "Hostname", address: name },
      ],
      allocatable: room,
      capacity: room,
      conditions: conditions.map((condition) => ({
        ...condition,
        lastHeartbeatTime: time,
        lastTransitionTime: time,
      })),
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        architecture: "amd64",
        bootID: "",
        containerRuntimeVersion: "sandbox://1",
        kernelVersion: "sandbox",
        kubeProxyVersion: "",
        kubeletVersion: "v1.35.4",
        machineID: "",
        operatingSystem: "linux",
        osImage: "sandbox",
        systemUUID: "",
      },
    },
  };
}

const conditions: readonly JsonObject[] = [
  ["MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"],
  ["DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"],
  ["PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
  ["Ready", "True", "KubeletReady", "kubelet is posting ready status"],
].map(([type, status, reason, message]) => ({ type, status, reason, message }));

/** Gives the lease that the node's kubelet would renew. */
export function firstLease(time: string): KubeObject {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name, namespace: "kube-node-lease" },
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: time.replace("Z", ".000000Z") },
  };
}
