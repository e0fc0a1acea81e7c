/** One entry of a kustomization's `images`. */
export type KustomizeImage = {
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly digest?: string;
};

const tagged = /^(.*):([a-zA-Z0-9._-]*|\*)$/;

/**
 * Reads an image override of Argo CD (`name:tag`, `name@digest`, `old=new`, `old=new:tag@digest`) as `kustomize edit set image`
 * does. Undefined: it changes nothing.
 */
export function parseImage(text: string): KustomizeImage | undefined {
  const parts = text.split("=");
  if (parts.length !== 2) return toImage(splitImage(text));
  const [name = "", replacement = ""] = parts;
  const { name: newName, ...rest } = splitImage(replacement);
  return name === "" || newName === "" ? undefined : { name, newName, ...rest };
}

function toImage(image: KustomizeImage): KustomizeImage | undefined {
  const changes = image.newTag !== undefined || image.digest !== undefined;
  return changes && image.name !== "" ? image : undefined;
}

function splitImage(text: string): KustomizeImage {
  const at = text.indexOf("@");
  const digest = at < 0 ? {} : { digest: text.slice(at + 1) };
  const rest = at < 0 ? text : text.slice(0, at);
  const match = tagged.exec(rest);
  if (match === null) return { name: rest, ...digest };
  return { name: match[1] ?? "", newTag: match[2] ?? "", ...digest };
}

/**
 * Lays overrides over a kustomization's own images: an override replaces the entry of the same name, `*` keeps that entry's
 * part; sorted by name, as `kustomize edit set image` leaves them.
 */
export function mergeImages(
  present: readonly KustomizeImage[],
  overrides: readonly KustomizeImage[],
): readonly KustomizeImage[] {
  const images = new Map(present.map((image) => [image.name, image]));
  for (const override of overrides) images.set(override.name, keepParts(override, images.get(override.name)));
  return [...images.values()].sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}

function keepParts(override: KustomizeImage, present: KustomizeImage | undefined): KustomizeImage {
  const { name, newName, newTag, digest } = override;
  const keptName = newName === "*" ? present?.newName : newName;
  const keptTag = newTag === "*" ? present?.newTag : newTag;
  const keptDigest = newTag === "*" || digest === "*" ? present?.digest : digest;
  return {
    name,
    ...(keptName === undefined ? {} : { newName: keptName }),
    ...(keptTag === undefined ? {} : { newTag: keptTag }),
    ...(keptDigest === undefined ? {} : { digest: keptDigest }),
  };
}
