import { isNamespaceName, isObjectName } from "../declaration/object-name.ts";

/**
 * Gives the user name of a service account that is written as `name`, which is in `namespace` then, or as `namespace:name`;
 * undefined: no account can be called so.
 */
export function toServiceAccountUser(text: string, namespace: string): string | undefined {
  const parts = text.split(":");
  const [space = "", name = ""] = parts.length === 1 ? [namespace, text] : parts;
  if (parts.length > 2 || !isNamespaceName(space) || !isObjectName(name)) return undefined;
  return `system:serviceaccount:${space}:${name}`;
}
