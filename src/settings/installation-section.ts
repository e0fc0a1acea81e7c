import type { SettingSection } from "./section.ts";
import { defaultSettings } from "./settings.ts";

/** installationID: it becomes the value of a label and part of a field manager's name. */
export const installationSection: SettingSection = {
  isKey: (key) => key === "installationID",
  read({ installationID }) {
    if (typeof installationID !== "string") return { settings: {}, problems: [] };
    if (isInstallation(installationID)) return { settings: { installation: installationID }, problems: [] };
    const message = 'must be at most 63 letters, digits, "-", "_" and "."';
    return {
      settings: { installation: defaultSettings.installation },
      problems: [{ key: "installationID", message }],
    };
  },
};

function isInstallation(text: string): boolean {
  return text.length <= 63 && /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(text);
}
