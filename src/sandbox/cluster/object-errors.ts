import { compareText, type JsonObject } from "../../kube/json.ts";
import type { Conflict } from "../ownership/apply.ts";
import type { Owner } from "../ownership/managers.ts";
import { toFieldTexts } from "./field-texts.ts";
import { groupOfKind, type Kind } from "./kind.ts";
import { type Cause, StatusError } from "./status-error.ts";

type Subject = { readonly kind: Kind; readonly name: string };

function detailsOf({ kind, name }: Subject, causes: readonly Cause[] = []): JsonObject {
  return {
    ...(name === "" ? {} : { name }),
    ...groupOfKind(kind),
    kind: kind.plural,
    ...(causes.length === 0 ? {} : { causes }),
  };
}

function qualified(kind: Kind): string {
  return kind.group === "" ? kind.plural : `${kind.plural}.${kind.group}`;
}

/** 404 on an object. */
export function notFound(subject: Subject): StatusError {
  const status = { code: 404, reason: "NotFound", details: detailsOf(subject) };
  return new StatusError(status, `${qualified(subject.kind)} "${subject.name}" not found`);
}

/** 409 on a name that is taken, perhaps by an object on its way out. */
export function alreadyExists(subject: Subject, isGoing: boolean): StatusError {
  const status = { code: 409, reason: "AlreadyExists", details: detailsOf(subject) };
  const head = isGoing ? "object is being deleted: " : "";
  return new StatusError(status, `${head}${qualified(subject.kind)} "${subject.name}" already exists`);
}

/** 409 on an object that is not as the request expects. */
export function conflict(subject: Subject, message: string): StatusError {
  const status = { code: 409, reason: "Conflict", details: detailsOf(subject) };
  return new StatusError(
    status,
    `Operation cannot be fulfilled on ${qualified(subject.kind)} "${subject.name}": ${message}`,
  );
}

/** 403 with a cause. */
export function forbidden(subject: Subject, message: string, causes: readonly Cause[]): StatusError {
  const status = { code: 403, reason: "Forbidden", details: detailsOf(subject, causes) };
  return new StatusError(status, `${qualified(subject.kind)} "${subject.name}" is forbidden: ${message}`);
}

/** 422 with every invalid field; the message says a thing once. */
export function invalid({ kind, name }: Subject, causes: readonly Cause[]): StatusError {
  const texts = [...new Set(causes.map(({ field, message }) => `${field}: ${message}`))];
  const details = { ...(name === "" ? {} : { name }), ...groupOfKind(kind), kind: kind.kind, causes };
  const all = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  const group = kind.group === "" ? "" : `.${kind.group}`;
  return new StatusError(
    { code: 422, reason: "Invalid", details },
    `${kind.kind}${group} "${name}" is invalid: ${all}`,
  );
}

/** 409 with every field that somebody else owns; in the message owners come by name, as in managedFields they are told apart. */
export function applyConflict(conflicts: readonly Conflict[]): StatusError {
  const causes = conflicts.flatMap(({ owner, fields }) => {
    const message = `conflict with ${formatOwner(owner)}`;
    return toFieldTexts(fields).map((field) => ({ reason: "FieldManagerConflict", message, field }));
  });
  const count = causes.length === 1 ? "1 conflict" : `${causes.length} conflicts`;
  return new StatusError(
    { code: 409, reason: "Conflict", details: { causes } },
    `Apply failed with ${count}: ${formatCauses(causes)}`,
  );
}

function formatOwner({ manager, operation, apiVersion, subresource }: Owner): string {
  const through = subresource === undefined ? "" : ` with subresource ${JSON.stringify(subresource)}`;
  const using = operation === "Update" ? ` using ${apiVersion}` : "";
  return JSON.stringify(manager) + through + using;
}

/** One field stands on the owner's line, more stand below it. */
function formatCauses(causes: readonly Cause[]): string {
  const [first] = causes;
  if (first !== undefined && causes.length === 1) return `${first.message}: ${first.field}`;
  const owners = Map.groupBy(causes, (cause) => cause.message);
  return [...owners]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([message, own]) => [
      message.replace("conflict", "conflicts").concat(":"),
      ...own.map(({ field }) => `- ${field}`),
    ])
    .join("\n");
}
