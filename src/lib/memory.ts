/** Remembers the results of questions, so that each is asked once, also by several at the same time. */
export interface Memory<T> {
  /** The remembered result, or that of `ask`. A failure is not remembered. */
  recall(key: string, ask: () => Promise<T>): Promise<T>;
  /** Whether a question was asked, even if its answer is not here yet. */
  knows(key: string): boolean;
  forget(key: string): void;
}

/** Makes an empty memory; it lives as long as its holder. */
export function memory<T>(): Memory<T> {
  const asked = new Map<string, Promise<T>>();
  return {
    recall(key, ask) {
      const known = asked.get(key);
      if (known) return known;
      const asking = ask();
      asked.set(key, asking);
      asking.catch(() => {
        if (asked.get(key) === asking) asked.delete(key);
      });
      return asking;
    },
    knows: (key) => asked.has(key),
    forget: (key) => void asked.delete(key),
  };
}
