import { afterEach, describe, expect, test } from "vitest";
import { Secret } from "../../src/contract/secret.ts";
import { PADDLE_KEY, paddleVendor } from "../twins/http/paddle.ts";
import { type HttpTwin, startHttpTwin } from "../twins/http/twin.ts";
import { virtualClock } from "../twins/virtual-clock.ts";
import { example } from "./http-examples.ts";
import { DAY_MS, HOUR_MS, type Scene, scene } from "./http-scene.ts";
import { cloudflare, openai, unkey } from "./http-settings.ts";
import { openHttp, type Setting } from "./http-stage.ts";

const twins: HttpTwin[] = [];

afterEach(async () => {
  await Promise.all(twins.splice(0).map((twin) => twin.stop()));
});

/** A scene before the twin of a shipped description, with one key that is 100 days old. */
async function settled(setting: Setting, policy: Parameters<typeof scene>[0]["policy"] = {}) {
  const clock = virtualClock();
  const twin = await startHttpTwin(setting.vendor, clock);
  twins.push(twin);
  twin.world.credentials.set("admin:secret-of-the-administrator", "admin");
  const key = twin.world.add("ci", { createdAtMs: clock.now() - 100 * DAY_MS });
  const options = {
    "base-url": twin.url,
    ...setting.options,
    credentials: setting.credentials("admin:secret-of-the-administrator"),
  };
  const at = scene({
    clock,
    value: key.value,
    policy,
    open: (current, patient) => openHttp(options, { clock: { ...clock, ...patient }, masked: [], opened: { current } }),
  });
  const works = () =>
    at.places.map(({ value }) => twin.world.keys.some((one) => one.value === value && twin.world.works(one)));
  return { ...at, clock, twin, key, works };
}

/** After the home the others are written side by side, in no order. */
function sideBySide(events: readonly string[]): readonly string[] {
  const from = events.indexOf("write home") + 1;
  return [...events.slice(0, from), ...events.slice(from, from + 2).sort(), ...events.slice(from + 2)];
}

const ALL = [true, true, true];

describe("a second key that nothing ties to the first (OpenAI)", () => {
  test("is made, proved, handed out, and the first one revoked in the same run", async () => {
    const { run, twin, works, key } = await settled(openai);
    const { report, events, codes } = await run();
    expect([report.outcome, codes]).toEqual(["rotated", ["retired"]]);
    expect(sideBySide(events)).toEqual([
      "key.minted",
      "key.proved",
      "write home",
      "write api",
      "write web",
      "key.revoked",
    ]);
    expect(works()).toEqual(ALL);
    expect(twin.world.existing().map(({ name }) => name)).toEqual(["ci [rekey:sample@acme/api]"]);
    expect(twin.world.works(key)).toBe(false);
  });

  test("leaves nothing to do for the next run", async () => {
    const { run, clock } = await settled(openai);
    await run();
    clock.advance(DAY_MS);
    const { report, events } = await run();
    expect([report.outcome, events]).toEqual(["not-due", []]);
  });

  test("changes nothing in mode plan: only what reads is sent", async () => {
    const { run, twin } = await settled(openai);
    const { report } = await run({ mode: "plan" });
    expect(report.outcome).toBe("planned");
    expect(new Set(twin.requests.map(({ method }) => method))).toEqual(new Set(["GET"]));
  });
});

describe("a rotation with a grace period (Unkey)", () => {
  const policy = { strategy: "rotate", graceMs: DAY_MS, retire: undefined } as const;

  test("lets the service end the old key", async () => {
    const { retire: _, ...rest } = policy;
    const expire = {
      policy: "expire",
      idleForMs: 0,
      atLeastMs: 0,
      atMostMs: DAY_MS,
      onOverstay: "hold",
      waitForRunsMs: 0,
    } as const;
    const { run, twin, works, key, clock } = await settled(unkey, { ...rest, retire: expire });
    const { report, events } = await run();
    expect([report.outcome, sideBySide(events)]).toEqual([
      "rotated",
      ["key.minted", "key.proved", "write home", "write api", "write web"],
    ]);
    expect(report.predecessorExpiresAtMs).toBeGreaterThan(clock.now() + 23 * HOUR_MS);
    expect([works(), twin.world.works(key)]).toEqual([ALL, true]);
    clock.advance(DAY_MS);
    expect([works(), twin.world.works(key)]).toEqual([ALL, false]);
    expect((await run()).report.outcome).toBe("not-due");
  });

  test("sends in mode plan only the POSTs that the description calls read-only", async () => {
    const { run, twin } = await settled(unkey, { strategy: "rotate" });
    await run({ mode: "plan" });
    expect(new Set(twin.requests.map(({ path }) => path))).toEqual(
      new Set(["/v2/apis.listKeys", "/v2/keys.verifyKey"]),
    );
    expect(twin.requests.filter(({ changed }) => changed)).toEqual([]);
  });
});

describe("a rotation without any overlap (Cloudflare)", () => {
  test("needs allow-downtime, and hands the new value out at once", async () => {
    const { run, works } = await settled(cloudflare, { strategy: "rotate" });
    expect((await run()).codes).toEqual(["downtime-not-allowed"]);
    const { report, events, codes } = await run({ policy: { allowDowntime: true } });
    expect([report.outcome, events]).toEqual([
      "rotated",
      ["key.minted", "write home", "write api", "write web", "key.proved"],
    ]);
    expect([codes, works()]).toEqual([["gap"], ALL]);
  });
});

describe("a rotation whose clock starts with the first use (Paddle)", () => {
  const FIRST = `pdl_live_${PADDLE_KEY}_0123456789abcdef012345`;

  async function paddle(): Promise<Scene & { works(value?: string): boolean; clock: ReturnType<typeof virtualClock> }> {
    const clock = virtualClock();
    const vendor = paddleVendor(FIRST);
    const twin = await startHttpTwin(vendor, clock);
    twins.push(twin);
    const at = scene({
      clock,
      value: FIRST,
      policy: { strategy: "rotate", graceMs: HOUR_MS },
      open: (current, patient) =>
        openHttp(
          { description: example("paddle"), "base-url": twin.url },
          { clock: { ...clock, ...patient }, masked: [], opened: { current, id: PADDLE_KEY } },
        ),
    });
    return { ...at, clock, works: (value = FIRST) => vendor.works(value, clock.now()) };
  }

  test("is proved when everybody has the new key, and the old one works until then and for its grace", async () => {
    const at = await paddle();
    const { report, events, codes } = await at.run();
    expect([report.outcome, codes]).toEqual(["rotated", []]);
    expect(events).toEqual(["key.minted", "write home", "write api", "write web", "key.proved"]);
    expect(at.works()).toBe(true);
    at.clock.advance(HOUR_MS);
    expect([at.works(), ...at.places.map(({ value }) => at.works(value))]).toEqual([false, ...ALL]);
  });

  test("ends nothing when no place could be written, however often it is tried", async () => {
    const at = await paddle();
    for (const place of at.places) place.fails = true;
    for (let count = 0; count < 3; count += 1) {
      await at.run({ mode: "force" });
      at.clock.advance(DAY_MS);
    }
    expect(at.works()).toBe(true);
  });
});

describe("the value of a new key", () => {
  test("is what all places hold, and no other secret is", async () => {
    const { run, places, twin } = await settled(openai);
    await run();
    const [value] = new Set(places.map((place) => place.value));
    expect(places.every((place) => place.value === value)).toBe(true);
    expect(twin.world.behind(new Secret(value ?? "").reveal())?.name).toBe("ci [rekey:sample@acme/api]");
  });
});
