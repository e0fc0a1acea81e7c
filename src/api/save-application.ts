import { type Application, type ApplicationName, formatApplicationName } from "../application/application.ts";
import { formatProblem, type Problem } from "../application/problem.ts";
import { parseApplication } from "../application/read-application.ts";
import { toStored } from "../application/to-stored.ts";
import { equalJson } from "../kube/canonical-json.ts";
import type { JsonObject } from "../kube/json.ts";
import { markAndWake } from "../moves/wake.ts";
import type { Specs } from "../ports/specs.ts";
import { loadSubject } from "../stories/load-subject.ts";
import type { ApiCall, ApiPorts } from "./api-call.ts";
import type { ApiAnswer } from "./api-request.ts";
import { findApplication, readSeen } from "./find-application.ts";
import { type Refusal, refuse } from "./refuse.ts";
import { toApiApplication } from "./to-api-application.ts";
import { toWarningHeader } from "./warning-header.ts";

/** Creates an Application. One that is there and says the same is left alone; one that says something else needs `upsert`. */
export async function createApplication(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const written = readWritten(call);
  if ("refusal" in written) return written.refusal;
  const known = await ports.specs.read("Application", written.application.name);
  const isOther = known !== undefined && !equalJson(known, written.stored);
  if (isOther && !call.query.upsert) {
    const title = formatApplicationName(written.application.name);
    const message = `Cannot create ${title}: it is there and says something else; change it with upsert=true`;
    return refuse("ALREADY_EXISTS", message).refusal;
  }
  return await save(written, ports);
}

/** Changes an Application that is there; the body says all of it. */
export async function updateApplication(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const written = readWritten(call);
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

/** Refuses to delete: what an application has made in its cluster would be left behind, or be gone. */
export async function deleteApplication(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const found = await findApplication(call, ports);
  if ("refusal" in found) return found.refusal;
  const title = formatApplicationName(call.name);
  const { refusal } = refuse("UNSUPPORTED", `Cannot delete ${title}: not supported yet`);
  return { ...refusal, status: 501 };
}

type Written = {
  readonly application: Application;
  readonly stored: JsonObject;
  readonly warnings: readonly Problem[];
};

function readWritten({ body }: ApiCall): Written | Refusal {
  const { application, problems } = parseApplication(body);
  const text = problems.map(formatProblem).join("\n");
  if (application === undefined) return refuse("APPLICATION_INVALID", text);
  if (application.source.repoUrl.includes("//***@")) {
    const message = "spec.source.repoURL: its user name is masked, as answers show it: write it out";
    return refuse("APPLICATION_INVALID", message);
  }
  return { application, stored: toStored(body), warnings: problems };
}

async function save({ application, stored, warnings }: Written, ports: ApiPorts): Promise<ApiAnswer> {
  const { name } = application;
  // Its project must allow it and its cluster must be known, as if it were there already.
  await loadSubject(name, { ...ports, specs: withManifest(ports.specs, name, stored) });
  const seen = await readSeen(name, ports);
  const known = await ports.specs.read("Application", name);
  if (seen === undefined || !equalJson(known, stored)) {
    // Marked before, too: a process that ends in between leaves a mark, and not an Application that nobody looks at.
    await ports.applications.mark(name, ports.clock.now());
    await ports.specs.save(stored);
    await markAndWake([name], ports);
  }
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
    save: (other) => specs.save(other),
    saveAll: (others) => specs.saveAll(others),
    delete: (kind, other) => specs.delete(kind, other),
  };
}
