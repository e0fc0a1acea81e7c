import { openState } from "../../src/local/open-state.ts";

// A process that works on a state folder until somebody kills it; it prints a line for everything that is safely written.
const [dir = "", prefix = "app"] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);
const state = await openState(dir, { now: Date.now });
say(`open ${state.role()}`);
for (let n = 0; n < 100_000; n += 1) {
  const name = { namespace: "argocd", name: `${prefix}-${n}` };
  await state.specs.save({ kind: "Application", metadata: name });
  say(`spec ${name.name}`);
  await state.applications.mark(name, Date.now());
  say(`mark ${name.name}`);
  const lease = await state.applications.acquire(name);
  if (lease === undefined) throw new Error("the lease should be free");
  say(`lease ${name.name}`);
  const bulk = await state.applicationData.saveBulk(
    name,
    { token: lease.token, sequence: 1 },
    { inventory: [], resources: [], results: [] },
  );
  await state.applications.save(lease, { bulk });
  say(`save ${name.name}`);
  if (n % 2 === 0) {
    await state.applications.finish(lease, { bulk }, undefined);
    say(`finish ${name.name}`);
  }
}
