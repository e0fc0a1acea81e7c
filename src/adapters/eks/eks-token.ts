export type AwsCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

export type SignRequest = {
  readonly cluster: string;
  readonly region: string;
  readonly credentials: AwsCredentials;
  readonly at: Date;
};

/** EKS takes a token for 15 minutes from its signing date; `aws eks get-token` says 14. */
export const tokenValidMs = 14 * 60_000;

/**
 * Makes the bearer token of an EKS cluster: a presigned sts:GetCallerIdentity whose header x-k8s-aws-id names the cluster,
 * in base64url. The same parameters and signature as `aws eks get-token` gives.
 */
export async function signToken({ cluster, region, credentials, at }: SignRequest): Promise<string> {
  const { HttpRequest, Sha256, SignatureV4 } = await loadSigner();
  const hostname = `sts.${region}.${dnsSuffixOf(region)}`;
  const signer = new SignatureV4({ service: "sts", region, credentials, sha256: Sha256 });
  const request = new HttpRequest({
    method: "GET",
    protocol: "https:",
    hostname,
    path: "/",
    query: { Action: "GetCallerIdentity", Version: "2011-06-15" },
    headers: { host: hostname, "x-k8s-aws-id": cluster },
  });
  const { query } = await signer.presign(request, {
    expiresIn: 60,
    signingDate: at,
    unhoistableHeaders: new Set(["x-k8s-aws-id"]),
    unsignableHeaders: new Set(),
  });
  const parameters = Object.entries(query ?? {}).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  );
  const url = `https://${hostname}/?${parameters.join("&")}`;
  return `k8s-aws-v1.${Buffer.from(url).toString("base64url")}`;
}

/** Loaded at need: most clusters of a local kubeconfig never ask for a token, and every start would pay 40 ms. */
async function loadSigner() {
  const [{ Sha256 }, { HttpRequest }, { SignatureV4 }] = await Promise.all([
    import("@aws-crypto/sha256-js"),
    import("@smithy/protocol-http"),
    import("@smithy/signature-v4"),
  ]);
  return { HttpRequest, Sha256, SignatureV4 };
}

// https://docs.aws.amazon.com/general/latest/gr/sts.html: the regional endpoints of the partitions.
const dnsSuffixes: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, "amazonaws.com.cn"],
  [/^us-iso-/, "c2s.ic.gov"],
  [/^us-isob-/, "sc2s.sgov.gov"],
  [/^eusc-/, "amazonaws.eu"],
];

function dnsSuffixOf(region: string): string {
  return dnsSuffixes.find(([pattern]) => pattern.test(region))?.[1] ?? "amazonaws.com";
}
