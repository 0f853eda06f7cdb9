/** What is done side by side, and how many at once. */
export interface SideBySide<T, R> {
  readonly items: readonly T[];
  /** At most so many are under way. Default 100. */
  readonly width?: number;
  readonly work: (item: T) => Promise<R>;
}

/**
 * Works on all items, some at a time, and resolves with the results in the order of the items. When one fails no
 * further ones are begun, and nothing is under way any more when the first failure is thrown.
 */
export async function sideBySide<T, R>({ items, width = 100, work }: SideBySide<T, R>): Promise<R[]> {
  const results = new Map<number, R>();
  const queue = items.entries();
  let failed = false;
  const worker = async () => {
    for (const [index, item] of queue) {
      if (failed) return;
      try {
        results.set(index, await work(item));
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = Array.from({ length: Math.min(width, items.length) }, worker);
  await Promise.allSettled(workers);
  await Promise.all(workers);
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
