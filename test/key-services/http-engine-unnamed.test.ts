import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { example } from "./http-examples.ts";
import { DAY_MS, scene } from "./http-scene.ts";
import { credentials, script } from "./http-script.ts";
import { openHttp } from "./http-stage.ts";

const newValue = () => `secret-${randomBytes(16).toString("hex")}`;

/** Snyk as far as one app's secrets go: those that live, by their values. */
async function snyk(ageDays = 99) {
  const live = new Set([newValue()]);
  const server = await script(({ json }) => {
    const { mode, secret } = Object(json);
    if (mode === "delete") return live.delete(secret) ? { status: 200, body: {} } : { status: 404, body: {} };
    const value = newValue();
    live.add(value);
    return { body: { data: { attributes: { client_secret: value } } } };
  });
  const options = {
    description: example("snyk-app"),
    "base-url": server.url,
    params: { org: "o", client: "c", version: "2024-10-15" },
    credentials,
  };
  const at = scene({
    clock: server.clock,
    value: [...live][0] ?? "",
    ageDays,
    policy: { prove: false },
    open: (current, patient) =>
      openHttp(options, { clock: { ...server.clock, ...patient }, masked: [], opened: { current } }),
  });
  return { ...at, live, sent: server.sent, clock: server.clock };
}

describe("keys without ids that are revoked by their value (Snyk)", () => {
  test("are rotated, handed out and retired in one run", async () => {
    const { run, live, places } = await snyk();
    const [old] = live;
    const { report, events, codes } = await run();
    expect([report.outcome, codes]).toEqual(["rotated", ["retired"]]);
    expect(events).toEqual(["key.minted", "write home", "write api", "write web", "key.revoked"]);
    expect([...live]).toEqual([places[0]?.value]);
    expect(live.has(old ?? "")).toBe(false);
  });

  test("are due by the oldest write, as the service does not tell their age", async () => {
    const { run, clock, sent } = await snyk();
    await run();
    const before = sent.length;
    clock.advance(60 * DAY_MS);
    expect((await run()).report.outcome).toBe("not-due");
    expect(sent.length).toBe(before);
    clock.advance(31 * DAY_MS);
    expect((await run()).report.outcome).toBe("rotated");
  });

  test("stay while a place holds the old one", async () => {
    const { run, live, places } = await snyk();
    const [old] = live;
    const last = places.at(-1);
    if (last) last.fails = true;
    const { report, codes } = await run();
    expect([report.outcome, codes.includes("retired")]).toEqual(["partial", false]);
    expect([live.size, live.has(old ?? "")]).toEqual([2, true]);
  });

  test("are made anew where a place was left behind, as nobody else knows that it was", async () => {
    const { run, clock, places } = await snyk(10);
    const last = places.at(-1);
    if (!last) throw new Error("no place");
    last.fails = true;
    await run({ mode: "force" });
    last.fails = false;
    clock.advance(DAY_MS);
    const { report } = await run();
    expect([report.outcome, report.reason, new Set(places.map(({ value }) => value)).size]).toEqual([
      "rotated",
      "stale",
      1,
    ]);
  });
});

/** Twilio's auth tokens of one account: the primary, and the secondary if there is one. */
async function twilio() {
  const tokens = { primary: newValue(), secondary: undefined as string | undefined };
  const server = await script(({ method, target, headers }) => {
    if (target.includes("/Calls.json")) {
      const pairs = [tokens.primary, tokens.secondary].map((token) => `Basic ${btoa(`AC1:${token}`)}`);
      return { status: pairs.includes(headers.authorization ?? "") ? 200 : 401, body: { calls: [] } };
    }
    if (target.endsWith("/Promote")) Object.assign(tokens, { primary: tokens.secondary, secondary: undefined });
    if (method === "DELETE") tokens.secondary = undefined;
    if (!target.endsWith("/Secondary") || method !== "POST")
      return { status: method === "DELETE" ? 204 : 200, body: {} };
    if (tokens.secondary) return { status: 409, body: { message: "there is a secondary token" } };
    tokens.secondary = newValue();
    return { status: 201, body: { secondary_auth_token: tokens.secondary, date_created: "2026-11-21T12:00:00Z" } };
  });
  const whole = { ...Object(example("twilio-auth-token")), "other-hosts": { api: server.url } };
  const at = scene({
    clock: server.clock,
    value: tokens.primary,
    open: (current, patient) =>
      openHttp(
        {
          description: whole,
          "base-url": server.url,
          params: { account: "AC1" },
          credentials: { auth_token: current },
        },
        { clock: { ...server.clock, ...patient }, masked: [], opened: { current } },
      ),
  });
  return { ...at, tokens, sent: server.sent };
}

describe("a staged key (Twilio's auth token)", () => {
  test("is proved beside the first one, handed out, and promoted when all places have it", async () => {
    const { run, tokens, places, sent } = await twilio();
    const { report, events } = await run();
    expect([report.outcome, events]).toEqual([
      "rotated",
      ["key.minted", "key.proved", "write home", "write api", "write web", "key.revoked"],
    ]);
    expect([tokens.primary, tokens.secondary]).toEqual([places[0]?.value, undefined]);
    expect(sent.filter(({ method }) => method !== "GET").map(({ target }) => target)).toEqual([
      "/v1/AuthTokens/Secondary",
      "/v1/AuthTokens/Promote",
    ]);
  });

  test("is not promoted while a place holds the first one", async () => {
    const { run, tokens, places } = await twilio();
    const first = tokens.primary;
    const last = places.at(-1);
    if (last) last.fails = true;
    expect((await run()).report.outcome).toBe("partial");
    expect([tokens.primary, tokens.secondary]).toEqual([first, places[0]?.value]);
  });
});
