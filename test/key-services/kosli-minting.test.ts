import { describe, expect, test } from "vitest";
import { Secret } from "../../src/contract/secret.ts";
import { expectNoSecret } from "../contract/key-service-support.ts";
import { answering, errorOf, HOUR_MS, op, request, stageWith, strategy } from "./kosli-support.ts";

describe("minting at Kosli", () => {
  test("rotates with whole hours and whole seconds, and nothing that was not asked for", async () => {
    const stage = await stageWith();
    const expiresAtMs = stage.twin.now() + 90 * 24 * HOUR_MS + 999;
    await strategy(stage, "rotate").mint(request(stage), op);
    await strategy(stage, "rotate").mint(request(stage, { expiresAtMs }), op);
    expect(stage.twin.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ["POST", `/service-accounts/acme/ci/api-keys/${stage.old.id}/rotate`, { grace_period_hours: 168 }],
      [
        "POST",
        `/service-accounts/acme/ci/api-keys/${stage.old.id}/rotate`,
        { grace_period_hours: 168, expires_at: Math.floor(expiresAtMs / 1000) },
      ],
    ]);
  });

  test("creates with a description, and never asks for an end beyond the latest that Kosli takes", async () => {
    const stage = await stageWith();
    const beyond = Date.parse("2100-06-01");
    const key = await strategy(stage, "create").mint(request(stage, { expiresAtMs: beyond }), op);
    expect(stage.twin.requests.at(-1)?.body).toEqual({
      description: "deploy pipeline [rekey:a@b/c]",
      expires_at: 4_102_444_800,
    });
    expect(key.expiresAtMs).toBe(4_102_444_800_000);
  });

  test.each([
    ["no key to rotate", { replaces: undefined }],
    ["no grace", { graceMs: 0 }],
    ["half an hour of grace", { graceMs: HOUR_MS / 2 }],
  ])("refuses to rotate with %s, before anything is sent", async (_name, more) => {
    const stage = await stageWith();
    const { replaces, ...rest } = { ...request(stage), ...more };
    const error = await errorOf(strategy(stage, "rotate").mint({ ...rest, ...(replaces && { replaces }) }, op));
    expect([error.fault, error.effect, stage.twin.requests.length]).toEqual(["config", "none", 0]);
  });

  test.each([
    ["is null", { key: null }],
    ["is missing", {}],
    ["is empty", { key: "" }],
    ["is a number", { key: 1234567890123456 }],
    ["is shorter than 16 characters", { key: "short-key-12345" }],
    ["has a line break", { key: "a-key-with-a-line-break\nX" }],
    ["has a blank", { key: "a key with blanks in it" }],
    ["is the id", { key: "01JDEXAMPLE0000000000000K9" }],
    ["was replaced by stars", { key: "****************" }],
    ["was cut", { key: "Zk3x9Qw7…and-so-on-and-on" }],
    ["is null, with an empty second field", { key: null, api_key: "" }],
  ])("names the new key in the error when its value %s", async (_name, fields) => {
    const stage = await stageWith();
    const id = "01JDEXAMPLE0000000000000K9";
    answering(stage, "POST", 201, { id, description: "ci", created_at: 1_780_584_129.5, expires_at: 0, ...fields });
    for (const name of ["rotate", "create"] as const) {
      const error = await errorOf(strategy(stage, name).mint(request(stage), op));
      expect([error.fault, error.effect, error.keyId]).toEqual(["contract", "unknown", id]);
      expect(error.message).toContain(id);
    }
    expect(stage.masked()).toEqual([]);
  });

  test("names the new key in the error when its value is the token of the call itself", async () => {
    const stage = await stageWith();
    answering(stage, "POST", 201, { id: "k9", key: stage.admin.value });
    const error = await errorOf(strategy(stage, "create").mint(request(stage), op));
    expect([error.fault, error.keyId]).toEqual(["contract", "k9"]);
    expectNoSecret(error, stage.secrets());
  });

  test.each([
    ["null", null],
    ["an array", [{ id: "k9", key: "a-key-of-some-length" }]],
    ["an object without an id", { key: "a-key-of-some-length" }],
    ["a page", "<html>a-key-of-some-length</html>"],
  ])("leaves the effect open when the answer is %s", async (_name, body) => {
    const stage = await stageWith();
    answering(stage, "POST", 201, body);
    const error = await errorOf(strategy(stage, "rotate").mint(request(stage), op));
    expect([error.fault, error.effect, error.keyId]).toEqual(["contract", "unknown", undefined]);
    expectNoSecret(error, [new Secret("a-key-of-some-length")]);
  });

  test.each(["a-key-of-some-length", null])(
    "names no key to clean up when the id is that of the old one (value %s)",
    async (key) => {
      const stage = await stageWith();
      answering(stage, "POST", 201, { id: stage.old.id, key });
      const error = await errorOf(strategy(stage, "rotate").mint(request(stage), op));
      expect([error.fault, error.effect, error.keyId]).toEqual(["contract", "unknown", undefined]);
      expect(error.hint).toContain("Nothing may be revoked");
    },
  );

  test("tells that a key to be rotated is gone, and that nothing was minted", async () => {
    const stage = await stageWith();
    stage.twin.kill(stage.old.id);
    const error = await errorOf(strategy(stage, "rotate").mint(request(stage), op));
    expect([error.fault, error.effect]).toEqual(["not-found", "none"]);
    expect(error.message).toContain("API key not found");
  });

  test("passes on which field a server refuses", async () => {
    const stage = await stageWith();
    const past = stage.twin.now() - HOUR_MS;
    const error = await errorOf(strategy(stage, "create").mint(request(stage, { expiresAtMs: past }), op));
    expect([error.fault, error.effect]).toEqual(["config", "none"]);
    expect(error.message).toContain('Input payload validation failed {"expires_at":');
  });
});
