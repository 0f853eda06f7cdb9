import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Client, clientOf, seal } from "./client.ts";
import { type GithubTwin, openContract, startGithubTwin } from "./twin.ts";

const contract = openContract();
const SECRETS = "/repos/acme/api/actions/secrets";
const PLACE = { repository: "acme/api", name: "K" };

let now = 0;
let slept: number[] = [];
let twin: GithubTwin;
let client: Client;

beforeEach(async () => {
  now = Date.parse("2026-11-21T10:00:00Z");
  slept = [];
  const sleep = async (ms: number): Promise<void> => {
    slept.push(ms);
    now += ms;
  };
  twin = await startGithubTwin({ contract, clock: { now: () => now, sleep } });
  twin.addRepository("acme/api");
  twin.addToken("t", { name: "writer", permissions: { secrets: "write" } });
  client = clientOf(twin.url, "t");
});

afterEach(async () => {
  expect(twin.violations).toEqual([]);
  await twin.stop();
});

describe("faults of the GitHub twin", () => {
  it("answers something else instead, without any effect, until the rule is taken back", async () => {
    const end = twin.fault(({ method }) =>
      method === "PUT" ? { answer: { status: 502, body: "<html>", headers: { "retry-after": "7" } } } : undefined,
    );

    const reply = await client.send("PUT", `${SECRETS}/K`, { encrypted_value: "x" }).catch((error: unknown) => error);
    end();
    const { status } = await client.putSecret(SECRETS, "K", "v");

    expect(reply).toBeInstanceOf(SyntaxError);
    expect(twin.requests[0]).toMatchObject({ status: 502, changed: false });
    expect(status).toBe(201);
  });

  it.each([
    ["before-effect", undefined],
    ["after-effect", "v"],
  ] as const)("drops the connection %s", async (drop, value) => {
    twin.fault(({ method }) => (method === "PUT" ? { drop } : undefined));

    await expect(client.putSecret(SECRETS, "K", "v")).rejects.toThrow("fetch failed");

    expect(twin.value(PLACE)).toBe(value);
    expect(twin.requests[1]).toMatchObject({ status: undefined, changed: value !== undefined });
  });

  it.each([
    ["before-effect", undefined],
    ["after-effect", "v"],
  ] as const)("never answers %s", async (hang, value) => {
    const { body } = await client.get(`${SECRETS}/public-key`);
    const leave = new AbortController();
    twin.fault(({ method }) => {
      if (method !== "PUT") return undefined;
      setImmediate(() => leave.abort());
      return { hang };
    });
    const { key, key_id } = body as { key: string; key_id: string };

    const answer = fetch(`${twin.url}${SECRETS}/K`, {
      method: "PUT",
      headers: { authorization: "Bearer t" },
      body: JSON.stringify({ key_id, encrypted_value: await seal("v", key) }),
      signal: leave.signal,
    });

    await expect(answer).rejects.toThrow("aborted");
    expect(twin.value(PLACE)).toBe(value);
  });

  it("waits on the clock before and after the effect", async () => {
    const end = twin.fault(({ method }) => (method === "PUT" ? { delayMs: 250, answerAfterMs: 1_000 } : undefined));
    await client.putSecret(SECRETS, "K", "v");
    end();
    twin.configure({ latencyMs: 50 });
    await client.get(`${SECRETS}/K`);

    expect(slept).toEqual([250, 1_000, 50]);
    expect(twin.secret(PLACE)?.updatedAtMs).toBe(Date.parse("2026-11-21T10:00:00.250Z"));
  });

  it("can take effect later than it answers, at the time that was promised", async () => {
    twin.putSecret(PLACE, "old");
    twin.fault(({ method }) => (method === "PUT" ? { effectAfterMs: 30_000 } : undefined));

    const { status } = await client.putSecret(SECRETS, "K", "zombie");
    const at = now;
    now += 29_999;
    const before = twin.value(PLACE);
    now += 60_000;
    const after = twin.secret(PLACE);

    expect([status, before, after?.value]).toEqual([204, "old", "zombie"]);
    expect(after?.updatedAtMs).toBe(at + 30_000);
  });

  it("lets a late write lose its answer as well", async () => {
    twin.fault(({ method }) => (method === "PUT" ? { effectAfterMs: 1_000, drop: "after-effect" } : undefined));

    await expect(client.putSecret(SECRETS, "K", "zombie")).rejects.toThrow("fetch failed");
    expect(twin.value(PLACE)).toBeUndefined();
    now += 1_000;

    expect(twin.value(PLACE)).toBe("zombie");
  });

  it("shows a rule and the ledger no token and no value", async () => {
    const seen: unknown[] = [];
    twin.fault((request) => {
      seen.push(request);
      return undefined;
    });

    await client.putSecret(SECRETS, "K", "very secret");

    expect(twin.requests[1]).toEqual({
      id: "0002:TWIN",
      index: 1,
      atMs: now,
      method: "PUT",
      path: "/repos/acme/api/actions/secrets/K",
      query: "",
      token: "writer",
      body: { encrypted_value: "[sealed]", key_id: expect.any(String) },
      socket: expect.any(Number),
      status: 201,
      changed: true,
    });
    expect(JSON.stringify([seen, twin.requests])).not.toContain("very secret");
  });
});
