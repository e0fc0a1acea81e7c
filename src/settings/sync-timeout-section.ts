import type { SettingSection } from "./section.ts";

const key = "controller.sync.timeout.seconds";
/** A week: longer ones are mistakes. */
const secondsMax = 7 * 24 * 3_600;

/** controller.sync.timeout.seconds, which Argo CD has in argocd-cmd-params-cm: a sync that takes longer is ended; 0: none is. */
export const syncTimeoutSection: SettingSection = {
  isKey: (name) => name === key,
  read({ [key]: text }) {
    if (typeof text !== "string") return { settings: {}, problems: [] };
    const seconds = /^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (seconds <= secondsMax) return { settings: { syncTimeoutMs: seconds * 1_000 }, problems: [] };
    const message = `must be a number of seconds, at most ${secondsMax}, or 0 for none`;
    return { settings: {}, problems: [{ key, message }] };
  },
};
