import sodium from "libsodium-wrappers";
import { beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../src/contract/secret.ts";
import { Sealer } from "../../src/destinations/github-secret/sealing.ts";

function publicKey(keyId: string) {
  const pair = sodium.crypto_box_keypair();
  return { keyId, key: sodium.to_base64(pair.publicKey, sodium.base64_variants.ORIGINAL) };
}

beforeAll(() => sodium.ready);

describe("the box of a secret", () => {
  it("is made once for the same value and public key", async () => {
    const sealer = new Sealer();
    const key = publicKey("1");
    expect(await sealer.box(new Secret("new"), key)).toBe(await sealer.box(new Secret("new"), key));
  });

  it("is made anew for another value, and for another public key", async () => {
    const sealer = new Sealer();
    const [key, renewed] = [publicKey("1"), publicKey("2")];
    const boxes = [
      await sealer.box(new Secret("old"), key),
      await sealer.box(new Secret("new"), key),
      await sealer.box(new Secret("new"), renewed),
    ];
    expect(new Set(boxes).size).toBe(3);
  });

  it("is made anew once it was dropped", async () => {
    const sealer = new Sealer();
    const key = publicKey("1");
    const before = await sealer.box(new Secret("new"), key);
    sealer.drop();
    expect(await sealer.box(new Secret("new"), key)).not.toBe(before);
  });

  it("is refused each time for a value that is too long", async () => {
    const sealer = new Sealer();
    const long = new Secret("x".repeat(48 * 1024 + 1));
    for (let time = 0; time < 2; time += 1) {
      await expect(sealer.box(long, publicKey("1"))).rejects.toMatchObject({ fault: "config" });
    }
  });
});
