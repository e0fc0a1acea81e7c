import { readFileSync } from "node:fs";
import { inject } from "vitest";
import { parse } from "yaml";
import { type Json, readField } from "../../../src/kube/json.ts";
import { connect } from "../../contracts/kubernetes/api-connection.ts";
import type { ApiServer } from "../../contracts/kubernetes/api-server.ts";

/** Connects to the real API server of this run as its kubeconfig says: by token, or by client certificate. */
export function openServer(): ApiServer {
  const config: Json = parse(readFileSync(inject("kubeconfig"), "utf8"));
  const cluster = readField(first(config, "clusters"), "cluster");
  const user = readField(first(config, "users"), "user");
  const decode = (value: Json | undefined) => Buffer.from(String(value ?? ""), "base64");
  const token = readField(user, "token");
  const certificate = readField(user, "client-certificate-data");
  const tls = {
    ca: decode(readField(cluster, "certificate-authority-data")),
    ...(certificate === undefined
      ? {}
      : { cert: decode(certificate), key: decode(readField(user, "client-key-data")) }),
  };
  const url = String(readField(cluster, "server"));
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return connect({ url, tls, headers: authorization }, () => Promise.resolve());
}

function first(config: Json, name: string): Json | undefined {
  const list = readField(config, name);
  return Array.isArray(list) ? list[0] : undefined;
}
