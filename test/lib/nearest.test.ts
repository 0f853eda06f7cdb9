import { describe, expect, test } from "vitest";
import { didYouMean, nearest } from "../../src/lib/nearest.ts";

const KNOWN = ["grace-period", "max-age", "strategy", "retire", "repositories", "kosli-api-token"];

describe("nearest", () => {
  test.each([
    ["a letter too many", "grace-periode", "grace-period"],
    ["a letter left out", "max-ag", "max-age"],
    ["neighbours swapped", "srtategy", "strategy"],
    ["another case and underscores", "Grace_Period", "grace-period"],
    ["the beginning of a word", "repo", "repositories"],
    ["the end of a word", "api-token", "kosli-api-token"],
  ])("finds the word behind %s", (_, word, expected) => {
    expect(nearest(word, KNOWN)).toBe(expected);
  });

  test("finds nothing where nothing is near", () => {
    expect(nearest("environment", KNOWN)).toBeUndefined();
    expect(nearest("x", [])).toBeUndefined();
  });

  test("prefers the nearer of two", () => {
    expect(nearest("stor", ["stories", "store"])).toBe("store");
  });
});

describe("didYouMean", () => {
  test("asks for the nearest word, else lists what is known", () => {
    expect(didYouMean("retir", KNOWN)).toBe("; did you mean 'retire'?");
    expect(didYouMean("zzz", ["a", "b"])).toBe("; known: a, b");
    expect(didYouMean("zzz", [])).toBe("");
  });
});
