import * as z from "zod";
import { showValue } from "./message-text.ts";

/** The control plane's own namespace: where Applications, projects and settings live unless they say otherwise. */
export const controlPlaneNamespace = "argocd";

const nameCharactersMax = 253;
const labelCharactersMax = 63;
const dnsName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Tells whether a text can be the name of an object: a DNS-1123 subdomain. */
export function isObjectName(text: string): boolean {
  return text.length <= nameCharactersMax && dnsName.test(text);
}

/** Tells whether a text can be the name of a namespace: a DNS-1123 label. */
export function isNamespaceName(text: string): boolean {
  return text.length <= labelCharactersMax && dnsLabel.test(text);
}

/** The name of an object. */
export const objectName = z.string().refine(isObjectName, {
  error: ({ input }) => `must be lower case letters, digits, "-" and ".": ${showValue(input)}`,
});

/** The name of a namespace. */
export const namespaceName = z.string().refine(isNamespaceName, {
  error: ({ input }) => `must be at most 63 lower case letters, digits and "-": ${showValue(input)}`,
});
