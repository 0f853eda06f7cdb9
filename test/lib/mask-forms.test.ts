import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MIN_MASK_LENGTH, maskForms, redact } from "../../src/lib/mask-forms.ts";
import { leaksIn } from "../runner/leaks.ts";
import { Masker } from "../runner/masker.ts";

/** A runner that was told every form of the secret. */
function maskerFor(secret: string): Masker {
  const masker = new Masker();
  for (const form of maskForms(secret)) masker.add(form);
  return masker;
}

const KEYS = [
  "k7Qw9-ZpLm3_xR2tVb8yN4cD",
  "pässwörter/mit+zeichen=&?",
  "quo\"te'd\\back<slash>&co`$(x)",
  "with a space  in it",
  "  surrounded-by-blanks\n",
  "0123456789",
  "six666",
];

const ENCODINGS: readonly (readonly [string, (secret: string) => string])[] = [
  ["raw", (secret) => secret],
  ["basic credentials", (secret) => Buffer.from(`user:${secret}`).toString("base64")],
  ["basic credentials of another user", (secret) => Buffer.from(`admin:${secret}`).toString("base64")],
  ["base64 with something before and after", (secret) => Buffer.from(`{"key":"${secret}","a":1}`).toString("base64")],
  ["base64url", (secret) => Buffer.from(`ab${secret}`).toString("base64url")],
  ["hex", (secret) => Buffer.from(`x${secret}`).toString("hex")],
  ["upper-case hex", (secret) => Buffer.from(secret).toString("hex").toUpperCase()],
  ["a URL", (secret) => `https://example.com/?key=${encodeURIComponent(secret)}`],
  ["a form", (secret) => new URLSearchParams({ key: secret }).toString()],
  ["JSON", (secret) => JSON.stringify({ key: secret })],
  ["JSON in JSON", (secret) => JSON.stringify(JSON.stringify({ key: secret }))],
];

describe("the forms of a secret", () => {
  for (const [name, encode] of ENCODINGS) {
    it(`let a runner hide it in ${name}`, () => {
      for (const key of KEYS) {
        const shown = maskerFor(key).mask(encode(key.trim()));
        expect(leaksIn({ shown }, [key.trim()]), key).toEqual([]);
      }
    });
  }

  it("hide any printable key in any of these encodings", () => {
    const keys = fc
      .string({ unit: "grapheme-ascii", minLength: 12, maxLength: 60 })
      .filter((key) => key.trim().length >= 12);
    fc.assert(
      fc.property(keys, fc.constantFrom(...ENCODINGS), (key, [, encode]) => {
        const shown = maskerFor(key).mask(encode(key.trim()));
        expect(leaksIn({ shown }, [key.trim()])).toEqual([]);
      }),
    );
  });

  it("are never shorter than a mask may be, and never hold a line break", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (secret) => {
        for (const form of maskForms(secret)) {
          expect(form.length).toBeGreaterThanOrEqual(MIN_MASK_LENGTH);
          expect(form).not.toMatch(/[\r\n]/);
          expect(form.trim()).not.toBe("");
        }
      }),
    );
  });

  it("are none for a value that is too short to be masked without harm", () => {
    expect(maskForms("12345")).toEqual([]);
    expect(maskForms("")).toEqual([]);
    expect(maskForms("      \n  ")).toEqual([]);
  });

  it("hide every line of a private key, its one-line forms, and nothing that is no secret", () => {
    const body = ["MIIEowIBAAKCAQEAx7Wq5m1Zb3VtQ9c8f2d0k5Jw", "hS1vY2pXr8uT6nQeLaKdGfHjZcVbNmMq3E4R5T6Y", "a=="];
    const pem = `-----BEGIN RSA PRIVATE KEY-----\n${body.join("\n")}\n-----END RSA PRIVATE KEY-----\n`;
    const masker = maskerFor(pem);
    expect(masker.maskLines(pem)).toBe(
      "-----BEGIN RSA PRIVATE KEY-----\n***\n***\na==\n-----END RSA PRIVATE KEY-----\n",
    );
    expect(masker.mask(JSON.stringify(pem))).not.toContain("MIIE");
    expect(masker.mask(Buffer.from(pem).toString("base64"))).toBe("***");
    expect(masker.mask("the key must start with -----BEGIN RSA PRIVATE KEY-----")).toContain("-----BEGIN");
  });

  it("do not make a runner star single characters, as a pretty-printed document would", () => {
    const masker = maskerFor('{\n  "type": "service_account",\n  "private_key_id": "0123456789abcdef"\n}\n');
    expect(masker.mask("if (a) { b } else { c }")).toBe("if (a) { b } else { c }");
  });

  it("come longest first, so that no short form breaks up a long one", () => {
    const lengths = maskForms("k7Qw9-ZpLm3_xR2tVb8yN4cD").map((form) => form.length);
    expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
  });
});

describe("redacting", () => {
  it("replaces every form and leaves the rest alone", () => {
    const secret = "k7Qw9-ZpLm3_xR2tVb8yN4cD";
    const text = `a ${secret} b ${Buffer.from(secret).toString("hex")} c`;
    expect(redact(text, maskForms(secret))).toBe("a *** b *** c");
  });
});
