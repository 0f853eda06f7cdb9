import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Secret } from "../../src/contract/secret.ts";
import { at, POINTER, withValue } from "../../src/key-services/http/pointer.ts";
import { addressOf } from "../../src/key-services/http/requests.ts";
import { malformed, referencesIn, render, renderText, type Scope } from "../../src/key-services/http/templates.ts";
import { type TimeForm, timeMs } from "../../src/key-services/http/times.ts";

const SECRET = new Secret("hush-hush-hush");
const values: Scope = (name) =>
  new Map<string, ReturnType<Scope>>([
    ["params.n", 7],
    ["params.flag", false],
    ["params.list", ["a", "b"]],
    ["params.text", "x y/z"],
    ["cred.token", SECRET],
  ]).get(name);

describe("a template", () => {
  test.each([
    ["${params.n}", 7],
    ["${params.flag}", false],
    ["${params.list}", ["a", "b"]],
    ["n is ${params.n}", "n is 7"],
    ["${params.list}!", "a,b!"],
    ["plain", "plain"],
    ["$k { a }", "$k { a }"],
    ["${params.gone?}", undefined],
    ["before ${params.gone?} after", undefined],
  ])("%s keeps its type where it stands alone, and is a text elsewhere", (text, value) => {
    expect(renderText(text, values)).toEqual(value);
  });

  test("stays a secret as soon as one part of it is one", () => {
    const whole = renderText("token ${cred.token} of ${params.n}", values);
    expect(whole).toBeInstanceOf(Secret);
    expect(whole instanceof Secret && whole.reveal()).toBe("token hush-hush-hush of 7");
    expect(JSON.stringify(render({ a: ["${cred.token}", "x${cred.token}"] }, values))).toBe(
      '{"a":["[secret]","[secret]"]}',
    );
  });

  test("drops the property or the entry whose optional name is not set, and nothing else", () => {
    const body = { a: "${params.gone?}", b: { c: "${params.gone?}", d: null }, e: ["${params.gone?}", 0, false, ""] };
    expect(render(body, values)).toEqual({ b: { d: null }, e: [0, false, ""] });
  });

  test("fails for a name without a value, by its name", () => {
    expect(() => render({ a: "${params.gone}" }, values)).toThrow("${params.gone}");
  });

  test.each([
    ["${a", "closing brace"],
    ["${{ secrets.X }}", "GitHub's expressions"],
    ["${}", "is no name"],
    ["${A.b}", "is no name"],
    ["${API_TOKEN}", "the environment is not read here"],
    ["${a..b}", "is no name"],
    ["${a.b??}", "is no name"],
  ])("%s is refused", (text, words) => {
    expect(malformed(text)).toContain(words);
  });

  test("leaves everything alone that holds no name, whatever it is", () => {
    const plain = fc.jsonValue().filter((value) => !JSON.stringify(value).includes("${"));
    fc.assert(fc.property(plain, (value) => void expect(render(value, values)).toEqual(value)));
  });

  test("puts values in as they are: what looks like a template inside of one is not looked at again", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (value, around) => {
        fc.pre(!around.includes("${"));
        const scope: Scope = (name) => (name === "params.x" ? `${value}\${params.y}` : undefined);
        expect(renderText(`${around}<\${params.x}>`, scope)).toBe(`${around}<${value}\${params.y}>`);
      }),
    );
  });

  test("finds every reference of a text, in order", () => {
    expect(referencesIn("${a.b} and ${c?}")).toEqual([
      { name: "a.b", optional: false },
      { name: "c", optional: true },
    ]);
  });
});

describe("a value in an address", () => {
  test("never leaves its segment, and comes back as it was", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: "binary" }), (value) => {
        fc.pre(value !== "." && value !== ".." && value.isWellFormed());
        const target = addressOf({ path: "/keys/${params.x}/rotate", query: { q: "${params.x}" } }, () => value);
        const url = new URL(`https://api.example.com${target}`);
        expect(url.pathname.split("/")).toHaveLength(4);
        expect(decodeURIComponent(url.pathname.split("/")[2] ?? "")).toBe(value);
        expect(url.searchParams.get("q")).toBe(value);
      }),
    );
  });

  test.each([".", "..", ""])("is refused where a server would resolve it away: '%s'", (value) => {
    expect(() => addressOf({ path: "/keys/${params.x}" }, () => value)).toThrow("cannot stand in an address");
  });
});

describe("a JSON pointer", () => {
  const document = { a: [{ b: 1 }, "x"], "c/d": { "~": 2 }, "": 3, n: null };

  test.each([
    ["", document],
    ["/a/0/b", 1],
    ["/a/1", "x"],
    ["/a/01", undefined],
    ["/a/-", undefined],
    ["/a/length", undefined],
    ["/c~1d/~0", 2],
    ["/", 3],
    ["/n", null],
    ["/n/x", undefined],
    ["/toString", undefined],
    ["/a/0/b/c", undefined],
  ])("%s", (pointer, value) => {
    expect(POINTER.test(pointer)).toBe(true);
    expect(at(document, pointer)).toEqual(value);
  });

  test("finds what it put in, whatever the names are", () => {
    const step = fc.string().filter((name) => name !== "__proto__");
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), fc.jsonValue(), (steps, value) => {
        const pointer = steps.map((name) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
        expect(POINTER.test(pointer)).toBe(true);
        expect(at(withValue({}, pointer, value), pointer)).toEqual(value);
      }),
    );
  });

  test.each(["a", "a/b", "/~2", "/a~"])("%s is none", (text) => {
    expect(POINTER.test(text)).toBe(false);
  });
});

describe("a time", () => {
  test.each<[TimeForm, unknown, number | string]>([
    ["auto", 1_780_584_129, 1_780_584_129_000],
    ["auto", 1_780_584_129.6878, 1_780_584_129_688],
    ["auto", 1_780_584_129_688, 1_780_584_129_688],
    ["auto", "1780584129", 1_780_584_129_000],
    ["auto", "2026-06-04T14:42:09Z", Date.parse("2026-06-04T14:42:09Z")],
    ["auto", "2026-06-05 01:42:09+11", Date.parse("2026-06-04T14:42:09Z")],
    ["auto", "2026-06-04", Date.parse("2026-06-04T00:00:00Z")],
    ["auto", "Thu, 04 Jun 2026 14:42:09 +0000", Date.parse("2026-06-04T14:42:09Z")],
    ["rfc2822", "4 Jun 2026 14:42:09 +0200", Date.parse("2026-06-04T12:42:09Z")],
    ["ms", 1_780_584_129_000, 1_780_584_129_000],
    ["s", 1_780_584_129, 1_780_584_129_000],
    ["iso", "2026-06-04T14:42:09.123456Z", Date.parse("2026-06-04T14:42:09.123Z")],
    ["auto", 0, "never"],
    ["auto", null, "never"],
    ["auto", undefined, "never"],
    ["auto", "", "never"],
    ["auto", "yesterday", "unreadable"],
    ["auto", "06/04/2026", "unreadable"],
    ["rfc2822", "Thu, 04 Jun 2026 14:42:09", "unreadable"],
    ["iso", 1_780_584_129, "unreadable"],
    ["s", "2026-06-04", "unreadable"],
    ["auto", -5, "unreadable"],
    ["auto", true, "unreadable"],
    ["auto", {}, "unreadable"],
  ])("as %s: %j", (form, raw, expected) => {
    expect(timeMs(raw, form)).toBe(expected);
  });
});
