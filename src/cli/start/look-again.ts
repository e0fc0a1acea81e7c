import { toEndpointPath, wake } from "../../local/offline-stack.ts";
import { readFileIfThere } from "../../local/private-file.ts";
import type { ApplicationData } from "../../ports/application-data.ts";
import type { Applications } from "../../ports/applications.ts";
import type { Specs } from "../../ports/specs.ts";

/** The table of a state folder, as far as it is used here. */
export type LookedUp = {
  readonly dir: string;
  readonly specs: Pick<Specs, "list">;
  readonly applicationData: Pick<ApplicationData, "read">;
  readonly applications: Pick<Applications, "mark">;
};

/**
 * Has every known application looked at, that nobody looks at anyway: what was known at the end of the last start may not be so any
 * more.
 */
export async function lookAgain({ dir, specs, applicationData, applications }: LookedUp): Promise<void> {
  const names = await specs.list("Application");
  const seen = await Promise.all(names.map((name) => applicationData.read(name)));
  const resting = names.filter((_, index) => seen[index]?.isDue === false);
  const endpoint = (await readFileIfThere(toEndpointPath(dir))) ?? "";
  if (resting.length === 0 || endpoint === "") return;
  await Promise.all(resting.map((name) => applications.mark(name, Date.now())));
  await wake(endpoint, resting);
}
