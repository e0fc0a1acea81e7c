/** What a process printed, and how it ended; `code` is null after a signal. */
export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

type Health = { readonly status: string; readonly message?: string };

export type ResourceLine = {
  readonly group?: string;
  readonly version: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly status: string;
  readonly health?: Health;
  readonly syncWave?: number;
  readonly requiresPruning?: boolean;
};

type HookLine = {
  readonly kind: string;
  readonly name: string;
  readonly syncPhase: string;
  readonly message: string;
  readonly status?: string;
  readonly hookPhase?: string;
};

/** Argo CD's status, as `-o json` prints it. */
export type Status = {
  readonly sync: { readonly status: string; readonly revision: string };
  readonly health: Health;
  readonly operationState?: {
    readonly phase: string;
    readonly message: string;
    readonly retryCount: number;
    readonly syncResult: { readonly resources: readonly HookLine[] };
  };
  readonly conditions: readonly { readonly type: string; readonly message: string }[];
  readonly resources: readonly ResourceLine[];
  readonly history: readonly { readonly id: number; readonly revision: string }[];
};

/** What one `run --once -o json` came to. */
export type Report = Ended & {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly namespace: string };
    readonly status: Status;
  }[];
  /** The status of an application; throws when it is not there. */
  of(name: string): Status;
};

/** Reads what `run -o json` printed. */
export function toReport(ended: Ended): Report {
  if (!ended.stdout.startsWith("{")) throw new Error(`No report, exit ${ended.code}: ${ended.stderr}`);
  const { items }: Pick<Report, "items"> = JSON.parse(ended.stdout);
  const of = (name: string) => {
    const item = items.find(({ metadata }) => metadata.name === name);
    if (item === undefined) throw new Error(`No application ${name} in ${ended.stdout}`);
    return item.status;
  };
  return { ...ended, items, of };
}

/** The two words that people look at first. */
export function verdictOf({ sync, health }: Status): string {
  return `${sync.status} ${health.status}`;
}

/** Conditions as `type: message` lines. */
export function conditionsOf({ conditions }: Status): string {
  return conditions.map(({ type, message }) => `${type}: ${message}`).join("\n");
}
