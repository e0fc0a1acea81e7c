import type { SettingSection } from "./section.ts";

/** helm.enable, kustomize.enable and jsonnet.enable: "false" switches a tool off. */
export const toolsSection: SettingSection = {
  isKey: (key) => /^(helm|kustomize|jsonnet)\.enable$/.test(key),
  read(data) {
    const disabledTools = (["helm", "kustomize"] as const).filter((tool) => isOff(data[`${tool}.enable`]));
    const problems = Object.entries(data)
      .filter(([key, value]) => toolsSection.isKey(key) && !isSwitch(value))
      .map(([key]) => ({ key, message: 'must be "true" or "false"' }));
    return { settings: { disabledTools }, problems };
  },
};

/** An unquoted false is told as an error; until it is mended, the tool stays off as was meant. */
function isOff(value: unknown): boolean {
  return value === "false" || value === false;
}

/** What is no text is told already. */
function isSwitch(value: unknown): boolean {
  return typeof value !== "string" || value === "true" || value === "false";
}
