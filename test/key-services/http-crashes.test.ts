import { describe, expect, test } from "vitest";
import type { RotationPolicy } from "../../src/contract/policy.ts";
import { PADDLE_KEY, paddleVendor } from "../twins/http/paddle.ts";
import { startHttpTwin } from "../twins/http/twin.ts";
import { type VirtualClock, virtualClock } from "../twins/virtual-clock.ts";
import { example } from "./http-examples.ts";
import { DAY_MS, type Gate, HOUR_MS, type Scene, scene } from "./http-scene.ts";
import { atlas, cloudflare, gitlab, okta, openai, unkey } from "./http-settings.ts";
import { openHttp, type Setting } from "./http-stage.ts";

/** A scene, and whether the vendor takes a value now. */
interface World extends Scene {
  readonly clock: VirtualClock;
  works(value: string): boolean;
  stop(): Promise<void>;
}

type Policy = Partial<RotationPolicy>;

async function shippedWorld(setting: Setting, policy: Policy): Promise<World> {
  const clock = virtualClock();
  const twin = await startHttpTwin(setting.vendor, clock);
  const admin = "admin:secret-of-the-administrator";
  twin.world.credentials.set(admin, "admin");
  const expiresAtMs = setting === atlas ? clock.now() + 200 * DAY_MS : undefined;
  const key = twin.world.add("ci", { createdAtMs: clock.now() - 100 * DAY_MS, expiresAtMs });
  const options = { "base-url": twin.url, ...setting.options, credentials: setting.credentials(admin) };
  const at = scene({
    clock,
    value: key.value,
    policy,
    open: (current, patient) => openHttp(options, { clock: { ...clock, ...patient }, masked: [], opened: { current } }),
  });
  return { ...at, clock, works: (value) => twin.world.behind(value) !== undefined, stop: () => twin.stop() };
}

async function paddleWorld(policy: Policy): Promise<World> {
  const clock = virtualClock();
  const first = `pdl_live_${PADDLE_KEY}_0123456789abcdef012345`;
  const vendor = paddleVendor(first);
  const twin = await startHttpTwin(vendor, clock);
  const options = { description: example("paddle"), "base-url": twin.url };
  const at = scene({
    clock,
    value: first,
    policy,
    open: (current, patient) =>
      openHttp(options, { clock: { ...clock, ...patient }, masked: [], opened: { current, id: PADDLE_KEY } }),
  });
  return { ...at, clock, works: (value) => vendor.works(value, clock.now()), stop: () => twin.stop() };
}

const expire = {
  policy: "expire",
  idleForMs: 0,
  atLeastMs: 0,
  atMostMs: DAY_MS,
  onOverstay: "hold",
  waitForRunsMs: 0,
} as const;

/** Every way in which a description can treat the old key. `breaks`: consumers may fail between two runs. */
const WORLDS: readonly (readonly [mode: string, start: () => Promise<World>, breaks: boolean])[] = [
  ["independent (OpenAI)", () => shippedWorld(openai, {}), false],
  ["independent, and revoked in two steps (Okta)", () => shippedWorld(okta, { prove: false }), false],
  ["ending within a week (Atlas)", () => shippedWorld(atlas, {}), false],
  ["grace (Unkey)", () => shippedWorld(unkey, { strategy: "rotate", graceMs: 2 * DAY_MS, retire: expire }), false],
  ["first use (Paddle)", () => paddleWorld({ strategy: "rotate", graceMs: DAY_MS }), false],
  ["none, with another id (GitLab)", () => shippedWorld(gitlab, { strategy: "rotate", allowDowntime: true }), true],
  ["none, in place (Cloudflare)", () => shippedWorld(cloudflare, { strategy: "rotate", allowDowntime: true }), true],
];

/** Ends a run at one of its requests: before it is sent, or when its answer is there and nobody hears it. */
function crash(at: number, when: "before" | "after") {
  let count = 0;
  const { promise: crashed, resolve } = Promise.withResolvers<"crashed">();
  const die = () => {
    resolve("crashed");
    return new Promise<never>(() => undefined);
  };
  const gate: Gate = async (request) => {
    count += 1;
    const mine = count;
    if (mine > at || (mine === at && when === "before")) return die();
    const result = await request();
    return mine === at ? die() : result;
  };
  return { gate, crashed };
}

/** Lets a run die at every one of its requests, and other runs follow, until they have nothing to do. */
async function explore(start: () => Promise<World>, breaks: boolean): Promise<number> {
  for (let at = 1; ; at += 1) {
    for (const when of ["before", "after"] as const) {
      const world = await start();
      try {
        const { gate, crashed } = crash(at, when);
        const end = await Promise.race([crashed, world.run({ gate }).then(() => "finished" as const)]);
        if (end === "finished") return at - 1;
        await recover(world, { breaks, what: `request ${at}, ${when}` });
      } finally {
        await world.stop();
      }
    }
  }
}

async function recover(
  world: World,
  { breaks, what }: { readonly breaks: boolean; readonly what: string },
): Promise<void> {
  const working = () => world.places.map(({ value }) => world.works(value));
  for (let run = 1; run <= 5; run += 1) {
    if (!breaks) expect(working(), `${what}, before run ${run}`).toEqual([true, true, true]);
    world.clock.advance(HOUR_MS);
    if (!breaks) expect(working(), `${what}, an hour later`).toEqual([true, true, true]);
    await world.run();
  }
  world.clock.advance(3 * DAY_MS);
  expect(working(), `${what}, in the end`).toEqual([true, true, true]);
}

describe("whenever a run dies, the next ones leave every place with a working key, where the old key's overlap is", () => {
  test.each(WORLDS)("%s", async (_mode, start, breaks) => {
    expect(await explore(start, breaks)).toBeGreaterThan(12);
  });
});
