import { describe, expect } from "vitest";
import { expectClean, expectOutcome, methods } from "./expect.ts";
import { inWorld, SECRET, type World } from "./world.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const TWO = { repositories: "acme/api\nacme/web" };
const api = { repository: "acme/api", name: SECRET };
const web = { repository: "acme/web", name: SECRET };
/** What a workflow hands over: the value that the home holds when the run is queued. */
const current = (world: World) => ({ "current-key": world.github.value(api) ?? "" });

function inTwo(name: string, body: (world: World) => Promise<void>): void {
  inWorld(name, async (world) => {
    world.hold("acme/web");
    await body(world);
  });
}

describe("unfinished work", () => {
  inTwo(
    "a failed write leaves both keys alive; the next run hands the same key on and mints nothing",
    async (world) => {
      const mend = world.github.fault(({ method, path }) =>
        method === "PUT" && path.startsWith("/repos/acme/web/")
          ? { answer: { status: 500, body: { message: "oops" } } }
          : undefined,
      );
      const first = await world.run({ ...TWO, ...current(world) });
      mend();
      expectOutcome(first, "partial");
      expect(first.log).toMatch(/acme\/web/);
      expect(first.outputs.rotated).toBe("true");
      expect(world.keyOf(world.github.value(web))?.id).toBe(world.old.id);
      expectClean(first, world);

      const second = await world.run({ ...TWO, ...current(world) });
      expectOutcome(second, "rotated");
      expect(second.outputs.rotated).toBe("false");
      expect(world.kosli.keys("ci")).toHaveLength(2);
      expect(world.github.value(web)).toBe(world.newest().value);
      expectClean(second, world);
    },
  );

  inTwo("without `current-key` the next run makes one more key, by create, as no clock starts", async (world) => {
    const mend = world.github.fault(({ method }) => (method === "PUT" ? { answer: { status: 500 } } : undefined));
    const first = await world.run(TWO);
    mend();
    expectOutcome(first, "failed");
    expect(first.outputs.rotated).toBe("false");
    const second = await world.run(TWO);
    expectOutcome(second, "rotated");
    expect(world.newest().description).toBe("ci [rekey:kosli-api-token@acme/api]");
    expect(world.github.value(web)).toBe(world.newest().value);
    expect(world.github.value(api)).toBe(world.newest().value);
    expectClean(second, world);
  });

  inTwo(
    "a run killed after its first write is finished by the next, and every consumer works all the time",
    async (world) => {
      const written = () => world.github.writes.length > 0;
      const first = await world.run({ ...TWO, ...current(world) }, { killAt: written });
      expect(first.killedBy).toBe("SIGKILL");
      expect(world.kosli.accepts(world.github.value(api) ?? "")).toBe(true);
      expect(world.kosli.accepts(world.github.value(web) ?? "")).toBe(true);
      const second = await world.run({ ...TWO, ...current(world) });
      expect(["rotated", "not-due"]).toContain(second.outputs.outcome);
      expect(world.github.value(web)).toBe(world.newest().value);
      expect(world.kosli.keys("ci")).toHaveLength(2);
      expectClean(first, world);
    },
  );

  inTwo("an answer of mint that is lost is settled by the list, and never asked for again", async (world) => {
    world.kosli.fault(({ method, path }) =>
      method === "POST" && path.endsWith("/rotate") ? { drop: "after-effect" } : undefined,
    );
    const result = await world.run(TWO);
    expectOutcome(result, "failed");
    expect(world.kosli.requests.filter((request) => request.method === "POST")).toHaveLength(1);
    expect(result.log).toContain(world.newest().id);
    expect(result.log).toMatch(/old key/i);
    expect(world.github.value(api)).toBe(world.old.value);
  });

  inTwo("an unusable value is refused without losing the new key's id", async (world) => {
    for (const secretField of ["null", "empty", "short"] as const) {
      world.kosli.set({ secretField });
      const result = await world.run({ ...TWO, mode: "force", strategy: "create" });
      expectOutcome(result, "failed");
      expect(result.log).toContain(world.newest().id);
      expect(world.newest().works).toBe(false);
      expectClean(result, world);
    }
    expect(world.github.value(api)).toBe(world.old.value);
  });
});

