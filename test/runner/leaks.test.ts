import { describe, expect, test } from "vitest";
import { formsOf, leaksIn } from "./leaks.ts";

const KEY = '?>?/v+2"qT7-mZ4_b~?>8?w';

function found(text: string, secret = KEY): string[] {
  return leaksIn({ log: text }, [secret]).map((leak) => leak.form);
}

describe("the leak finder", () => {
  test.each([
    ["raw", `value ${KEY}.`],
    ["base64 at offset 0", Buffer.from(KEY).toString("base64")],
    ["base64 at offset 1", Buffer.from(`a${KEY}`).toString("base64")],
    ["base64 at offset 2", Buffer.from(`ab${KEY}:rest`).toString("base64")],
    ["base64 at offset 0", Buffer.from(`abc${KEY}:rest`).toString("base64")],
    ["base64url at offset 0", Buffer.from(KEY).toString("base64url")],
    ["base64url at offset 1", Buffer.from(`user${KEY}`).toString("base64url")],
    ["URL-escaped", `https://h/?key=${encodeURIComponent(KEY)}`],
    ["JSON-escaped", JSON.stringify({ key: KEY })],
    ["JSON-escaped twice", JSON.stringify(JSON.stringify({ key: KEY }))],
    ["hex", Buffer.from(KEY).toString("hex").toUpperCase()],
    ["percent-encoded", [...Buffer.from(KEY)].map((byte) => `%${byte.toString(16).toUpperCase()}`).join("")],
    ["reversed", [...KEY].reverse().join("")],
    ["a long piece", `${KEY.slice(0, 16)}…`],
    ["raw", `${KEY.slice(0, 9)}\n    ${KEY.slice(9)}`],
  ])("finds a key that stands there as %s", (form, text) => {
    expect(found(text)).toContain(form);
  });

  test("finds base64 that is wrapped over lines", () => {
    const wrapped = Buffer.from(`abc${KEY}`)
      .toString("base64")
      .replaceAll(/(.{10})/g, "$1\n");
    expect(found(wrapped)).toContain("base64 at offset 0");
  });

  test("finds one line of a key of several lines, but not its armour", () => {
    const pem = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----";
    expect(found("see MIIEvQIBADANBgkq", pem)).toContain("a line");
    expect(found("-----BEGIN PRIVATE KEY-----", pem)).toEqual([]);
  });

  test("finds nothing in a text without the key, and says where and which otherwise", () => {
    expect(found(`id_${KEY.slice(0, 4)}… *** ?>?/v+2`)).toEqual([]);
    const leaks = leaksIn({ a: "nothing", b: "second-secret-value" }, [KEY, "second-secret-value"]);
    expect(leaks).toContainEqual({ where: "b", secretIndex: 1, form: "raw" });
    expect(leaks.every((leak) => leak.where === "b" && leak.secretIndex === 1)).toBe(true);
  });

  test("refuses a secret that would be found by chance", () => {
    expect(() => leaksIn({ log: "" }, ["abc"])).toThrow("too short");
  });

  test("looks for a dozen forms", () => {
    expect(new Set(formsOf(KEY).values()).size).toBeGreaterThan(11);
  });
});
