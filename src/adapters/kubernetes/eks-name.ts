/** Reads `eks:<region>/<name>` or `arn:<partition>:eks:<region>:<account>:cluster/<name>`; undefined for anything else. */
export function parseEksName(text: string): { readonly region: string; readonly name: string } | undefined {
  const found =
    /^(?:eks:([a-z0-9-]+)\/|arn:aws[a-z-]*:eks:([a-z0-9-]+):\d{12}:cluster\/)([\w-]{1,100})$/.exec(text);
  const region = found?.[1] ?? found?.[2];
  const name = found?.[3];
  return region === undefined || name === undefined ? undefined : { region, name };
}
