import { describe, expect, it } from "vitest";
import { expectClean, expectOutcome } from "../action/expect.ts";
import { SECRET, startWorld } from "../action/world.ts";
import { rotate, startBench } from "../destinations/github-bench.ts";
import { scene } from "../engine/kinde-scene.ts";
import { file, problems, VARIABLES } from "../inputs/reading.ts";
import { answering, errorOf, op, request, stageWith, strategy } from "../key-services/kosli-support.ts";
import { leaks } from "../runner/leaks.ts";
import { start } from "../simulation/run.ts";
import {
  act,
  alive,
  allServed,
  CREATE,
  DAY,
  daily,
  effects,
  everywhere,
  first,
  HOUR,
  held,
  holdings,
  pass,
  stage,
} from "./support.ts";

describe("leaks, inventory and incidents", () => {
  it("F63: no byte of any key, in any form, shows in log, outputs, state, summary or report, not even when a server's answer repeats it", async () => {
    const world = await startWorld();
    try {
      world.hold("acme/web");
      const inputs = { repositories: "acme/api\nacme/web", "current-key": world.old.value, strategy: "create" };
      world.github.fault(({ method, path }) =>
        method === "PUT" && path.includes("/acme/web/")
          ? { answer: { status: 403, body: { message: `bad value ${world.newest().value}` } } }
          : undefined,
      );
      const result = await world.run({ ...inputs, retire: "after-verify" }, { debug: true });
      expectOutcome(result, "partial");
      expectClean(result, world);
      expect(world.keyOf(world.github.value({ repository: "acme/api", name: SECRET }))).toEqual(world.newest());
      expect(leaks(result, ["bad value"]).length).toBeGreaterThan(0);
    } finally {
      await world.stop();
    }
  });

  it("F64: what is shown with stars or empty is never written back, and what is not rekey's stays with the secret", async () => {
    for (const shown of ["", "***", "****************", "[secret]"]) {
      const { world } = stage();
      await act(world, { choose: (call) => (call.name === "write web" ? { kind: "refused" } : undefined) });
      pass(world, HOUR);
      await act(world, { current: shown });
      for (const place of world.places) expect(world.keyOf(held(place))).toBeDefined();
      expect([shown, allServed(world)]).toEqual([shown, true]);
    }
    const kosli = await stageWith();
    answering(kosli, "POST", 201, { id: "k9", key: "****************" });
    expect((await errorOf(strategy(kosli, "create").mint(request(kosli), op))).keyId).toBe("k9");
    const bench = await startBench();
    bench.github.addOrganization("acme");
    bench.github.addRepository("acme/api");
    const place = { organization: "acme", name: "API_KEY" } as const;
    const kept = { visibility: "selected", selectedRepositories: ["acme/api"] } as const;
    bench.github.putSecret(place, "old", { writtenAtMs: 0, ...kept });
    await rotate(await bench.target({ organization: "acme", name: "API_KEY" }), "new", bench.op);
    expect(bench.github.secret(place)).toMatchObject({ value: "new", ...kept });
    await bench.stop();
  });

  it("F65: an incident replaces and revokes everything that is ours at once, and lists what it did not touch; it asks for each rotation by name", async () => {
    const { world } = stage({ ageDays: 3 });
    await act(world, { ...CREATE, label: "ci", mode: "force" });
    pass(world, DAY);
    const stranger = world.addKey({ description: "deploy", by: "human" });
    const { effects: done, find, report } = await act(world, { label: "ci", mode: "incident" });
    expect(done[0]).toBe("rotate k2 into k4, grace 1 h");
    expect(done.slice(-2).toSorted()).toEqual(["revoke k1", "revoke k2"]);
    expect(find("not-touched")?.keys.map(({ id }) => id)).toEqual([stranger.id]);
    expect([report.outcome, holdings(world), alive(world)]).toEqual(["rotated", everywhere("k4"), [stranger.id, "k4"]]);

    const second = `  other:
    key-service: { kind: kosli, org: acme, service-account: deploy, api-token: "\${ADMIN}" }
    destinations:
      - { kind: github-secret, name: DEPLOY_TOKEN, repository: acme/api }
`;
    const step = (confirm: string) => ({
      file: file({ rest: second }),
      env: VARIABLES,
      inputs: { mode: "incident", confirm },
    });
    expect(await problems(step("kosli-ci\nother"))).toEqual([]);
    expect(await problems(step("kosli-ci"))).not.toEqual([]);
    expect(await problems(step(""))).not.toEqual([]);
  });

  it("F66: keys that no rotation answers for are named, and none of them is touched while somebody uses it", async () => {
    const { world } = stage();
    const elder = world.addKey({ description: "ci", by: "human", createdAtMs: world.serviceNow() - 400 * DAY });
    const acts = [await act(world, CREATE)];
    for (let day = 0; day < 12; day++) {
      pass(world, DAY - HOUR);
      expect(world.use(elder.value)).toBe(true);
      pass(world, HOUR);
      acts.push(await act(world, CREATE));
    }
    expect(acts[1]?.find("unexplained-key")?.keyId).toBe(elder.id);
    for (const { codes } of acts.slice(1)) {
      expect(codes.includes("unexplained-key") || codes.includes("lingering-use")).toBe(true);
    }
    expect([effects(acts).at(-1), alive(world)]).toEqual(["revoke k1", [elder.id, "k3"]]);
    const nobodys = world.addKey({ description: "nobody knows", by: "human" });
    const unclaimed = await act(world, { mode: "check" });
    const candidates = unclaimed.find("ambiguous-ownership")?.candidates.map(({ id }) => id);
    expect([unclaimed.report.outcome, candidates?.toSorted()]).toEqual([
      "failed",
      [elder.id, "k3", nobodys.id].toSorted(),
    ]);
    const incident = await act(world, { mode: "incident", label: "ci" });
    expect(incident.find("not-touched")?.keys.map(({ id }) => id)).toEqual([nobodys.id]);
  });

  it("F67: where a new value ends the old one at once, nothing is asked for unless downtime is allowed; then it is made short and told", async () => {
    const at = await scene();
    const barred = await at.run({ policy: { allowDowntime: false } });
    expect([barred.changes, barred.codes]).toEqual([[], ["downtime-not-allowed"]]);
    expect(at.places.map(({ value }) => at.twin.accepts(value))).toEqual([true, true, true]);
    const { changes, find } = await at.run();
    expect(changes).toEqual([`PUT /api_keys/${at.key.id}`]);
    expect(find("gap")).toMatchObject({ written: 3 });
    expect(find("gap")?.gapMs).toBeLessThan(1000);
    expect(at.places.map(({ value }) => at.twin.accepts(value))).toEqual([true, true, true]);
  });

  it("F68: a configuration that is turned back in the middle of a rotation loses nothing: progress is read from the world, not from it", async () => {
    const { world } = stage();
    const dying = start(world, { ...CREATE, choose: first("write api", { kind: "kill-before" }) });
    expect(await world.time.drive(dying.end)).toBe("killed");
    const home = world.places[0];
    expect(home && world.keyOf(held(home))?.id).toBe("k2");
    const turnedBack = {
      policy: { strategy: "rotate", maxAgeMs: 400 * DAY, graceMs: 24 * HOUR },
      retire: { policy: "when-idle" },
    } as const;
    const [next, ...later] = await daily(world, 5, { ...turnedBack, current: "home" });
    expect(next?.effects).toEqual(["write k2 to api", "write k2 to web", "revoke k1"]);
    expect(effects(later)).toEqual([]);
    expect(effects(await daily(world, 5, { ...CREATE, current: "home" }))).toEqual([]);
    expect([alive(world), holdings(world)]).toEqual([["k2"], everywhere("k2")]);
  });
});
