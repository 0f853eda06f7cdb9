import { afterEach, describe, expect, it } from "vitest";
import { type AppStage, NAME, NAMED, startAppStage } from "./github-app-stage.ts";

let stage: AppStage;

afterEach(async () => {
  expect(stage.github.violations).toEqual([]);
  await stage.github.stop();
});

describe("a GitHub App", () => {
  it("looks around with what its installation was granted, and says what it was not", async () => {
    stage = await startAppStage();
    stage.hold("acme/api", "acme/web");
    stage.github.addEnvironment("acme/api", "staging");
    stage.github.putSecret({ repository: "acme/api", environment: "staging", name: NAME }, "old");
    stage.github.putSecret({ organization: "acme", name: NAME }, "old", { visibility: "all" });
    const { dependabot_secrets: _, ...granted } = NAMED;
    stage.install("acme", { permissions: granted });
    const [destination] = stage.run().open({ repositories: ["acme/api", "acme/web"] });
    await destination?.resolve(stage.op);

    const found = await destination?.inventory?.({ wide: true }, stage.op);

    expect(found?.holders.map(({ label }) => label)).toEqual(
      expect.arrayContaining(["acme/api:staging · actions · API_KEY", "organization acme · actions · API_KEY"]),
    );
    const labels = found?.blindSpots.map(({ label }) => label) ?? [];
    expect(labels).toContain("dependabot secrets of acme/api and 1 more repository");
    expect(labels).toContain("codespaces secrets of acme/api and 1 more repository");
    expect(stage.github.requests.filter(({ path }) => /dependabot|codespaces|agents/.test(path))).toEqual([]);
  });

  it("finds holders at its owner, and counts each owner's requests for themselves", async () => {
    stage = await startAppStage();
    stage.hold("acme/api", "other/api");
    stage.install("acme");
    stage.install("other");
    const run = stage.run();
    const entries = run.open(
      { "having-secret": true, organization: "acme", stores: ["actions"] },
      { "having-secret": true, organization: "other", stores: ["actions"] },
    );
    const resolutions = await Promise.all(entries.map((entry) => entry.resolve(stage.op)));
    const [acme, other] = resolutions.map(({ targets }) => targets[0]);

    expect([acme?.place, other?.place]).toEqual(["acme/api", "other/api"]);
    expect(acme?.quota).toBeDefined();
    expect(acme?.quota).not.toBe(other?.quota);
    expect(resolutions.flatMap(({ skipped }) => skipped)).toEqual([]);
  });
});
