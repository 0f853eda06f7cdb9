import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Client, clientOf } from "./client.ts";
import { type GithubTwin, type Limits, openContract, startGithubTwin } from "./twin.ts";

const contract = openContract();
const START_MS = Date.parse("2026-11-21T10:00:00Z");
const KEY = "/repos/acme/api/actions/secrets/public-key";
const REPOSITORY = "/repos/acme/api";

let now = START_MS;
let twin: GithubTwin;
let client: Client;

async function start(limits: Partial<Limits>): Promise<void> {
  now = START_MS;
  twin = await startGithubTwin({ contract, clock: { now: () => now, sleep: async () => {} }, limits });
  twin.addRepository("acme/api");
  twin.addToken("t", { name: "writer", permissions: { secrets: "write" } });
  twin.addToken("u", { name: "other", permissions: { secrets: "write" } });
  client = clientOf(twin.url, "t");
}

async function statuses(
  count: number,
  request: () => Promise<{ readonly status: number }>,
): Promise<readonly number[]> {
  const seen: number[] = [];
  for (let index = 0; index < count; index += 1) seen.push((await request()).status);
  return seen;
}

beforeEach(() => start({ primary: 5, points: 10, writes: 1 }));

afterEach(async () => {
  expect(twin.violations).toEqual([]);
  await twin.stop();
});

describe("limits of the GitHub twin", () => {
  it("counts down the primary limit in the headers and refuses what is over it until the hour ends", async () => {
    const first = await client.get(REPOSITORY);
    const others = await statuses(5, () => client.get(REPOSITORY));
    const refused = await client.get(REPOSITORY);
    now += 3_600_000;
    const later = await client.get(REPOSITORY);

    expect(first.headers.get("x-ratelimit-limit")).toBe("5");
    expect(first.headers.get("x-ratelimit-remaining")).toBe("4");
    expect(first.headers.get("x-ratelimit-resource")).toBe("core");
    expect(Number(first.headers.get("x-ratelimit-reset"))).toBe(START_MS / 1000 + 3_600);
    expect(others).toEqual([200, 200, 200, 200, 403]);
    expect(refused.body).toMatchObject({ message: "API rate limit exceeded for user ID 1." });
    expect(refused.headers.get("x-ratelimit-remaining")).toBe("0");
    expect(later.status).toBe(200);
    expect(twin.limitHits[0]).toMatchObject({ limit: "primary", token: "writer" });
  });

  it("tells the primary limit for nothing", async () => {
    await client.get("/rate_limit");
    const { body } = await client.get("/rate_limit");

    expect(body).toMatchObject({ resources: { core: { limit: 5, remaining: 5, used: 0 } } });
  });

  it("counts every token for itself", async () => {
    await statuses(6, () => client.get(REPOSITORY));

    expect((await clientOf(twin.url, "u").get(REPOSITORY)).status).toBe(200);
  });

  it("counts a read as one point and a write as five, over any 60 seconds", async () => {
    twin.setLimits({ primary: false, writes: false });
    const body = { encrypted_value: "AAAA", key_id: "none" };

    const reads = await statuses(5, () => client.get(REPOSITORY));
    now += 30_000;
    const write = await client.put(`${REPOSITORY}/actions/secrets/K`, body);
    const refused = await client.get(REPOSITORY);
    now += 30_000;
    const room = await statuses(6, () => client.get(REPOSITORY));

    expect(reads).toEqual([200, 200, 200, 200, 200]);
    expect([write.status, refused.status]).toEqual([422, 403]);
    expect(refused.headers.get("retry-after")).toBe("30");
    expect(refused.body).toMatchObject({
      message: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
      documentation_url: expect.stringContaining("about-secondary-rate-limits"),
    });
    expect(room).toEqual([200, 200, 200, 200, 200, 403]);
    expect(twin.limitHits.map((hit) => hit.limit)).toEqual(["points", "points"]);
  });

  it("counts writes for themselves", async () => {
    const put = (): ReturnType<Client["put"]> =>
      client.put(`${REPOSITORY}/actions/secrets/K`, { encrypted_value: "AAAA", key_id: "x" });

    expect(await statuses(2, put)).toEqual([422, 403]);
    expect((await client.get(REPOSITORY)).status).toBe(200);
    now += 60_000;
    expect((await put()).status).toBe(422);
  });

  it("can answer 429, and keep to itself how long to wait", async () => {
    twin.setLimits({ points: 0, status: 429, retryAfter: false });

    const { status, headers } = await client.get(KEY);

    expect(status).toBe(429);
    expect(headers.get("retry-after")).toBeNull();
  });

  it("refuses more requests at one time than allowed, and notes how many there were", async () => {
    twin.setLimits({ primary: false, points: false, writes: false, concurrent: 3 });
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    await twin.stop();
    twin = await startGithubTwin({
      contract,
      clock: { now: () => now, sleep: () => gate },
      latencyMs: 1,
      limits: { concurrent: 3 },
    });
    twin.addRepository("acme/api");
    twin.addToken("t", { permissions: {} });
    client = clientOf(twin.url, "t");

    const running = Array.from({ length: 5 }, () => client.get(REPOSITORY));
    while (twin.requests.length < 5) await new Promise(setImmediate);
    release();
    const replies = await Promise.all(running);

    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 200, 200, 403, 403]);
    expect(twin.stats()).toEqual({ maxConcurrent: 5, sockets: 5 });
  });
});
