import type { SyncOptions } from "../../src/application/sync-policy.ts";
import type { DesiredObject } from "../../src/desired/desired-object.ts";
import type { KeyedHash } from "../../src/kube/hash.ts";
import { toRef } from "../../src/kube/key.ts";
import type { KubeObject } from "../../src/kube/object.ts";

const options: SyncOptions = {
  createNamespace: false,
  prune: true,
  pruneNeedsApproval: false,
  pruneLast: false,
  applyOutOfSyncOnly: false,
  respectIgnoreDifferences: false,
  skipDryRunOnMissingResource: false,
  failOnSharedResource: false,
  replace: false,
  force: false,
  validate: true,
  prunePropagationPolicy: "foreground",
};

/** Makes a desired object as the desired room would, all options at their defaults. */
export function toDesiredObject(object: KubeObject, hash: KeyedHash): DesiredObject {
  return {
    object,
    ref: toRef(object),
    index: 0,
    wave: 0,
    options,
    ignoreExtraneous: false,
    hash: hash(object),
  };
}
