import type { SettingSection } from "./section.ts";

const key = "resource.respectRBAC";

/**
 * resource.respectRBAC: kinds that this identity may not list are left out quietly where kinds are only observed. Unset or empty: they
 * are told. RespectRBAC in
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/util/settings/settings.go
 */
export const rbacSection: SettingSection = {
  isKey: (name) => name === key,
  read({ [key]: text }) {
    if (text === undefined || text === "") return { settings: {}, problems: [] };
    if (text === "normal" || text === "strict") return { settings: { respectRbac: text }, problems: [] };
    if (typeof text !== "string") return { settings: {}, problems: [] };
    return { settings: {}, problems: [{ key, message: 'must be "normal", "strict" or empty' }] };
  },
};
