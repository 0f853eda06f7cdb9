import { createServer, type Server } from "node:http";
import { describe, expect, test } from "vitest";
import type { KeyRecord } from "../../src/contract/key-service.ts";
import { Secret } from "../../src/contract/secret.ts";
import { expectNoSecret } from "../contract/key-service-support.ts";
import type { KosliSwitches } from "../twins/kosli/index.ts";
import { eachSwitch } from "../twins/kosli/index.ts";
import type { KosliStage } from "./kosli-stage.ts";
import { answering, errorOf, HOUR_MS, op, request, stageWith, strategy } from "./kosli-support.ts";

describe("the proof at Kosli", () => {
  const sampleOf = (stage: KosliStage): KeyRecord => ({ id: stage.old.id, description: "" });

  test("happens at the list of environments, with a key that nobody ever had", async () => {
    const stage = await stageWith();
    const ground = await stage.service.provingGround(sampleOf(stage), op);
    expect(ground).toEqual({
      place: "the list of environments",
      answers: [{ place: "the list of environments", answer: "refused" }],
    });
    expect(stage.twin.requests.map((seen) => [seen.method, seen.path, seen.query, seen.caller])).toEqual([
      ["GET", "/environments/acme", "page=1&per_page=1", undefined],
    ]);
  });

  test("moves to the key's own entry where anybody may list environments and the account is an administrator", async () => {
    const stage = await stageWith({ publicOrganization: true });
    const admins = stage.configure({ "service-account": "admin" });
    for (const sample of [{ id: stage.admin.id, description: "" }, undefined]) {
      const ground = await admins.provingGround(sample, op);
      expect(ground.place).toBe("the key's own entry");
      expect(ground.answers.map(({ answer }) => answer)).toEqual(["accepted", "refused"]);
    }
    expect(stage.twin.requests.at(-1)?.path).toMatch(/\/api-keys\/[0-9A-Z]{26}$/);
    const where = { place: "the key's own entry", keyId: stage.admin.id };
    expect(await admins.probe(new Secret(stage.admin.value), where, op)).toBe("accepted");
  });

  test("does not count on the own entry of an account that is no administrator: its key is answered 403 there", async () => {
    const stage = await stageWith({ publicOrganization: true });
    const ground = await stage.service.provingGround(sampleOf(stage), op);
    expect(ground.place).toBeUndefined();
    expect(ground.answers.map(({ answer }) => answer)).toEqual(["accepted", "inconclusive"]);
    const where = { place: "the key's own entry", keyId: stage.old.id };
    expect(await stage.service.probe(stage.old.value, where, op)).toBe("inconclusive");
  });

  test("never uses the same made-up key twice, and one like those that Kosli issues", async () => {
    const sent: unknown[] = [];
    const server = createServer((incoming, response) => {
      sent.push(incoming.headers.authorization);
      response.writeHead(401).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const stage = await stageWith();
    const service = stage.configure({ host: `http://127.0.0.1:${portOf(server)}` });
    for (let run = 0; run < 2; run += 1) await service.provingGround(sampleOf(stage), op);
    server.closeAllConnections();
    server.close();
    expect(sent).toEqual([expect.stringMatching(/^Bearer [\w-]{43}$/), expect.stringMatching(/^Bearer [\w-]{43}$/)]);
    expect(sent[0]).not.toBe(sent[1]);
  });

  test.each([
    ["200", 200, "accepted"],
    ["403", 403, "inconclusive"],
    ["404", 404, "inconclusive"],
    ["400", 400, "inconclusive"],
  ])("is impossible where %s answers a made-up key everywhere", async (_name, status, answer) => {
    const stage = await stageWith();
    answering(stage, "GET", status, []);
    expect(await stage.service.provingGround(sampleOf(stage), op)).toEqual({
      answers: [
        { place: "the list of environments", answer },
        { place: "the key's own entry", answer },
      ],
    });
  });

  test("is refused at a place that is not one", async () => {
    const stage = await stageWith();
    const call = stage.service.probe(stage.old.value, { place: "elsewhere", keyId: stage.old.id }, op);
    expect((await errorOf(call)).fault).toBe("config");
  });
});

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

describe("whatever Kosli's documents leave open,", () => {
  test.each(eachSwitch())("keys are read, minted, proved and revoked ($name)", async ({ switches }) => {
    const stage = await stageWith(switches);
    const { service, twin } = stage;
    expect((await service.list(op)).map(({ id }) => id)).toEqual([stage.old.id]);
    const { place } = await service.provingGround({ id: stage.old.id, description: "" }, op);
    expect(place).toBe(switches.publicOrganization ? undefined : "the list of environments");
    for (const name of ["create", "rotate"] as const) await mintsOneOrNamesIt(stage, name, switches);
    const ours = twin.keys("ci").at(-1);
    if (!ours) throw new Error("nothing minted");
    stage.advance(60_000);
    expect((await service.list(op)).map(({ id }) => id)).toContain(ours.id);
    if (place === "the list of environments") {
      expect(await service.probe(new Secret(ours.value), { place, keyId: ours.id }, op)).toBe("accepted");
    }
    expect(await service.revoke(ours.id, op)).toBe("revoked");
    const again = switches.revokeAgain === 200 || switches.revoke === "ignored" ? "revoked" : "already-gone";
    expect(await service.revoke(ours.id, op)).toBe(again);
  });

  async function mintsOneOrNamesIt(
    stage: KosliStage,
    name: "rotate" | "create",
    switches: Partial<KosliSwitches>,
  ): Promise<void> {
    const before = stage.twin.keys("ci").length;
    const outcome: unknown = await strategy(stage, name)
      .mint(request(stage), op)
      .then(({ id, value }) => ({
        id,
        isValueOf: stage.twin.keys("ci").find((key) => key.value === value.reveal())?.id,
      }))
      .catch((error: unknown) => error);
    const [made, ...more] = stage.twin.keys("ci").slice(before);
    expect(more).toEqual([]);
    const spoilt = ["null", "empty", "short"].includes(switches.secretField ?? "");
    if (name === "rotate" && switches.rotateAnswersOldId) {
      expect(outcome).toMatchObject({ fault: "contract", keyId: undefined });
    } else if (spoilt) {
      expect(outcome).toMatchObject({ fault: "contract", keyId: made?.id });
    } else {
      expect(outcome).toEqual({ id: made?.id, isValueOf: made?.id });
    }
    expectNoSecret(outcome, stage.secrets());
  }

  test.each([
    [201, undefined],
    [400, { fault: "config", effect: "none" }],
    [409, { fault: "conflict", effect: "none" }],
  ] as const)("a key in grace can be rotated again or not: %i", async (rotateInGrace, refusal) => {
    const stage = await stageWith({ rotateInGrace });
    await strategy(stage, "rotate").mint(request(stage), op);
    const again = strategy(stage, "rotate").mint(request(stage), op);
    if (refusal) expect(await errorOf(again)).toMatchObject(refusal);
    else expect((await again).id).toBe(stage.twin.keys("ci").at(-1)?.id);
  });

  test.each(["json", "string", "page", "none"] as const)("a 401 is a 401 (body: %s)", async (unauthorizedBody) => {
    const stage = await stageWith({ unauthorizedBody });
    const error = await errorOf(stage.open("unknown-credential").list(op));
    expect(error.fault).toBe("unauthenticated");
    expect(error.hint).toContain("https://app.us.kosli.com");
  });

  test.each([
    ["older", undefined],
    ["newer", 365 * 24 * HOUR_MS],
  ] as const)(
    "a key without an asked end has the one that the server tells (%s servers)",
    async (expiry, lifetimeMs) => {
      const stage = await stageWith({ expiry });
      const key = await strategy(stage, "create").mint(request(stage), op);
      expect(key.expiresAtMs).toBe(lifetimeMs === undefined ? undefined : stage.twin.now() + lifetimeMs);
    },
  );
});
