import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import type { Kind } from "../cluster/kind.ts";
import { invalid } from "../cluster/object-errors.ts";
import type { ObjectRequest } from "../cluster/request.ts";
import type { Cause } from "../cluster/status-error.ts";
import { checkDeleteOptions } from "../deletion/delete-options.ts";
import type { IncomingCall } from "./incoming-call.ts";

/** What the query of a write says. */
export type WriteOptions = Pick<ObjectRequest, "dryRun" | "fieldManager" | "fieldValidation" | "force">;

type OptionsName = "CreateOptions" | "DeleteOptions" | "PatchOptions" | "UpdateOptions";

/** Reads the options of a write from its query. Throws 422 where one of them is invalid. */
export function parseWriteOptions(call: IncomingCall, kind: Kind, isApply: boolean): WriteOptions {
  const { query } = call;
  const manager = query.get("fieldManager") ?? "";
  const causes = [
    ...(call.method === "PATCH" ? checkForce(query.get("force"), isApply) : []),
    ...(isApply && manager === "" ? [required("fieldManager")] : checkManager(manager)),
    ...checkDryRun(query.getAll("dryRun")),
    ...checkValidation(query.get("fieldValidation") ?? ""),
  ];
  refuse(nameOf(call.method), kind, causes);
  // A writer without a name is known by the first part of its user agent.
  const agent = call.userAgent.split("/", 1)[0] || "unknown";
  return {
    dryRun: query.getAll("dryRun").includes("All"),
    force: isTrue(query.get("force")),
    fieldManager: manager || agent,
    fieldValidation: query.get("fieldValidation") || "Warn",
  };
}

/** Checks the options of a DELETE, given as its body or, without one, in its query; gives them as a body. Throws 422. */
export function toDeletion(
  body: Json | undefined,
  { query }: IncomingCall,
  kind: Kind,
): JsonObject & { dryRun: boolean } {
  const options = isObject(body) ? body : fromQuery(query);
  const dryRun = Array.isArray(options["dryRun"]) ? options["dryRun"].map(String) : [];
  refuse("DeleteOptions", kind, [...checkDeleteOptions(options), ...checkDryRun(dryRun)]);
  return { ...options, dryRun: dryRun.includes("All") };
}

function fromQuery(query: URLSearchParams): JsonObject {
  const policy = query.get("propagationPolicy");
  const seconds = query.get("gracePeriodSeconds");
  const orphans = query.get("orphanDependents");
  return {
    dryRun: query.getAll("dryRun"),
    ...(policy === null ? {} : { propagationPolicy: policy }),
    ...(seconds === null ? {} : { gracePeriodSeconds: Number(seconds) }),
    ...(orphans === null ? {} : { orphanDependents: isTrue(orphans) }),
  };
}

/** Any other text than these is true, as apimachinery converts query parameters. */
function isTrue(value: string | null): boolean {
  return value !== null && value !== "0" && value !== "false";
}

function nameOf(method: string): OptionsName {
  if (method === "POST") return "CreateOptions";
  return method === "PUT" ? "UpdateOptions" : "PatchOptions";
}

function refuse(name: OptionsName, kind: Kind, causes: readonly Cause[]): void {
  if (causes.length > 0)
    throw invalid({ kind: { ...kind, group: "meta.k8s.io", kind: name }, name: "" }, causes);
}

function checkForce(force: string | null, isApply: boolean): readonly Cause[] {
  if (force === null || isApply) return [];
  const message = "Forbidden: may not be specified for non-apply patch";
  return [{ reason: "FieldValueForbidden", message, field: "force" }];
}

function required(field: string): Cause {
  return { reason: "FieldValueRequired", message: "Required value: is required for apply patch", field };
}

// apimachinery pkg/apis/meta/v1/validation/validation.go, FieldManagerMaxLength.
const managerBytesMax = 128;

function checkManager(manager: string): readonly Cause[] {
  const field = "fieldManager";
  if (Buffer.byteLength(manager) > managerBytesMax) {
    const message = `Too long: may not be more than ${managerBytesMax} bytes`;
    return [{ reason: "FieldValueTooLong", message, field }];
  }
  const odd = /[^\P{C}]/u.exec(manager);
  if (odd === null) return [];
  const code = (odd[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  const what = `Invalid value: ${JSON.stringify(manager)}`;
  const message = `${what}: invalid character U+${code} (at position ${odd.index})`;
  return [{ reason: "FieldValueInvalid", message, field }];
}

function checkDryRun(values: readonly string[]): readonly Cause[] {
  if (values.every((value) => value === "All")) return [];
  const message = `Unsupported value: ${JSON.stringify(values)}: supported values: "All"`;
  return [{ reason: "FieldValueNotSupported", message, field: "dryRun" }];
}

const validations = ["", "Ignore", "Strict", "Warn"];

function checkValidation(value: string): readonly Cause[] {
  if (validations.includes(value)) return [];
  const supported = validations.map((each) => JSON.stringify(each)).join(", ");
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported}`;
  return [{ reason: "FieldValueNotSupported", message, field: "fieldValidation" }];
}
