import { describe, expect, test } from "vitest";
import { rbacSection } from "../../src/settings/rbac-section.ts";

const key = "resource.respectRBAC";

describe(key, () => {
  test.each(["normal", "strict"])("%s is taken", (respectRbac) => {
    expect(rbacSection.read({ [key]: respectRbac })).toEqual({ settings: { respectRbac }, problems: [] });
  });

  test.each([{}, { [key]: "" }])("%j is as good as unset", (data) => {
    expect(rbacSection.read(data)).toEqual({ settings: {}, problems: [] });
  });

  test.each(["Strict", "true", " normal"])("%j is told, as Argo CD refuses it", (text) => {
    const message = 'must be "normal", "strict" or empty';
    expect(rbacSection.read({ [key]: text })).toEqual({ settings: {}, problems: [{ key, message }] });
  });

  test("is this section's only key", () => {
    expect([rbacSection.isKey(key), rbacSection.isKey("resource.exclusions")]).toEqual([true, false]);
  });
});
