/** How something is opened for what was read. Times in milliseconds. */
export type RenewOptions<K, T> = {
  readonly read: () => Promise<K>;
  readonly open: (input: K) => Promise<T>;
  /** It is read again so long after the last time. */
  readonly keptMs: number;
  readonly now: () => number;
};

type Opened<T> = { readonly text: string; readonly value: T };

/**
 * Opens something for what is read, keeps it, and opens it anew at the first call after that has changed. A failure is tried
 * again at the next call. What is replaced may still be in use: it is closed when the next one is replaced.
 */
export function renewed<K, T extends { close(): Promise<void> }>(
  options: RenewOptions<K, T>,
): () => Promise<T> {
  let opened: Opened<T> | undefined;
  let replaced: Opened<T> | undefined;
  let checkedAt = 0;
  let checking: Promise<T> | undefined;
  const check = async (): Promise<T> => {
    const input = await options.read();
    const text = JSON.stringify(input);
    if (opened === undefined || opened.text !== text) {
      const value = await options.open(input);
      await replaced?.value.close();
      replaced = opened;
      opened = { text, value };
    }
    checkedAt = options.now();
    return opened.value;
  };
  return async () => {
    if (opened !== undefined && options.now() - checkedAt < options.keptMs) return opened.value;
    checking ??= check().finally(() => {
      checking = undefined;
    });
    return await checking;
  };
}
