/**
 * Does something for each item, at most `limit` at a time, and gives the answers in order. After an error no further item is
 * begun; it is thrown when those under way have ended, so that nothing still acts behind the caller's back.
 */
export async function inParallel<Item, Answer>(
  items: readonly Item[],
  limit: number,
  act: (item: Item) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const errors: unknown[] = [];
  const waiting = items.entries();
  const work = async () => {
    for (const [index, item] of waiting) {
      try {
        answers[index] = await act(item);
      } catch (error) {
        errors.push(error);
      }
      if (errors.length > 0) return;
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  if (errors.length > 0) throw errors[0];
  return answers;
}
