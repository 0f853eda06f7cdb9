import { expect } from "vitest";
import { expectClean, expectOutcome } from "./expect.ts";
import { inWorld, SECRET, type World } from "./world.ts";

const at = (repository: string) => ({ repository, name: SECRET });

function inTasted(name: string, body: (world: World) => Promise<void>): void {
  inWorld(name, async (world) => {
    world.hold("acme/taster");
    world.hold("acme/web");
    await body(world);
  });
}

function inputs(world: World): Record<string, string> {
  const config = `version: 1
rotations:
  kosli-ci:
    key-service: { kind: kosli, host: "${world.kosli.url}", org: acme, service-account: ci, api-token: "\${ADMIN}" }
    verify: { canary: { repository: acme/taster, workflow: smoke.yml, timeout: 1m } }
    destinations:
      - { kind: github-secret, repositories: ['acme/*'], name: ${SECRET} }
`;
  const none = {
    "kosli-org": "",
    "kosli-service-account": "",
    "kosli-api-token": "",
    repositories: "",
    "kosli-host": "",
  };
  return { ...none, config };
}

inTasted("a canary that uses the new key for real lets the rest be written", async (world) => {
  const seen: (string | undefined)[] = [];
  world.github.addWorkflow("acme/taster", "smoke.yml", {
    inputs: ["rekey-nonce"],
    conclude: (run) => {
      seen.push(run.secret(SECRET));
      return world.kosli.accepts(run.secret(SECRET) ?? "") ? "success" : "failure";
    },
  });
  const result = await world.run(inputs(world), { env: { ADMIN: world.admin.value } });
  expectOutcome(result, "rotated");
  expect(seen).toEqual([world.newest().value]);
  expect(world.github.value(at("acme/web"))).toBe(world.newest().value);
  expectClean(result, world);
});

inTasted("a red canary stops the rest, and the old key lives on", async (world) => {
  world.github.addWorkflow("acme/taster", "smoke.yml", { conclude: () => "failure" });
  const result = await world.run(inputs(world), { env: { ADMIN: world.admin.value } });
  expectOutcome(result, "partial");
  expect(world.github.value(at("acme/taster"))).toBe(world.newest().value);
  expect(world.github.value(at("acme/web"))).toBe(world.old.value);
  expect(world.kosli.accepts(world.old.value)).toBe(true);
  expect(result.log).toMatch(/canary/i);
  expect(result.log).toContain("acme/web");
  expectClean(result, world);
});
