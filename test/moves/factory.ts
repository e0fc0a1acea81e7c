import type { ApplicationName } from "../../src/application/application.ts";
import { observe } from "../../src/observe.ts";
import type { ObservePorts, TickPorts } from "../../src/ports/ports.ts";
import { type ServePorts, serve } from "../../src/serve.ts";
import type { Outcome } from "../../src/stories/outcome.ts";
import { type TickReport, tick } from "../../src/tick.ts";
import type { World, WorldProcess } from "../stories/world.ts";
import { MemoryQueues, type Message } from "./memory-queues.ts";

/** All functions of an installation, over queues that a test commands; nothing moves unless it is told to. */
export class Factory {
  readonly queues: MemoryQueues;
  readonly world: World;
  /** Milliseconds that an invocation of reconcile has. */
  invocationMs = 60_000;
  readonly #process: WorldProcess;

  constructor(world: World, process: WorldProcess) {
    this.world = world;
    this.#process = process;
    this.queues = new MemoryQueues(world.clock);
  }

  ports(process = this.#process): ServePorts & ObservePorts & TickPorts {
    return { ...process.ports, queues: this.queues, refs: process.refs };
  }

  async tick(process = this.#process): Promise<TickReport> {
    process.startRound();
    return await tick(this.ports(process));
  }

  /** One invocation of reconcile. */
  async serve(name: ApplicationName, process = this.#process): Promise<Outcome> {
    process.startRound();
    return await serve(name, this.ports(process), { deadline: this.world.clock.now + this.invocationMs });
  }

  /** Has every message served whose time has come, and those that come of them at once. */
  async drain(process = this.#process): Promise<void> {
    for (let message = this.queues.take(); message !== undefined; message = this.queues.take()) {
      await this.deliver(message, process);
    }
  }

  async deliver(message: Message, process = this.#process): Promise<void> {
    if (message.kind === "reconcile") return void (await this.serve(message.name, process));
    process.startRound();
    await observe(message.subject, this.ports(process));
  }

  /** Lets time go by: messages are served when they come, and there is a tick every minute (or none). */
  async run(milliseconds: number, options: { readonly ticks: boolean } = { ticks: true }): Promise<void> {
    const end = this.world.clock.now + milliseconds;
    let tickAt = this.world.clock.now;
    while (this.world.clock.now < end) {
      if (options.ticks && this.world.clock.now >= tickAt) {
        await this.tick();
        tickAt += 60_000;
      }
      await this.drain();
      const nextAt = Math.min(this.queues.nextAt() ?? end, options.ticks ? tickAt : end, end);
      await this.world.wait(Math.max(nextAt - this.world.clock.now, 1));
    }
    await this.drain();
  }
}
