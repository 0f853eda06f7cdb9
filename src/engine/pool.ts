/** How many targets are worked on at once; the pace of their server may allow fewer. */
export const WIDTH = 100;

/**
 * Works on all items, at most `width` at a time, in order of their start. The work must not reject: a failure of one
 * item is a result, so that it never stops the others.
 */
export async function pool<T>(items: readonly T[], work: (item: T) => Promise<void>, width = WIDTH): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const item = items[next++];
      if (item !== undefined) await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
}
