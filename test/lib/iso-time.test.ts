import { describe, expect, test } from "vitest";
import { isoMs } from "../../src/lib/iso-time.ts";

const NINE_UTC = Date.UTC(2026, 10, 21, 9);

describe("a time in ISO 8601", () => {
  test.each([
    ["an offset without minutes", "2026-11-21T20:00:00+11", NINE_UTC],
    ["a negative one", "2026-11-21T04:00:00-05", NINE_UTC],
    ["an offset with minutes", "2026-11-21T14:30:00+05:30", NINE_UTC],
    ["an offset without a colon", "2026-11-21T14:30:00+0530", NINE_UTC],
    ["UTC", "2026-11-21T09:00:00Z", NINE_UTC],
    ["no offset, which is UTC", "2026-11-21T09:00:00", NINE_UTC],
    ["a blank for the T", "2026-11-21 09:00:00+00", NINE_UTC],
    ["no seconds", "2026-11-21T09:00Z", NINE_UTC],
    ["milliseconds", "2026-11-21T20:00:00.125+11", NINE_UTC + 125],
    ["microseconds", "2026-11-21T20:00:00.125999+11", NINE_UTC + 125],
    ["a comma", "2026-11-21T09:00:00,5Z", NINE_UTC + 500],
    ["blanks around it", " 2026-11-21T09:00:00Z ", NINE_UTC],
  ])("is read with %s", (_name, text, expected) => {
    expect(isoMs(text)).toBe(expected);
  });

  test.each([
    ["nothing", ""],
    ["a word", "never"],
    ["a date alone", "2026-11-21"],
    ["a month that is not", "2026-13-21T09:00:00Z"],
    ["an hour that is not", "2026-11-21T25:00:00Z"],
    ["an offset that is not", "2026-11-21T09:00:00+1"],
    ["a number", 1_780_584_129],
    ["null", null],
    ["absence", undefined],
  ])("is not %s", (_name, text) => {
    expect(isoMs(text)).toBeUndefined();
  });
});
