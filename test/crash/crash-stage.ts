import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Json, JsonObject } from "../../src/kube/json.ts";
import { readField } from "../../src/kube/json.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { createTestRepository, type TestRepository } from "../git-server.ts";
import { application } from "../stories/manifests.ts";
import { World, type WorldCluster, type WorldProcess } from "../stories/world.ts";
import { type Call, type Crash, MortalProcess } from "./mortal-process.ts";
import type { Story } from "./story.ts";
import { type End, toEnd } from "./story-end.ts";

/** A cluster that crash stories are played on, each in a namespace of its own. */
export type CrashCluster = WorldCluster & {
  /** All objects of the kinds that the stories use. */
  list(namespace: string): Promise<readonly KubeObject[]>;
  /** Forgets a namespace. */
  clean(namespace: string): Promise<void>;
  close(): Promise<void>;
};

/** How a story ended, and the calls of its disturbed steps by the first process. */
export type Played = { readonly end: End; readonly calls: readonly Call[]; readonly crashed: number };

/** More processes than any story has crashes. */
const processesMax = 10;

/** Plays one story again and again, each time as an application of its own. */
export class CrashStage {
  readonly #world: World;
  readonly #cluster: CrashCluster;
  readonly #story: Story;
  readonly #repository: TestRepository;
  readonly #shas: readonly string[];
  #plays = 0;

  constructor(parts: {
    readonly world: World;
    readonly cluster: CrashCluster;
    readonly story: Story;
    readonly repository: TestRepository;
    readonly shas: readonly string[];
  }) {
    this.#world = parts.world;
    this.#cluster = parts.cluster;
    this.#story = parts.story;
    this.#repository = parts.repository;
    this.#shas = parts.shas;
  }

  static async open(story: Story, cluster: CrashCluster): Promise<CrashStage> {
    const world = await World.open(cluster);
    const repository = await createTestRepository(world.folder, "crash");
    const shas: string[] = [];
    for (const files of story.commits) shas.push(await repository.commit(files));
    return new CrashStage({ world, cluster, story, repository, shas });
  }

  /** Plays the story; its processes end where `crashes` say, one after the other. */
  async play(crashes: readonly Crash[]): Promise<Played> {
    this.#plays += 1;
    const name = `crash-${this.#plays}-${Date.now().toString(36)}`;
    const hooks = new Map<string, Set<string>>();
    const cast = new Cast(this.#world, { cache: name, crashes, onObject: (object) => note(object, hooks) });
    await this.#world.save(this.#declare(name));
    for (const [step, sha] of this.#shas.entries()) {
      await this.#moveBranch(name, sha);
      if (step === this.#story.from) cast.disturb();
      await this.#settle(name, cast);
    }
    const calls = cast.calls();
    await cast.close();
    const kept = await this.#world.read({ namespace: "argocd", name });
    const objects = await this.#cluster.list(name);
    const isDue = await this.#isDue(name);
    await this.#cluster.clean(name);
    return { end: toEnd({ name, kept, objects, hooks, isDue }), calls, crashed: cast.crashed };
  }

  #declare(name: string): JsonObject {
    const source = { repoURL: this.#repository.path, path: ".", targetRevision: name };
    return application(name, this.#repository.path, { ...this.#story.spec, source });
  }

  async #moveBranch(name: string, sha: string): Promise<void> {
    const path = join(this.#repository.path, "refs", "heads", name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${sha}\n`);
  }

  /** Brings the application to rest, by as many processes as it takes. */
  async #settle(name: string, cast: Cast): Promise<void> {
    for (let processes = 0; processes < processesMax; processes += 1) {
      const rest = await cast.act((process) => this.#world.settle({ namespace: "argocd", name }, process));
      if (rest === undefined) continue;
      if (rest.timedOut || rest.outcome.held) throw new Error(`${name} has not come to rest`);
      return;
    }
    throw new Error(`${name} has used up ${processesMax} processes`);
  }

  async #isDue(name: string): Promise<boolean> {
    const seen = await this.#world.reader.applicationData.read({ namespace: "argocd", name });
    return seen?.isDue ?? false;
  }

  async close(): Promise<void> {
    await this.#world.close();
    await this.#cluster.close();
  }
}

function note(object: Json, hooks: Map<string, Set<string>>): void {
  const operation = readField(object, "metadata", "annotations", "outrigger.dev/operation");
  if (typeof operation !== "string") return;
  const hook = `${operation} ${String(readField(object, "kind"))} ${String(readField(object, "metadata", "name"))}`;
  const uids = hooks.get(hook) ?? new Set();
  hooks.set(hook, uids.add(String(readField(object, "metadata", "uid"))));
}

/** The processes of one story, one at a time. */
class Cast {
  readonly #world: World;
  readonly #cache: string;
  readonly #onObject: (object: Json) => void;
  #crashes: readonly Crash[];
  #present: { readonly mortal: MortalProcess; readonly process: WorldProcess } | undefined;
  #disturbed: MortalProcess | undefined;
  #isDisturbed = false;
  crashed = 0;

  constructor(
    world: World,
    given: {
      readonly cache: string;
      readonly crashes: readonly Crash[];
      readonly onObject: (object: Json) => void;
    },
  ) {
    this.#world = world;
    this.#cache = given.cache;
    this.#crashes = given.crashes;
    this.#onObject = given.onObject;
  }

  /** From now on processes end; the one that is there goes home in good order first. */
  disturb(): void {
    this.#isDisturbed = true;
    this.#present = undefined;
  }

  calls(): readonly Call[] {
    return this.#disturbed?.calls ?? [];
  }

  /** Lets a process act; undefined: it ended on the way, and was seen to have ended. */
  async act<Answer>(play: (process: WorldProcess) => Promise<Answer>): Promise<Answer | undefined> {
    const { mortal, process } = this.#start();
    try {
      const answer = await play(process);
      return mortal.hasEnded() ? await this.#bury() : answer;
    } catch (error) {
      if (!mortal.hasEnded()) throw error;
      return await this.#bury();
    }
  }

  #start() {
    if (this.#present !== undefined) return this.#present;
    const [crash, ...later] = this.#isDisturbed ? this.#crashes : [];
    if (this.#isDisturbed) this.#crashes = later;
    const mortal = new MortalProcess(crash, this.#onObject);
    if (this.#isDisturbed) this.#disturbed ??= mortal;
    const process = this.#world.startProcess(this.#cache, { outside: mortal.outside });
    this.#present = { mortal, process };
    return this.#present;
  }

  async #bury(): Promise<undefined> {
    this.crashed += 1;
    const gone = this.#present?.process;
    this.#present = undefined;
    this.#world.dead.add(gone?.owner ?? "");
    await gone?.close();
    return undefined;
  }

  async close(): Promise<void> {
    await this.#present?.process.close();
  }
}
