import { describe, expect, test } from "vitest";
import { encoders, Masker } from "./masker.ts";

const KEY = 'Ab1"x y/é?&z+9';

function masking(value: string): Masker {
  const masker = new Masker();
  masker.add(value);
  return masker;
}

describe("a runner's masking", () => {
  test("hides the value wherever it stands in a line", () => {
    expect(masking("s3cretvalue").mask("a s3cretvalue, b=s3cretvalue.")).toBe("a ***, b=***.");
  });

  test("leaves a line alone that was masked before the value was registered", () => {
    const masker = new Masker();
    const early = masker.mask("s3cretvalue");
    masker.add("s3cretvalue");
    expect([early, masker.mask("s3cretvalue")]).toEqual(["s3cretvalue", "***"]);
  });

  test.each([
    ["base64", Buffer.from(KEY).toString("base64")],
    ["base64 without the first byte", Buffer.from(KEY).subarray(1).toString("base64")],
    ["base64 without the first two bytes", Buffer.from(KEY).subarray(2).toString("base64")],
    ["an argument in quotes", 'Ab1\\"x y/é?&z+9'],
    ["a JSON string", 'Ab1\\"x y/é?&z+9'],
    ["URI data", "Ab1%22x%20y%2F%C3%A9%3F%26z%2B9"],
    ["XML data", "Ab1&quot;x y/é?&amp;z+9"],
    ["what stands before the last ampersand", 'Ab1"x y/é?&'],
  ])("hides the value as %s", (_, form) => {
    expect(masking(KEY).mask(`<${form}>`)).toBe("<***>");
  });

  test("hides an expression string, the inside of quotes and what PowerShell shows after an ampersand", () => {
    expect(masking("it's-a-key").mask("it''s-a-key")).toBe("***");
    expect(masking('"quoted-key"').mask("quoted-key")).toBe("***");
    expect(masking("abc&defghijk").mask("efghijk")).toBe("***");
    expect(masking("abc&+defghijk").mask("efghijk")).toBe("***");
  });

  test.each([
    ["hex", Buffer.from(KEY).toString("hex")],
    ["base64url where it differs", Buffer.from("??>>??>>").toString("base64url")],
    ["other case", KEY.toUpperCase()],
    ["a prefix", KEY.slice(0, 6)],
  ])("does not hide the value as %s", (_, form) => {
    const masker = masking(KEY);
    masker.add("??>>??>>");
    expect(masker.mask(form)).toBe(form);
  });

  test("merges hits that overlap or touch", () => {
    const masker = masking("abcdef");
    masker.add("defghi");
    expect(masker.mask("-abcdefghi-")).toBe("-***-");
    expect(masker.mask("abcdefabcdef")).toBe("***");
  });

  test("registers each line of a value, however short", () => {
    const masker = masking("{\n  key1\n}");
    expect(masker.mask("key1 {x}")).toBe("*** ***x***");
    expect(masker.maskLines("a key1\nb key1")).toBe("a ***\nb ***");
  });

  test("refuses a blank value", () => {
    const masker = new Masker();
    expect([masker.add(" \n"), masker.mask("a b")]).toEqual([false, "a b"]);
  });

  test("knows eleven derived forms", () => {
    expect(encoders).toHaveLength(11);
  });
});
