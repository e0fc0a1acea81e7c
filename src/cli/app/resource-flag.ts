import { ReconcileError } from "../../errors.ts";
import type { ResourceSelector } from "../../sync/sync-choices.ts";
import type { ResourceLine } from "./application-view.ts";

/** Parses Argo CD's `--resource [!]GROUP:KIND:[NAMESPACE/]NAME`; throws CONFIG_INVALID. */
export function parseResourceFlag(text: string): ResourceSelector {
  const isExcluded = text.startsWith("!");
  const [group, kind, place, ...rest] = (isExcluded ? text.slice(1) : text).split(":");
  const [first = "", second, ...more] = (place ?? "").split("/");
  if (group === undefined || kind === undefined || place === undefined || rest.length + more.length > 0) {
    const message = `Cannot read --resource ${JSON.stringify(text)}: write GROUP:KIND:NAME or GROUP:KIND:NAMESPACE/NAME, with ! before it for all but these`;
    throw new ReconcileError("CONFIG_INVALID", message);
  }
  return {
    group,
    kind,
    name: second ?? first,
    ...(second === undefined || first === "" ? {} : { namespace: first }),
    ...(isExcluded ? { exclude: true } : {}),
  };
}

/** Tells whether a line is one of those that are selected: by any selector that includes, and by none that excludes. */
export function isSelected(line: ResourceLine, selectors: readonly ResourceSelector[]): boolean {
  if (selectors.some((selector) => selector.exclude === true && isNamed(line, selector))) return false;
  const including = selectors.filter(({ exclude }) => exclude !== true);
  return including.length === 0 || including.some((selector) => isNamed(line, selector));
}

function isNamed(line: ResourceLine, { group, kind, name, namespace = "" }: ResourceSelector): boolean {
  const isGroup = group === line.group || group === "*";
  return isGroup && isAny(kind, line.kind) && isAny(name, line.name) && isAny(namespace, line.namespace);
}

/** A blank is any, as `*` is. */
function isAny(wanted: string, present: string): boolean {
  return wanted === "" || wanted === "*" || wanted === present;
}
