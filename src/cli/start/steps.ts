import type { Screen } from "./screen.ts";

/** Does one thing of a start and prints what it came to, with its time. */
export type Step = <T>(name: string, work: () => Promise<T>, tell: (result: T) => string) => Promise<T>;

const nameWidth = 10;

/** Makes the steps of a start on a screen; those under way are shown, as long as nothing else is. */
export function createSteps(screen: Screen): Step {
  const open = new Set<string>();
  const show = () => screen.show([...open].map((name) => `${name.padEnd(nameWidth)} …`));
  return async (name, work, tell) => {
    const startedAt = performance.now();
    open.add(name);
    show();
    try {
      const result = await work();
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
      screen.print(`${name.padEnd(nameWidth)} ${seconds.padStart(5)} s   ${tell(result)}\n`);
      return result;
    } finally {
      open.delete(name);
      show();
    }
  };
}
