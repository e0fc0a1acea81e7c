import type { SettingSection } from "./section.ts";

const key = "outrigger.operations.per.cluster";
const operationsMax = 1_000;

/** outrigger.operations.per.cluster: so many operations may run at once on one cluster, the others wait for their turn; 0: any number. */
export const operationsSection: SettingSection = {
  isKey: (name) => name === key,
  read({ [key]: text }) {
    if (typeof text !== "string") return { settings: {}, problems: [] };
    const count = /^\d{1,4}$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (count === 0) return { settings: {}, problems: [] };
    if (count <= operationsMax) return { settings: { operationsPerCluster: count }, problems: [] };
    const message = `must be a number of operations, at most ${operationsMax}, or 0 for any number`;
    return { settings: {}, problems: [{ key, message }] };
  },
};
