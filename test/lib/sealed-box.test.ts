import sodium from "libsodium-wrappers";
import { beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../src/contract/secret.ts";
import { seal } from "../../src/lib/sealed-box.ts";

beforeAll(() => sodium.ready);

const MAX_BYTES = 48 * 1024;

function receiver() {
  const { publicKey, privateKey } = sodium.crypto_box_keypair();
  return {
    publicKey: Buffer.from(publicKey).toString("base64"),
    open: (box: string) =>
      Buffer.from(sodium.crypto_box_seal_open(Buffer.from(box, "base64"), publicKey, privateKey)).toString("utf8"),
  };
}

describe("a sealed box", () => {
  it.each(["plain", "zwölf\n🔑\0\u{10FFFF}", " \t ", "x".repeat(MAX_BYTES)])(
    "is opened to the value by its receiver",
    async (text) => {
      const { publicKey, open } = receiver();

      const box = await seal(new Secret(text), { publicKey, maxBytes: MAX_BYTES });

      expect(open(box)).toBe(text);
    },
  );

  it("is standard, padded base64, and never the same twice", async () => {
    const { publicKey } = receiver();
    const boxes = await Promise.all(
      Array.from({ length: 20 }, (_, length) => seal(new Secret("x".repeat(length)), { publicKey, maxBytes: 99 })),
    );

    for (const box of boxes) expect(box).toMatch(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/);
    expect(new Set(boxes).size).toBe(20);
  });

  it("is not made of a value that is too long, counted in bytes", async () => {
    const { publicKey } = receiver();

    await expect(seal(new Secret("ü".repeat(6)), { publicKey, maxBytes: 11 })).rejects.toMatchObject({
      fault: "config",
      message: "the key has 12 bytes, the destination takes at most 11",
    });
  });

  it.each(["", "AAAA", "not base64!"])("is not made for '%s', which is no public key", async (publicKey) => {
    await expect(seal(new Secret("x"), { publicKey, maxBytes: 9 })).rejects.toMatchObject({
      fault: "contract",
      effect: "none",
    });
  });
});
