import { isIP, isIPv4, isIPv6 } from "node:net";

const hex = "[0-9a-f]";
const hostname =
  /^[a-zA-Z0-9\u0080-\u{10ffff}]([a-zA-Z0-9\u0080-\u{10ffff}-]{0,62})(\.[a-zA-Z0-9\u0080-\u{10ffff}][a-zA-Z0-9\u0080-\u{10ffff}-]{0,62})*\.?$/u;
const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

/** The formats that the schemas of CustomResourceDefinitions know; a dash in their names counts for nothing. */
const formats: Readonly<Record<string, (text: string) => boolean>> = {
  bsonobjectid: like(/^[0-9a-f]{24}$/i),
  byte: (text) => /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0,
  cidr: (text) => isCidr(text),
  date: (text) => /^\d{4}-\d\d-\d\d$/.test(text) && isDate(`${text}T00:00:00Z`),
  datetime: (text) =>
    /^\d{4}-\d\d-\d\d[tT ]\d\d:\d\d:\d\d(\.\d+)?([zZ]|[+-]\d\d:?\d\d)$/.test(text) && isDate(text),
  duration: (text) =>
    /^[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+)$/.test(text) ||
    /^\d+\s*(ns|us|µs|ms|s|m|h|d|w|hours?|days?|weeks?|minutes?|seconds?|milliseconds?)$/.test(text),
  email: like(/^[^\s@<>]+@[^\s@<>]+$/),
  hexcolor: like(/^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/),
  hostname: (text) => text.length <= 255 && hostname.test(text),
  ipv4: isIPv4,
  ipv6: (text) => isIPv6(text),
  k8slongname: (text) => text.length <= 253 && new RegExp(`^${label}(\\.${label})*$`).test(text),
  k8sshortname: (text) => text.length <= 63 && new RegExp(`^${label}$`).test(text),
  mac: like(/^([0-9a-f]{2}[:-]){5}([0-9a-f]{2}[:-]{1}[0-9a-f]{2}[:-])?[0-9a-f]{2}$/i),
  rgbcolor: like(/^rgb\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*\)$/),
  ssn: like(/^\d{3}[- ]?\d{2}[- ]?\d{4}$/),
  uri: (text) => text.startsWith("/") || /^[a-z][a-z0-9+.-]*:[^\s]+$/i.test(text),
  uuid: toUuid("[0-9a-f]", "[0-9a-f]"),
  uuid3: toUuid("3", "[0-9a-f]"),
  uuid4: toUuid("4", "[89ab]"),
  uuid5: toUuid("5", "[89ab]"),
};

/** Tells whether a text is of a format; of one that nobody knows, every text is. */
export function isOfFormat(text: string, format: string): boolean {
  return formats[format.replaceAll("-", "")]?.(text) ?? true;
}

function like(pattern: RegExp): (text: string) => boolean {
  return (text) => pattern.test(text);
}

function toUuid(version: string, variant: string): (text: string) => boolean {
  const groups = [`${hex}{8}`, `${hex}{4}`, `${version}${hex}{3}`, `${variant}${hex}{3}`, `${hex}{12}`];
  return like(new RegExp(`^${groups.join("-?")}$`, "i"));
}

function isDate(text: string): boolean {
  return !Number.isNaN(Date.parse(text.replace(" ", "T")));
}

function isCidr(text: string): boolean {
  const [address = "", bits = "", ...rest] = text.split("/");
  const version = isIP(address);
  return (
    rest.length === 0 && version !== 0 && /^\d+$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)
  );
}
