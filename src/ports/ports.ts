import type { JqPaths } from "../drift/jq-paths.ts";
import type { Assess } from "../health/health.ts";
import type { HealthScripts } from "../health/health-scripts.ts";
import type { KeyedHash } from "../kube/hash.ts";
import type { Settings } from "../settings/settings.ts";
import type { ApplicationData } from "./application-data.ts";
import type { Applications } from "./applications.ts";
import type { Clock } from "./clock.ts";
import type { Clusters } from "./clusters.ts";
import type { Git } from "./git.ts";
import type { Pauses } from "./pauses.ts";
import type { Queues } from "./queues.ts";
import type { RenderCache } from "./render-cache.ts";
import type { Seats } from "./seats.ts";
import type { SeenClusters } from "./seen-clusters.ts";
import type { SeenRepositories } from "./seen-repositories.ts";
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
  /** The health of live objects, by the rules built in and the overrides of the settings. */
  readonly assess: Assess;
  /** Runs jq with a time limit. */
  readonly jq: JqPaths;
  /** Runs Lua within limits. */
  readonly lua: HealthScripts["lua"];
  /** Keyed by the installation's own key. */
  readonly hash: KeyedHash;
};

/** What was last seen of repositories and clusters: a tick asks only whether they moved since. */
export type Seen = { readonly repositories: SeenRepositories; readonly clusters: SeenClusters };

/** What a tick uses: it only finds out who is to be told. `refs`: Git without its objects. */
export type TickPorts = {
  readonly clock: Clock;
  readonly applications: Pick<Applications, "claimDue">;
  readonly seen: Seen;
  readonly queues: Queues;
  readonly refs: Pick<Git, "resolve">;
};

/** What an observation uses. */
export type ObservePorts = {
  readonly clock: Clock;
  readonly applications: Pick<Applications, "mark">;
  readonly seen: Seen;
  readonly queues: Queues;
  readonly git: Pick<Git, "resolve" | "readTree">;
  readonly clusters: Clusters;
  /** An object may name an application that is not there any more. */
  readonly specs: Pick<Specs, "read">;
  /** What may not be listed may be left out quietly. */
  readonly settings: Pick<Settings, "respectRbac">;
};

/** Everything outside that the stories use; a composition hands it in, once per process. */
export type Ports = ViewPorts & {
  readonly applications: Applications;
  readonly data: ApplicationData;
  readonly seen: Seen;
  /** Asked before every write to a cluster. */
  readonly pauses: Pauses;
  /** Asked before an operation begins, where the settings limit them. */
  readonly seats: Seats;
  /** Milliseconds: a lease must have this much left before every write to a cluster. */
  readonly leaseMarginMs: number;
  /** An application at rest stays due for a full comparison once a day: where somebody ticks. */
  readonly dailySlots: boolean;
};
