import { stringify } from "yaml";
import type { ApiCatalog } from "../kube/api-catalog.ts";
import type { KubeObject } from "../kube/object.ts";
import { resolveTarget } from "../stories/load-subject.ts";
import { renderDesired, renderRaw } from "../stories/observe-application.ts";
import type { CommandContext } from "./command-context.ts";
import { openSingle, requireSubject, type Single, type SingleOptions } from "./single-application.ts";

export type RenderOptions = SingleOptions & { readonly raw: boolean };

/** Runs `outrigger render`: prints what Git wants as YAML documents. */
export async function runRender(
  file: string,
  options: RenderOptions,
  context: CommandContext,
): Promise<number> {
  const single = await openSingle(file, options, context);
  try {
    const objects = options.raw ? await readRaw(single) : await readDesired(single);
    for (const object of objects) {
      context.streams.out.write(`---\n${stringify(toPrinted(object), { lineWidth: 0 })}`);
    }
    return 0;
  } finally {
    await single.view.close();
  }
}

/** What has a generateName has no name yet. */
function toPrinted(object: KubeObject): object {
  const { name, ...metadata } = object.metadata;
  return name === "" ? { ...object, metadata } : object;
}

/** No cluster is asked: a chart sees the versions its own spec names, else Helm's defaults. */
async function readRaw({ application, view }: Single): Promise<readonly KubeObject[]> {
  const nothing: ApiCatalog = { serverVersion: "", resources: [], stale: [] };
  const revision = await resolveTarget(application, view.ports.git);
  const { manifests } = await renderRaw(application, revision, { catalog: nothing, ports: view.ports });
  return manifests;
}

async function readDesired(single: Single): Promise<readonly KubeObject[]> {
  const subject = await requireSubject(single);
  const { ports } = single.view;
  const revision = await resolveTarget(subject.application, ports.git);
  const { desired } = await renderDesired(subject, revision, ports);
  return desired.objects.map(({ object }) => object);
}
