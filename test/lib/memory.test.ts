import { describe, expect, it } from "vitest";
import { memory } from "../../src/lib/memory.ts";

describe("a memory of answers", () => {
  it("asks each question once, also for several who ask at the same time", async () => {
    let asked = 0;
    const ask = async () => ++asked;
    const known = memory<number>();

    expect(await Promise.all([known.recall("a", ask), known.recall("a", ask)])).toEqual([1, 1]);
    expect(await known.recall("a", ask)).toBe(1);
    expect(await known.recall("b", ask)).toBe(2);
    expect([known.knows("a"), known.knows("c")]).toEqual([true, false]);
  });

  it("does not remember a failure", async () => {
    const known = memory<number>();

    await expect(known.recall("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");

    expect(await known.recall("a", async () => 1)).toBe(1);
  });

  it("asks again what was forgotten, and keeps the new answer though the old one fails late", async () => {
    const known = memory<number>();
    const { promise, reject } = Promise.withResolvers<number>();
    const old = known.recall("a", () => promise);
    known.forget("a");
    const fresh = known.recall("a", async () => 2);
    reject(new Error("late"));

    await expect(old).rejects.toThrow("late");
    expect([await fresh, await known.recall("a", async () => 3)]).toEqual([2, 2]);
  });
});