describe("retirement", () => {
  inTwo("after-verify revokes the old key in the same run and proves it dead", async (world) => {
    const result = await world.run({ ...TWO, ...current(world), strategy: "create", retire: "after-verify" });
    expectOutcome(result, "rotated");
    expect(world.kosli.accepts(world.old.value)).toBe(false);
    expect(world.github.value(api)).toBe(world.newest().value);
    expectClean(result, world);
  });

  inTwo("a workflow run that may hold the old value keeps it alive; the next run retires it", async (world) => {
    const run = world.github.addRun("acme/web", { status: "in_progress", createdAtMs: world.github.nowMs() - HOUR_MS });
    const config = configured(world, "{ policy: after-verify, wait-for-runs: 1s }");
    const first = await world.run(config.inputs, config.more);
    expectOutcome(first, "rotated");
    expect(world.kosli.accepts(world.old.value)).toBe(true);
    world.github.setRun(run, "completed", "success");
    const second = await world.run(config.inputs, config.more);
    expectOutcome(second, "retired");
    expect(world.kosli.accepts(world.old.value)).toBe(false);
    expectClean(second, world);
  });

  inTwo("when-idle never revokes in the run that minted", async (world) => {
    const result = await world.run({ ...TWO, strategy: "create", retire: "when-idle" });
    expectOutcome(result, "rotated");
    expect(methods(world.kosli.requests)).toEqual(["GET", "POST"]);
    expect(world.kosli.accepts(world.old.value)).toBe(true);
  });

  inTwo("expire: what is still alive after the grace period is revoked by a later run", async (world) => {
    const now = world.kosli.now();
    const fresh = world.kosli.addKey({ account: "ci", createdAtMs: now - 8 * DAY_MS });
    for (const place of [api, web]) {
      world.github.putSecret(place, fresh.value, { writtenAtMs: world.github.nowMs() - 7 * DAY_MS });
    }
    const result = await world.run(TWO);
    expectOutcome(result, "retired");
    expect(world.kosli.accepts(world.old.value)).toBe(false);
    expect(world.kosli.accepts(fresh.value)).toBe(true);
    const again = await world.run(TWO);
    expectOutcome(again, "not-due");
  });
});

describe("incident", () => {
  inTwo(
    "writes everywhere, revokes every predecessor at once, names who breaks and which keys it left alone",
    async (world) => {
      const other = world.kosli.addKey({ account: "ci", description: "nightly" });
      world.github.addRepository("acme/gone", { archived: true });
      const result = await world.run({
        repositories: "acme/api\nacme/web\nacme/gone",
        mode: "incident",
        confirm: "kosli-api-token",
        "key-label": "ci",
      });
      expectOutcome(result, "partial");
      expect(world.kosli.accepts(world.old.value)).toBe(false);
      expect(world.github.value(web)).toBe(world.newest().value);
      expect(world.kosli.accepts(other.value)).toBe(true);
      expect(result.log).toContain("acme/gone");
      expect(result.log).toContain(other.id);
      expectClean(result, world);
    },
  );

  inTwo("needs the name of the rotation typed", async (world) => {
    const result = await world.run({ ...TWO, mode: "incident", confirm: "yes" });
    expectOutcome(result, "failed");
    expect(result.log).toContain("kosli-api-token");
    expect(world.kosli.requests).toEqual([]);
  });
});

describe("cancellation", () => {
  inTwo("between mint and first write under rotate the home is still written, and the rest is named", async (world) => {
    const cancel = new AbortController();
    const stop = world.kosli.fault(({ method, path }) => {
      if (method === "POST" && path.endsWith("/rotate")) setTimeout(() => cancel.abort(), 500);
      return undefined;
    });
    const result = await world.run(TWO, { signal: cancel.signal });
    stop();
    expectOutcome(result, "partial");
    expect(world.github.value(api)).toBe(world.newest().value);
    expect(world.github.value(web)).toBe(world.old.value);
    expect(result.log).toContain("acme/web");
    expectClean(result, world);
  });
});

/** The same rotation by a configuration file. */
function configured(world: World, retire: string) {
  const file = [
    "version: 1",
    "rotations:",
    "  kosli-ci:",
    `    key-service: { kind: kosli, host: "${world.kosli.url}", org: acme, service-account: ci, api-token: "\${ADMIN}" }`,
    "    strategy: create",
    `    retire: ${retire}`,
    "    destinations:",
    `      - { kind: github-secret, repositories: [acme/api, acme/web], name: ${SECRET} }`,
  ].join("\n");
  const none = {
    "kosli-org": "",
    "kosli-service-account": "",
    "kosli-api-token": "",
    repositories: "",
    "kosli-host": "",
  };
  return {
    inputs: { ...none, config: "rekey.yml" },
    more: { env: { ADMIN: world.admin.value }, workspace: { "rekey.yml": file } },
  };
}
