/** Effects that come later than their answers. They are applied when somebody looks, so no clock has to wake up for them. */
export class LateEffects {
  #waiting: { readonly dueMs: number; readonly apply: () => void }[] = [];

  add(dueMs: number, apply: () => void): void {
    this.#waiting.push({ dueMs, apply });
  }

  /** Applies those whose time has come, in the order of their times. */
  apply(nowMs: number): void {
    const due = this.#waiting.filter((each) => each.dueMs <= nowMs).sort((a, b) => a.dueMs - b.dueMs);
    this.#waiting = this.#waiting.filter((each) => each.dueMs > nowMs);
    for (const { apply } of due) apply();
  }
}
