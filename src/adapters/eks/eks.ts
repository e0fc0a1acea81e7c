/**
 * EKS: where a cluster is and the token for it, without a kubeconfig and without any program.
 *
 * In: a region, a cluster's name and, for a token, the AWS profile and the role to use. Out: the address and certificate
 * authority that DescribeCluster gives, and a bearer token signed in process.
 * 1. Credentials come from the AWS SDK's own chain (environment, profile, web identity, Lambda role);
 * 2. a role is assumed with them where one is named;
 * 3. a token is kept until a minute before its 14 minutes are over, a description as long as the process lives.
 */
import { messageOf, ReconcileError } from "../../errors.ts";
import { describeCluster, type EksCluster } from "./describe-cluster.ts";
import { type AwsCredentials, signToken, tokenValidMs } from "./eks-token.ts";

export type EksOptions = {
  /** Replaces the SDK's chain; a role is still assumed with what it gives. */
  readonly credentials?: (identity: AwsIdentity) => Promise<AwsCredentials>;
  /** Another address of the EKS API than the region's. */
  readonly endpoint?: string;
  /** Milliseconds since 1970; the system's clock by default. */
  readonly now?: () => number;
};

/** Whose credentials to use; all empty: those of this process. */
export type AwsIdentity = { readonly region: string; readonly profile?: string; readonly roleArn?: string };

export type EksToken = AwsIdentity & { readonly cluster: string };

export type Eks = {
  token(request: EksToken): Promise<string>;
  describe(cluster: EksCluster): Promise<{ readonly server: string; readonly ca: string }>;
};

const renewBeforeMs = 60_000;

/** Makes access to EKS; asks nothing of AWS until its first use. */
export function createEks(options: EksOptions = {}): Eks {
  const { now = Date.now, endpoint, credentials = readCredentials } = options;
  const tokens = new Map<string, { readonly expiresAt: number; readonly token: Promise<string> }>();
  const descriptions = new Map<string, ReturnType<Eks["describe"]>>();
  return {
    token(request) {
      const key = JSON.stringify([request.region, request.cluster, request.roleArn, request.profile]);
      const present = tokens.get(key);
      if (present !== undefined && now() < present.expiresAt - renewBeforeMs) return present.token;
      const at = now();
      const token = makeToken(request, credentials, new Date(at));
      tokens.set(key, { expiresAt: at + tokenValidMs, token });
      return forgetFailure(tokens, key, token);
    },
    describe(cluster) {
      const key = `${cluster.region}/${cluster.name}`;
      const present = descriptions.get(key);
      if (present !== undefined) return present;
      const identity = { region: cluster.region };
      const described = describeCluster(cluster, {
        credentials: () => refusedOnFailure(credentials(identity), `describe EKS cluster ${key}`),
        ...(endpoint === undefined ? {} : { endpoint }),
      });
      descriptions.set(key, described);
      return forgetFailure(descriptions, key, described);
    },
  };
}

async function makeToken(
  request: EksToken,
  credentials: (identity: AwsIdentity) => Promise<AwsCredentials>,
  at: Date,
): Promise<string> {
  const { cluster, region } = request;
  const made = credentials(request);
  const found = await refusedOnFailure(made, `make a token for EKS cluster ${region}/${cluster}`);
  return signToken({ cluster, region, credentials: found, at });
}

async function refusedOnFailure(made: Promise<AwsCredentials>, action: string): Promise<AwsCredentials> {
  try {
    return await made;
  } catch (error) {
    throw new ReconcileError(
      "CREDENTIALS_REFUSED",
      `Cannot ${action}: no AWS credentials: ${messageOf(error)}; set AWS_PROFILE or the AWS_* variables`,
      { cause: error },
    );
  }
}

async function readCredentials({ region, profile, roleArn }: AwsIdentity): Promise<AwsCredentials> {
  const { fromNodeProviderChain, fromTemporaryCredentials } = await import("@aws-sdk/credential-providers");
  const clientConfig = { region };
  const own = fromNodeProviderChain({ clientConfig, ...(profile === undefined ? {} : { profile }) });
  if (roleArn === undefined) return own();
  const params = { RoleArn: roleArn, RoleSessionName: "outrigger" };
  return fromTemporaryCredentials({ masterCredentials: own, params, clientConfig })();
}

function forgetFailure<Value>(kept: Map<string, unknown>, key: string, made: Promise<Value>): Promise<Value> {
  made.catch(() => kept.delete(key));
  return made;
}
