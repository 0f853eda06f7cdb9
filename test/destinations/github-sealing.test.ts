import sodium from "libsodium-wrappers";
import { beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../src/contract/secret.ts";
import { sealer } from "../../src/destinations/github-secret/sealing.ts";

function publicKey(keyId: string) {
  const pair = sodium.crypto_box_keypair();
  return { keyId, key: sodium.to_base64(pair.publicKey, sodium.base64_variants.ORIGINAL) };
}

beforeAll(() => sodium.ready);

describe("the box of a secret", () => {
  it("is made once for the same value and public key", async () => {
    const { box } = sealer();
    const key = publicKey("1");
    expect(await box(new Secret("new"), key)).toBe(await box(new Secret("new"), key));
  });

  it("is made anew for another value, and for another public key", async () => {
    const { box } = sealer();
    const [key, renewed] = [publicKey("1"), publicKey("2")];
    const boxes = [
      await box(new Secret("old"), key),
      await box(new Secret("new"), key),
      await box(new Secret("new"), renewed),
    ];
    expect(new Set(boxes).size).toBe(3);
  });

  it("is made anew once it was dropped", async () => {
    const { box, drop } = sealer();
    const key = publicKey("1");
    const before = await box(new Secret("new"), key);
    drop();
    expect(await box(new Secret("new"), key)).not.toBe(before);
  });

  it("is refused each time for a value that is too long", async () => {
    const { box } = sealer();
    const long = new Secret("x".repeat(48 * 1024 + 1));
    for (let time = 0; time < 2; time += 1) {
      await expect(box(long, publicKey("1"))).rejects.toMatchObject({ fault: "config" });
    }
  });
});
