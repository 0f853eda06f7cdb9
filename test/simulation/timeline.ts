interface Entry {
  readonly atMs: number;
  readonly order: number;
  readonly fire: () => void;
}

/**
 * Virtual time. Nothing here looks at a real clock: when all promises have come to rest, time jumps to the next entry.
 * Entries of one moment fire in the order in which they were made, so that every history can be repeated.
 */
export class Timeline {
  nowMs: number;
  readonly #heap: Entry[] = [];
  #made = 0;

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  /** Notes something to be done at a time; what lies in the past is done next. */
  at(atMs: number, fire: () => void): void {
    const entry = { atMs: Math.max(atMs, this.nowMs), order: this.#made++, fire };
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(entry, heap[parent])) break;
      [heap[index], heap[parent]] = [heap[parent] ?? entry, entry];
      index = parent;
    }
  }

  /** Fires the next entry. @returns whether there was one that is not later than `limitMs` */
  step(limitMs = Number.POSITIVE_INFINITY): boolean {
    const next = this.#heap[0];
    if (next === undefined || next.atMs > limitMs) return false;
    this.#remove();
    this.nowMs = next.atMs;
    next.fire();
    return true;
  }

  /** Fires everything up to a time, and then it is that time. Only for times at which no run is alive. */
  advanceTo(atMs: number): void {
    while (this.step(atMs));
    this.nowMs = Math.max(this.nowMs, atMs);
  }

  /** Lets time pass until the promise is settled. */
  async drive<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const note = () => {
      settled = true;
    };
    work.then(note, note);
    for (;;) {
      await rest();
      if (settled) return work;
      if (!this.step()) throw new Error("everything waits for something that nothing will bring about");
    }
  }

  #remove(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      const child = isBefore(heap[right], heap[left]) ? right : left;
      if (!isBefore(heap[child], last)) break;
      heap[index] = heap[child] ?? last;
      index = child;
    }
    heap[index] = last;
  }
}

function isBefore(a: Entry | undefined, b: Entry | undefined): boolean {
  if (a === undefined) return false;
  return b === undefined || a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

/** Resolves when no promise has anything left to do: Node runs ticks only once its queue of microtasks is empty. */
export function rest(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
