import { ReconcileError } from "../../errors.ts";
import { limits } from "../../limits.ts";
import type { Tools } from "../../ports/tools.ts";
import type { ToolRun, ToolVersions } from "../../render/tool-run.ts";
import { type FunctionAddress, type Invoked, openFunction } from "./invoke-function.ts";
import { hashText, packText, parseOrNothing, payloadBytesMax, unpackText } from "./packed-text.ts";
import { type RenderAnswer, type RenderEvent, renderAnswerSchema } from "./render-messages.ts";
import { toolVersionsSchema } from "./tool-schemas.ts";

/** What is waited for one answer, if nothing else is said: a run, and the start of the function before it. */
const startMsMax = 30_000;
const messageCharsMax = 5_000;

/**
 * Makes the port that runs Helm and Kustomize in a Lambda function of their own, which holds nothing that templates of strangers
 * could take: a run goes there compressed, and what comes back must name the hash of what was sent.
 */
export function createRemoteTools(
  options: Omit<FunctionAddress, "timeoutMs"> & { readonly timeoutMs?: number },
): Tools {
  return new RemoteTools({ timeoutMs: limits.toolTimeoutMs + startMsMax, ...options });
}

class RemoteTools implements Tools {
  readonly #invoke: (payload: string) => Promise<Invoked>;
  #versions: Promise<ToolVersions> | undefined;

  constructor(address: FunctionAddress) {
    this.#invoke = openFunction(address);
  }

  versions(): Promise<ToolVersions> {
    if (this.#versions !== undefined) return this.#versions;
    const versions = this.#readVersions();
    versions.catch(() => {
      this.#versions = undefined; // asked again next time
    });
    this.#versions = versions;
    return versions;
  }

  async run(run: ToolRun): Promise<string> {
    const action = `Cannot render ${run.directory || "the repository's root"} with ${run.tool}`;
    const text = JSON.stringify(run);
    return await this.#ask(
      { ask: "run", hash: hashText(text), run: await packText(text) },
      action,
      run.files.length,
    );
  }

  async #readVersions(): Promise<ToolVersions> {
    const action = "Cannot read the versions of helm and kustomize";
    const text = await this.#ask({ ask: "versions", hash: hashText("versions") }, action);
    const parsed = toolVersionsSchema.safeParse(parseOrNothing(text));
    if (parsed.success) return parsed.data;
    throw fail(action, "the render function's answer makes no sense");
  }

  async #ask(event: RenderEvent, action: string, files = 0): Promise<string> {
    const payload = JSON.stringify(event);
    if (payload.length > payloadBytesMax) {
      const message = `${action}: its ${files} files are ${payload.length} bytes when compressed, and a function takes ${payloadBytesMax} at most; narrow spec.source.path`;
      throw new ReconcileError("LIMIT_EXCEEDED", message);
    }
    const invoked = await this.#invoke(payload);
    if ("failure" in invoked) throw fail(action, `the render function failed (${invoked.failure})`);
    return await toOutput(invoked.text, event.hash, action);
  }
}

async function toOutput(text: string, hash: string, action: string): Promise<string> {
  const parsed = renderAnswerSchema.safeParse(parseOrNothing(text));
  if (!parsed.success) throw fail(action, "the render function's answer makes no sense");
  const answer: RenderAnswer = parsed.data;
  if (answer.hash !== hash) throw fail(action, "the render function's answer is to another question");
  if ("error" in answer) throw new ReconcileError(answer.error.code, toMessage(answer.error.message));
  const output = await unpackText(answer.output, limits.toolOutputBytesMax);
  if (output === undefined) throw fail(action, "the render function's answer is damaged");
  return output;
}

function fail(action: string, reason: string): ReconcileError {
  return new ReconcileError("RENDER_FAILED", `${action}: ${reason}; see that function's log`);
}

/** A message is shown to people: no control characters but line breaks, and not too much of it. */
function toMessage(text: string): string {
  return text.slice(0, messageCharsMax).replace(/[^\P{Cc}\n\t]/gu, "");
}
