import type { Settings } from "../application/control-plane.ts";
import type { KeyedHash } from "../kube/hash.ts";
import type { ApplicationData } from "./application-data.ts";
import type { Applications } from "./applications.ts";
import type { Clock } from "./clock.ts";
import type { Clusters } from "./clusters.ts";
import type { Git } from "./git.ts";
import type { RenderCache } from "./render-cache.ts";
import type { Specs } from "./specs.ts";
import type { Tools } from "./tools.ts";

/** What is needed to render, compare and plan: it reads only. */
export type ViewPorts = {
  readonly clock: Clock;
  readonly specs: Specs;
  readonly git: Git;
  readonly tools: Tools;
  readonly renderCache: RenderCache;
  readonly clusters: Clusters;
  readonly settings: Settings;
  /** Keyed by the installation's own key. */
  readonly hash: KeyedHash;
};

/** Everything outside that the stories use; a composition hands it in, once per process. */
export type Ports = ViewPorts & {
  readonly applications: Applications;
  readonly data: ApplicationData;
  /** Milliseconds: a lease must have this much left before every write to a cluster. */
  readonly leaseMarginMs: number;
};
