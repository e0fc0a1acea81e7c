import {
  type Application,
  type ApplicationName,
  formatApplicationName,
} from "../../application/application.ts";
import { keepMark } from "../../application/deletion-mark.ts";
import { parseApplication } from "../../application/read-application.ts";
import { takeRefresh } from "../../application/refresh-request.ts";
import { toStored } from "../../application/to-stored.ts";
import { formatProblem, type Problem } from "../../declaration/problem.ts";
import { equalJson } from "../../kube/canonical-json.ts";
import { type JsonObject, readField } from "../../kube/json.ts";
import { markAndWake } from "../../moves/wake.ts";
import type { Specs } from "../../ports/specs.ts";
import { loadSubject } from "../../stories/load-subject.ts";
import type { ApiCall, ApiPorts } from "../api-call.ts";
import type { ApiAnswer } from "../api-request.ts";
import { askForLook } from "../operations/ask-application.ts";
import { type Refusal, refuse } from "../refuse.ts";
import { toWarningHeader } from "../warning-header.ts";
import { findApplication, readSeen } from "./find-application.ts";
import { toApiApplication } from "./to-api-application.ts";

/** Creates an Application. One that is there and says the same is left alone; one that says something else needs `upsert`. */
export async function createApplication(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const written = readWritten(call.body);
  if ("refusal" in written) return written.refusal;
  const known = await ports.specs.read("Application", written.application.name);
  const kept = takeRefresh(written.stored, known).manifest;
  const isOther = known !== undefined && !equalJson(known, kept);
  if (isOther && !call.query.upsert) {
    const title = formatApplicationName(written.application.name);
    const message = `Cannot create ${title}: it is there and says something else; change it with upsert=true`;
    return refuse("ALREADY_EXISTS", message).refusal;
  }
  return await save(written, ports);
}

/** Changes an Application that is there; the body says all of it. */
export async function updateApplication(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const written = readWritten(call.body);
  if ("refusal" in written) return written.refusal;
  const { namespace, name } = written.application.name;
  if (name !== call.name.name || namespace !== (call.query.appNamespace ?? namespace)) {
    const named = formatApplicationName(call.name);
    return refuse("BAD_NAME", `Cannot change ${named}: the body is of Application ${namespace}/${name}`)
      .refusal;
  }
  const found = await findApplication({ ...call, name: { namespace, name } }, ports);
  return "refusal" in found ? found.refusal : await save(written, ports);
}

/** Changes the spec of an Application that is there, and nothing else of it; the answer is the spec, as Argo CD's. */
export async function updateSpec(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const found = await findApplication(call, ports);
  if ("refusal" in found) return found.refusal;
  const answer = await saveChanged({ ...found.manifest, spec: call.body }, found.manifest, ports);
  return answer.status === 200 ? { ...answer, body: readField(answer.body, "spec") ?? {} } : answer;
}

/**
 * Saves a manifest that was made of the one before, if it is right, its project allows it and nobody changed it in between; the
 * answer shows it.
 */
export async function saveChanged(
  manifest: JsonObject,
  before: JsonObject,
  ports: ApiPorts,
): Promise<ApiAnswer> {
  const written = readWritten(manifest);
  if ("refusal" in written) return written.refusal;
  return await save({ ...written, stored: keepMark(before, written.stored), before }, ports);
}

type Written = {
  readonly application: Application;
  readonly stored: JsonObject;
  readonly warnings: readonly Problem[];
  /** What it was made of: it must still be there. */
  readonly before?: JsonObject;
};

function readWritten(body: JsonObject): Written | Refusal {
  const { application, problems } = parseApplication(body);
  const text = problems.map(formatProblem).join("\n");
  if (application === undefined) return refuse("APPLICATION_INVALID", text);
  if (application.source.repoUrl.includes("//***@")) {
    const message = "spec.source.repoURL: its user name is masked, as answers show it: write it out";
    return refuse("APPLICATION_INVALID", message);
  }
  return { application, stored: toStored(body), warnings: problems };
}

async function save(written: Written, ports: ApiPorts): Promise<ApiAnswer> {
  const { application, warnings, before } = written;
  const { name } = application;
  const known = await ports.specs.read("Application", name);
  const { manifest: stored, refresh } = takeRefresh(written.stored, known);
  // Its project must allow it and its cluster must be known, as if it were there already.
  await loadSubject(name, { ...ports, specs: withManifest(ports.specs, name, stored) });
  const seen = await readSeen(name, ports);
  if (seen === undefined || !equalJson(known, stored)) {
    // Marked before, too: a process that ends in between leaves a mark, and not an Application that nobody looks at.
    await ports.applications.mark(name, ports.clock.now());
    await ports.specs.save(stored, before === undefined ? undefined : { over: before });
    await markAndWake([name], ports);
  }
  // Like Argo CD's annotation it is gone once it is served: what is stored does not have it.
  if (refresh !== undefined) await askForLook(name, refresh.isHard, ports);
  return { status: 200, headers: toWarningHeader(warnings), body: toApiApplication(stored, { seen }) };
}

function withManifest(specs: Specs, name: ApplicationName, manifest: JsonObject): Specs {
  const title = formatApplicationName(name);
  return {
    read: (kind, other) =>
      kind === "Application" && formatApplicationName(other) === title
        ? Promise.resolve(manifest)
        : specs.read(kind, other),
    list: (kind) => specs.list(kind),
    save: (other, options) => specs.save(other, options),
    saveAll: (others) => specs.saveAll(others),
    delete: (kind, other) => specs.delete(kind, other),
  };
}
