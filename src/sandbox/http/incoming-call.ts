/** One request as it came over HTTP. */
export type IncomingCall = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly accept: string;
  readonly userAgent: string;
  readonly body: string;
  /** Who the client wants to be taken for; undefined: the administrator, whom every client is. */
  readonly impersonated?: { readonly name: string; readonly groups: readonly string[] } | undefined;
  readonly receivedAt: Date;
};
