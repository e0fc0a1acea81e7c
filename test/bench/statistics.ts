/** The middle of an odd number of values; of an even number the lower one of the two. Throws where there are none. */
export function toMedian(values: readonly number[]): number {
  const middle = [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
  if (middle === undefined) throw new Error("Cannot take a median: there are no values");
  return middle;
}

/** The item whose value is the median, so that all its figures are of one run. */
export function toMedianItem<Item>(items: readonly Item[], toValue: (item: Item) => number): Item {
  const median = toMedian(items.map(toValue));
  const found = items.find((item) => toValue(item) === median);
  if (found === undefined) throw new Error(`Cannot find the item of the median ${median}`);
  return found;
}

/** Rounds to so many decimals. */
export function toRounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
