import { isObject, readField } from "../../kube/json.ts";
import { asList } from "../../kube/values.ts";
import { apiVersionOf, type Kind } from "./kind.ts";
import { compareVersions } from "./version-order.ts";

// staging/src/k8s.io/api/core/v1/zz_generated.prerelease-lifecycle.go
const builtIn: Readonly<Record<string, string>> = {
  "v1 ComponentStatus": "v1 ComponentStatus is deprecated in v1.19+",
  "v1 Endpoints": "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
};

/** Gives the warning that every answer about a deprecated kind carries; undefined: the kind is not deprecated. */
export function deprecationOf(kind: Kind): string | undefined {
  const subject = `${apiVersionOf(kind)} ${kind.kind}`;
  if (kind.definition?.version["deprecated"] !== true) return builtIn[subject];
  const { deprecationWarning } = kind.definition.version;
  if (typeof deprecationWarning === "string") return deprecationWarning;
  const better = betterVersion(kind);
  const advice = better === undefined ? "" : `; use ${kind.group}/${better} ${kind.kind}`;
  return `${subject} is deprecated${advice}`;
}

/** apiextensions-apiserver pkg/apiserver/customresource_handler.go, defaultDeprecationWarning. */
function betterVersion({ definition, version }: Kind): string | undefined {
  const versions = readField(definition?.crd, "spec", "versions");
  const served = asList(versions)
    .filter(isObject)
    .filter((each) => each["served"] === true && each["deprecated"] !== true);
  const names = served.map(({ name }) => String(name)).filter((name) => compareVersions(name, version) < 0);
  return names.sort(compareVersions)[0];
}
