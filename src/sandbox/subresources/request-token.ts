import { randomBytes, randomUUID } from "node:crypto";
import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import { formatTime } from "../../kube/time.ts";
import { asObject } from "../../kube/values.ts";
import type { ClusterState } from "../cluster/cluster.ts";
import { invalid } from "../cluster/object-errors.ts";
import { type ObjectRequest, requireObject } from "../cluster/request.ts";

const apiVersion = "authentication.k8s.io/v1";
const issuer = "https://kubernetes.default.svc.cluster.local";
const secondsDefault = 3_600;
// pkg/apis/authentication/validation/validation.go.
const secondsMin = 600;

/** Answers a POST of a TokenRequest with a token in the form of a JWT, signed by nobody: the sandbox asks for none. */
export function requestToken(state: ClusterState, request: ObjectRequest): JsonObject {
  const { metadata } = requireObject(state, request);
  const spec = readField(request.body, "spec");
  const given: JsonObject = asObject(spec);
  const seconds = Number(given["expirationSeconds"] ?? secondsDefault);
  checkSeconds(request, seconds);
  const { audiences } = given;
  const named = Array.isArray(audiences) && audiences.length > 0 ? audiences : [issuer];
  const now = state.now();
  const end = new Date(now.getTime() + seconds * 1_000);
  const account = { name: metadata.name, namespace: metadata.namespace, uid: metadata.uid };
  return {
    kind: "TokenRequest",
    apiVersion,
    metadata: {
      name: metadata.name,
      namespace: metadata.namespace,
      uid: metadata.uid,
      creationTimestamp: formatTime(now),
    },
    spec: {
      audiences: named,
      expirationSeconds: seconds,
      boundObjectRef: given["boundObjectRef"] ?? null,
    },
    status: { token: toToken(account, { named, now, end }), expirationTimestamp: formatTime(end) },
  };
}

function checkSeconds({ kind }: ObjectRequest, seconds: number): void {
  if (seconds >= secondsMin) return;
  const subject = { kind: { ...kind, group: "authentication.k8s.io", kind: "TokenRequest" }, name: "" };
  const message = `Invalid value: ${seconds}: may not specify a duration less than 10 minutes`;
  throw invalid(subject, [{ reason: "FieldValueInvalid", message, field: "spec.expirationSeconds" }]);
}

type Account = {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly uid: string | undefined;
};
type Claims = { readonly named: readonly Json[]; readonly now: Date; readonly end: Date };

function toToken({ name, namespace, uid }: Account, { named, now, end }: Claims): string {
  const seconds = (date: Date) => Math.floor(date.getTime() / 1_000);
  const claims = {
    aud: named,
    exp: seconds(end),
    iat: seconds(now),
    iss: issuer,
    jti: randomUUID(),
    "kubernetes.io": { namespace, serviceaccount: { name, uid } },
    nbf: seconds(now),
    sub: `system:serviceaccount:${namespace}:${name}`,
  };
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${encode({ alg: "none", kid: "sandbox" })}.${encode(claims)}.${randomBytes(32).toString("base64url")}`;
}
