import type { SettingProblem, SettingSection } from "./section.ts";

const enabledKey = "application.sync.impersonation.enabled";
const enforcedKey = "application.sync.impersonation.enforced";

/**
 * application.sync.impersonation.enabled: syncs act as the service account that the project names. A value that is neither true nor
 * false counts as true: a slip of the pen gives nobody more rights. application.sync.impersonation.enforced: Argo CD falls back to
 * its own rights where it is "false" and no account is named; here nothing is written then, whatever it says.
 */
export const impersonationSection: SettingSection = {
  isKey: (name) => name === enabledKey || name === enforcedKey,
  read(data) {
    const { [enabledKey]: enabled = null, [enforcedKey]: enforced = null } = data;
    const isOff = enabled === null || enabled === "" || enabled === "false" || enabled === false;
    const problems: SettingProblem[] = [];
    if (typeof enabled === "string" && !["", "true", "false"].includes(enabled))
      problems.push({ key: enabledKey, message: 'must be "true" or "false", and counts as true' });
    if (enforced === "false") problems.push({ key: enforcedKey, message: notObeyed, isWarning: true });
    return { settings: { impersonation: !isOff }, problems };
  },
};

const notObeyed =
  "not supported: an application whose project names no service account is not synced with other rights";
