/** What identifies an EKS cluster and the AWS identity to use for it. */
export type EksTokenRequest = {
  readonly cluster: string;
  readonly region: string;
  readonly roleArn?: string;
  readonly profile?: string;
};

/** What this adapter needs of EKS; the composition joins it with the eks adapter. */
export interface EksAccess {
  /** A bearer token that is valid now. Throws CREDENTIALS_REFUSED. */
  token(request: EksTokenRequest): Promise<string>;
  /** Address and certificate authority (PEM). Throws CLUSTER_GONE, CREDENTIALS_REFUSED, FORBIDDEN, CLUSTER_UNREACHABLE. */
  describe(cluster: {
    readonly region: string;
    readonly name: string;
  }): Promise<{ readonly server: string; readonly ca: string }>;
}
