import { describe, expect, it } from "vitest";
import { sideBySide } from "../../src/lib/side-by-side.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("work done side by side", () => {
  it("comes back in the order of the items, whichever is ready first", async () => {
    const work = async (item: number) => {
      for (let wait = 0; wait < 10 - item; wait++) await turn();
      return item * 2;
    };

    expect(await sideBySide({ items: [1, 2, 3, 4, 5], width: 3, work })).toEqual([2, 4, 6, 8, 10]);
  });

  it("is never more than the width at once, and as much as that", async () => {
    let active = 0;
    let most = 0;
    const work = async () => {
      active += 1;
      most = Math.max(most, active);
      await turn();
      active -= 1;
    };

    await sideBySide({ items: Array(20).fill(0), width: 4, work });

    expect(most).toBe(4);
  });

  it("begins nothing more after a failure, and waits for what is under way before it throws", async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const work = async (item: number) => {
      begun.push(item);
      await turn();
      if (item === 2) throw new Error("two");
      await turn();
      ended.push(item);
    };

    await expect(sideBySide({ items: [1, 2, 3, 4, 5], width: 3, work })).rejects.toThrow("two");

    expect(begun).toEqual([1, 2, 3]);
    expect(ended).toEqual([1, 3]);
  });

  it("is nothing where there are no items", async () => {
    expect(await sideBySide({ items: [], work: async () => 1 })).toEqual([]);
  });
});
