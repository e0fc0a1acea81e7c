/** Where an API server is and how TLS knows it. */
export type Endpoint = {
  readonly url: URL;
  /** PEM; undefined: the system's roots. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The name its certificate has, where that is not the host of the URL. */
  readonly serverName?: string;
};

/** Prints a server as messages and records show it: no credentials, no query, no slash at the end. */
export function formatServer(url: URL): string {
  return `${url.protocol}//${url.host.toLowerCase()}${url.pathname}`.replace(/\/+$/, "");
}

/** Gives the path prefix that every request of a server has: "" for most, `/k8s/clusters/…` behind some proxies. */
export function pathPrefixOf(endpoint: Endpoint): string {
  return endpoint.url.pathname.replace(/\/+$/, "");
}

/** Gives the options of a TLS connection to an endpoint; certificates are always verified. */
export function toTlsOptions(endpoint: Endpoint): Readonly<Record<string, string>> {
  const { ca, cert, key, serverName } = endpoint;
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { servername: serverName }),
  };
}
