import { isObject, readField } from "../../kube/json.ts";
import type { Cause } from "../cluster/status-error.ts";
import { invalid, required } from "./causes.ts";
import type { At, Rule } from "./field.ts";
import { below, fields, is } from "./rules.ts";

const int32Max = 2_147_483_647;
const identity = is.within(0, int32Max);

const seccomp: Rule = (at) => {
  if (!isObject(at.value)) return [];
  const isMissing = at.value["type"] === "Localhost" && at.value["localhostProfile"] === undefined;
  const profile = `${at.path}.localhostProfile`;
  return [
    ...(isMissing ? [required(profile, "must be set when seccomp type is Localhost")] : []),
    ...is.given()(below(at, "type")),
    ...is.oneOf("Localhost", "RuntimeDefault", "Unconfined")(below(at, "type")),
  ];
};

const ofContainer: Rule = fields({
  runAsUser: identity,
  runAsGroup: identity,
  procMount: is.oneOf("Default", "Unmasked"),
  seccompProfile: seccomp,
});

/** Gives what is wrong with the security of a container; `hostUsers`: its users are those of the host. */
export function checkSecurity(at: At, hostUsers: boolean): readonly Cause[] {
  const mount = below(at, "procMount");
  const isOpen = readField(at.value, "procMount") === "Unmasked" && hostUsers;
  return [
    ...ofContainer(at),
    ...(isOpen ? [invalid(mount, "`hostUsers` must be false to use `Unmasked`")] : []),
  ];
}

/** Gives what is wrong with the security of a pod. */
export const podSecurity: Rule = fields({
  runAsUser: identity,
  runAsGroup: identity,
  fsGroup: identity,
  seccompProfile: seccomp,
});
