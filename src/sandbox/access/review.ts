import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import { apiVersionOf, type Kind } from "../cluster/kind.ts";
import { badRequest, StatusError } from "../cluster/status-error.ts";
import type { Store } from "../cluster/store.ts";
import { type AccessDecision, decideAccess, type User } from "./decide-access.ts";
import type { AccessAttributes } from "./role-rules.ts";

/** A review that is asked for: its kind, and who asks. */
export type Review = { readonly store: Store; readonly kind: Kind; readonly user: User };

const everybody = "system:authenticated";

/** Gives who a request comes from: nobody is authenticated here, so it is the administrator, or whom he wants to be taken for. */
export function toUser(impersonated: User | undefined): User {
  if (impersonated === undefined) return { name: "kubernetes-admin", groups: ["system:masters", everybody] };
  const { name, groups } = impersonated;
  const [, namespace] = /^system:serviceaccount:([^:]+):/.exec(name) ?? [];
  const own =
    namespace === undefined ? [] : ["system:serviceaccounts", `system:serviceaccounts:${namespace}`];
  return { name, groups: [...new Set([...(groups.length === 0 ? own : groups), everybody])] };
}

/** Answers a review of access, of a token, or of who one is. Throws 400 and 422. */
export function answerReview(review: Review, body: Json): JsonObject {
  const { kind, user } = review;
  const given = asObject(body);
  const head = { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata: given["metadata"] ?? {} };
  const spec = asObject(given["spec"]);
  const userInfo = { username: user.name, groups: user.groups };
  if (kind.kind === "SelfSubjectReview") return { ...head, status: { userInfo } };
  if (kind.kind === "TokenReview") return { ...head, spec, status: reviewToken(spec) };
  if (kind.kind === "SelfSubjectRulesReview") return { ...head, spec: {}, status: reviewRules(spec) };
  return { ...head, spec, status: reviewAccess(review, head.metadata, spec) };
}

function reviewAccess({ store, kind, user }: Review, metadata: Json, spec: JsonObject): AccessDecision {
  checkAttributes(kind, metadata, spec);
  const isSelf = kind.kind === "SelfSubjectAccessReview";
  const groups = Array.isArray(spec["groups"]) ? spec["groups"].map(String) : [];
  const subject = isSelf ? user : { name: String(spec["user"] ?? ""), groups };
  return decideAccess(store, subject, toAttributes(spec));
}

function toAttributes({ resourceAttributes, nonResourceAttributes }: JsonObject): AccessAttributes {
  const text = (name: string) => String(readField(resourceAttributes, name) ?? "");
  const path = readField(nonResourceAttributes, "path");
  const subresource = text("subresource");
  return {
    verb: text("verb") || String(readField(nonResourceAttributes, "verb") ?? ""),
    namespace: text("namespace"),
    group: text("group"),
    resource: subresource === "" ? text("resource") : `${text("resource")}/${subresource}`,
    name: text("name"),
    path: resourceAttributes == null ? String(path ?? "") : undefined,
  };
}

function reviewToken({ token }: JsonObject): JsonObject {
  if ((token ?? "") === "") throw badRequest("token is required for TokenReview in authentication");
  return { user: {}, error: "invalid bearer token" };
}

// What a server tells its administrator: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go.
const open = ["/healthz", "/livez", "/readyz", "/version", "/version/"];
const rules: JsonObject = {
  resourceRules: [
    { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
    {
      verbs: ["create"],
      apiGroups: ["authorization.k8s.io"],
      resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
    },
    { verbs: ["create"], apiGroups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"] },
  ],
  nonResourceRules: [
    { verbs: ["get"], nonResourceURLs: open },
    { verbs: ["*"], nonResourceURLs: ["*"] },
    {
      verbs: ["get"],
      nonResourceURLs: ["/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*", ...open].sort(),
    },
  ],
  incomplete: false,
};

function reviewRules({ namespace }: JsonObject): JsonObject {
  if ((namespace ?? "") === "") throw badRequest("no namespace on request");
  return rules;
}

// pkg/apis/authorization/validation/validation.go
function checkAttributes({ kind, group }: Kind, metadata: Json, spec: JsonObject): void {
  const { resourceAttributes, nonResourceAttributes, user, groups } = spec;
  if ((resourceAttributes == null) === (nonResourceAttributes == null)) {
    const why = "exactly one of nonResourceAttributes or resourceAttributes must be specified";
    throw invalid(group, "spec.resourceAttributes", `Invalid value: null: ${why}`);
  }
  if (kind === "SelfSubjectAccessReview") return;
  const isNobody = (user ?? "") === "" && (!Array.isArray(groups) || groups.length === 0);
  if (isNobody)
    throw invalid(group, "spec.user", 'Invalid value: "": at least one of user or group must be specified');
  const namespace = readField(resourceAttributes, "namespace");
  if (kind !== "LocalSubjectAccessReview" || namespace === readField(metadata, "namespace")) return;
  const why = `Invalid value: ${JSON.stringify(namespace)}: must match metadata.namespace`;
  throw invalid(group, "spec.resourceAttributes.namespace", why);
}

/** The server forgets the kind in these. */
function invalid(group: string, field: string, message: string): StatusError {
  const causes = [{ reason: "FieldValueInvalid", message, field }];
  return new StatusError(
    { code: 422, reason: "Invalid", details: { group, causes } },
    `.${group} "" is invalid: ${field}: ${message}`,
  );
}
