import { describe, expect, it } from "vitest";
import { scene } from "../engine/kinde-scene.ts";
import type { Chooser } from "../simulation/io.ts";
import {
  act,
  alive,
  allServed,
  CREATE,
  DAY,
  daily,
  effects,
  every,
  everywhere,
  first,
  HOUR,
  holdings,
  killed,
  pass,
  stage,
} from "./support.ts";

describe("what cannot be undone", () => {
  it("F07: where undoing fails as well, the key that is left over is named, and a later run takes it away", async () => {
    const { world } = stage();
    const choose: Chooser = (call) => (/^(probe|revoke) k2/.test(call.name) ? { kind: "refused" } : undefined);
    const { effects: done, find, report } = await act(world, { ...CREATE, choose });
    expect([done, report.outcome]).toEqual([["create k2"], "failed"]);
    expect(find("new-key-refused")).toMatchObject({ keyId: "k2", revoked: false });
    expect(find("not-retired")).toMatchObject({ keyId: "k2" });
    expect([holdings(world), allServed(world)]).toEqual([everywhere("k1"), true]);
    const [next, ...later] = await daily(world, 5, CREATE);
    expect(next?.effects).toEqual(["create k3", "write k3 to home", "write k3 to api", "write k3 to web"]);
    expect(effects(later).toSorted()).toEqual(["revoke k1", "revoke k2"]);
    expect([alive(world), allServed(world)]).toEqual([["k3"], true]);
  });

  it("F10: a key that was made by a run that died at once is known by its marker, and taken away when it is old enough", async () => {
    const { world } = stage();
    await killed(world, { ...CREATE, choose: first("mint", { kind: "kill-applied" }) });
    expect(world.key("k2")?.description).toBe("ci [rekey:kosli-ci@acme/ops]");
    pass(world, HOUR);
    const soon = await act(world, CREATE);
    expect([soon.effects[0], world.key("k2")?.revoked]).toEqual(["create k3", undefined]);
    const later = await daily(world, 5, CREATE);
    expect(effects(later).toSorted()).toEqual(["revoke k1", "revoke k2"]);
    expect([alive(world), allServed(world)]).toEqual([["k3"], true]);
  });

  it("F11: a write whose answer is lost is never made good by revoking the key, for it may be stored", async () => {
    const { world } = stage();
    const { effects: done, report } = await act(world, { ...CREATE, choose: every("write", { kind: "lost-applied" }) });
    expect(report.outcome).toBe("failed");
    expect(done.filter((effect) => effect.startsWith("revoke"))).toEqual([]);
    expect([holdings(world), allServed(world)]).toEqual([everywhere("k2"), true]);
    const later = await daily(world, 5, CREATE);
    expect(effects(later)).toEqual(["revoke k1"]);
    expect(allServed(world)).toBe(true);
  });

  it("F12: where a service replaces the value in place and the answer is lost, a second key is made at once and goes to everybody", async () => {
    const at = await scene();
    let lost = false;
    at.twin.fault(({ method }) => {
      if (method !== "PUT" || lost) return undefined;
      lost = true;
      return { drop: "after-effect" };
    });
    const { changes, find } = await at.run({ current: true });
    expect(changes).toEqual([`PUT /api_keys/${at.key.id}`, "POST /api_keys"]);
    expect([find("mint-lost")?.inPlace, find("gap")?.written]).toEqual([at.key.id, 3]);
    const served = () => at.places.map(({ value }) => at.twin.accepts(value));
    expect(served()).toEqual([true, true, true]);
    const after: string[] = [];
    for (let day = 0; day < 9; day++) {
      at.clock.advance(DAY);
      after.push(...(await at.run({ current: true })).changes);
      expect(served()).toEqual([true, true, true]);
    }
    expect(after).toEqual([`DELETE /api_keys/${at.key.id}`]);
  });
});
