import { describe, expect, it } from "vitest";
import { ending } from "../../src/lib/ending.ts";

/** A clock whose one alarm rings when it is told to. */
function alarmClock() {
  const asked: number[] = [];
  let ring = () => {};
  return {
    asked,
    ring: () => ring(),
    sleep(ms: number, signal?: AbortSignal) {
      asked.push(ms);
      return new Promise<void>((resolve, reject) => {
        ring = resolve;
        signal?.addEventListener("abort", () => reject(signal.reason));
      });
    },
  };
}

const never = new AbortController().signal;

/** Waits until its signal says that it is enough. */
function untilEnd({ signal }: { readonly signal: AbortSignal }): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const end = () => resolve(["not done"]);
    if (signal.aborted) end();
    signal.addEventListener("abort", end);
  });
}

describe("the end of a run", () => {
  it("does all that is left, and tells what could not be done", async () => {
    const end = ending(alarmClock());
    end.add(async () => []);
    end.add(async () => ["one", "two"]);
    end.add(() => Promise.reject(new Error("three")));

    expect(await end.run(never)).toEqual(["one", "two", "three"]);
  });

  it("takes no time where nothing is left", async () => {
    const clock = alarmClock();

    expect(await ending(clock).run(never)).toEqual([]);

    expect(clock.asked).toEqual([]);
  });

  it("waits for a few seconds at most", async () => {
    const clock = alarmClock();
    const end = ending(clock);
    end.add(untilEnd);
    const running = end.run(never);
    clock.ring();

    expect(await running).toEqual(["not done"]);
    expect(clock.asked).toEqual([10_000]);
  });

  it("is cut short when the process is about to be killed", async () => {
    const end = ending(alarmClock());
    end.add(untilEnd);

    expect(await end.run(AbortSignal.abort())).toEqual(["not done"]);
  });
});
