import type { EKSClient } from "@aws-sdk/client-eks";
import { type ErrorCode, messageOf, ReconcileError } from "../../errors.ts";
import type { AwsCredentials } from "./eks-token.ts";

export type EksCluster = { readonly region: string; readonly name: string };

export type DescribeOptions = {
  readonly credentials: AwsCredentials | (() => Promise<AwsCredentials>);
  /** Another address of the EKS API than the region's. */
  readonly endpoint?: string;
};

/** Asks EKS where a cluster's API server is. Throws CLUSTER_GONE, CREDENTIALS_REFUSED, FORBIDDEN, CLUSTER_UNREACHABLE. */
export async function describeCluster(
  { region, name }: EksCluster,
  options: DescribeOptions,
): Promise<{ readonly server: string; readonly ca: string }> {
  // Loaded at need: it is a tenth of a second that clusters of a kubeconfig do not have to pay.
  const { DescribeClusterCommand, EKSClient } = await import("@aws-sdk/client-eks");
  const client = new EKSClient({ region, maxAttempts: 3, ...options });
  try {
    const { cluster } = await send(client, new DescribeClusterCommand({ name }), `${region}/${name}`);
    const { endpoint, certificateAuthority, status } = cluster ?? {};
    if (endpoint !== undefined && certificateAuthority?.data !== undefined) {
      return { server: endpoint, ca: Buffer.from(certificateAuthority.data, "base64").toString("utf8") };
    }
    throw new ReconcileError(
      "CLUSTER_UNREACHABLE",
      `Cannot use EKS cluster ${region}/${name}: it has no endpoint yet, its status is ${status ?? "unknown"}`,
    );
  } finally {
    client.destroy();
  }
}

const codes: Readonly<Record<string, ErrorCode | undefined>> = {
  ResourceNotFoundException: "CLUSTER_GONE",
  AccessDeniedException: "FORBIDDEN",
  UnrecognizedClientException: "CREDENTIALS_REFUSED",
  InvalidSignatureException: "CREDENTIALS_REFUSED",
  ExpiredTokenException: "CREDENTIALS_REFUSED",
  CredentialsProviderError: "CREDENTIALS_REFUSED",
};

type Describe = import("@aws-sdk/client-eks").DescribeClusterCommand;
type Described = import("@aws-sdk/client-eks").DescribeClusterCommandOutput;

async function send(client: EKSClient, command: Describe, subject: string): Promise<Described> {
  try {
    return await client.send(command);
  } catch (error) {
    if (error instanceof ReconcileError) throw error;
    const code = codes[error instanceof Error ? error.name : ""] ?? "CLUSTER_UNREACHABLE";
    throw new ReconcileError(code, `Cannot describe EKS cluster ${subject}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
