import { describe, expect, test } from "vitest";
import { problems, read, SHORTHAND, type Step } from "./reading.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Ids of the places that the only rotation writes, without asking anybody. */
async function places(inputs: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { rotations, github } = await read({ inputs: { ...SHORTHAND, ...inputs } });
  return rotations.flatMap(({ destinations }) => destinations.flatMap((one) => one.places({ github })));
}

describe("a rotation described by inputs", () => {
  test("has the defaults of the table, and is named after its secret", async () => {
    const { rotations, mode, github, run } = await read({ inputs: SHORTHAND });
    expect(rotations.map(({ policy }) => policy)).toEqual([
      {
        name: "kosli-api-token",
        home: "acme/ops",
        strategy: "rotate",
        graceMs: 168 * HOUR,
        maxAgeMs: 90 * DAY,
        retire: {
          policy: "expire",
          idleForMs: 6 * HOUR,
          atLeastMs: DAY,
          atMostMs: 168 * HOUR,
          onOverstay: "hold",
          waitForRunsMs: HOUR / 6,
        },
        prove: true,
        allowDowntime: false,
        key: { dedicated: false },
      },
    ]);
    expect(rotations[0]?.keyService.account).toBe("kosli:https://app.kosli.com/acme/ci");
    expect({ mode, pace: github.pace, apiUrl: github.apiUrl }).toEqual({
      mode: "auto",
      pace: "safe",
      apiUrl: "https://api.github.com",
    });
    expect(run).toEqual({
      repository: "acme/ops",
      runId: "42",
      runUrl: "https://github.com/acme/ops/actions/runs/42",
      event: "",
    });
  });

  test("takes every input that shapes it", async () => {
    const inputs = {
      ...SHORTHAND,
      "kosli-host": "https://app.us.kosli.com/",
      "key-label": "ci",
      "current-key": "current-key-value",
      strategy: "create",
      "grace-period": "24h",
      "max-age": "30d",
      retire: "after-verify",
      "secret-name": "KOSLI_KEY",
    };
    const { rotations, secrets } = await read({ inputs });
    const policy = rotations[0]?.policy;
    expect(policy).toMatchObject({ name: "kosli-key", strategy: "create", graceMs: DAY, maxAgeMs: 30 * DAY });
    expect(policy?.retire.policy).toBe("after-verify");
    expect(policy?.key.label).toBe("ci");
    expect(policy?.key.current?.reveal()).toBe("current-key-value");
    expect(rotations[0]?.keyService.account).toBe("kosli:https://app.us.kosli.com/acme/ci");
    expect(secrets.map((secret) => secret.reveal()).sort()).toEqual([
      "current-key-value",
      "kosli-admin-token",
      "writer-token-value",
    ]);
  });

  test("writes one place per name and store, and leaves globs to be resolved", async () => {
    const found = await places({ repositories: "acme/api\n\n  acme/web-*  \n", stores: "actions\ndependabot" });
    expect(found).toHaveLength(2);
    expect(found.every((id) => id.includes("acme/api"))).toBe(true);
  });

  test("parts a repository from its environment at the first colon", async () => {
    const found = await places({
      repositories: "",
      environments: "acme/api:prod/eu:1\nacme/api:staging\nacme/web:live",
    });
    expect(found).toHaveLength(3);
    expect(found[0]).toContain("prod/eu:1");
  });

  test("writes organizations, one a line", async () => {
    expect(await places({ repositories: "", organization: "acme\nemca" })).toHaveLength(2);
  });

  test("treats an empty current key as not given: before a first rotation there is none", async () => {
    const { rotations } = await read({ inputs: { ...SHORTHAND, "current-key": "" } });
    expect(rotations[0]?.policy.key.current).toBeUndefined();
  });

  test("drops blanks around values, as a runner's own library does", async () => {
    const { rotations } = await read({ inputs: { ...SHORTHAND, "max-age": " 30d\n" } });
    expect(rotations[0]?.policy.maxAgeMs).toBe(30 * DAY);
  });

  test("does not read the default file", async () => {
    const { rotations } = await read({ inputs: SHORTHAND, file: "not: [yaml" });
    expect(rotations).toHaveLength(1);
  });

  test("warns of stores where only environments are written", async () => {
    const inputs = { ...SHORTHAND, repositories: "", environments: "acme/api:prod", stores: "dependabot" };
    const { warnings } = await read({ inputs });
    expect(warnings.map(({ message }) => message)).toEqual([
      "input 'stores': has no effect, as environments have a store of their own",
    ]);
  });
});

const BEGIN = `no rotation is described: neither by inputs nor by a file .github/rekey.yml
Begin with these five lines under \`with:\`, or put a configuration file there and check the repository out before this step:
  kosli-org: acme
  kosli-service-account: ci
  kosli-api-token: \${{ secrets.KOSLI_ADMIN_TOKEN }}
  github-token: \${{ secrets.SECRETS_WRITER_TOKEN }}
  repositories: acme/api`;

const refused: readonly (readonly [name: string, step: Step, expected: readonly string[]])[] = [
  ["nothing at all is answered with how to begin", {}, [BEGIN]],
  [
    "what is missing is named, all of it",
    { inputs: { "kosli-org": "acme" } },
    [
      "input 'kosli-service-account': is missing or empty",
      "input 'kosli-api-token': is missing or empty",
      "input 'repositories': is missing or empty, and so are 'environments' and 'organization': no destination is named",
    ],
  ],
  [
    "the token that writes is needed",
    { inputs: { ...SHORTHAND, "github-token": "" } },
    ["input 'github-token': is missing or empty, and rekey needs it to write GitHub secrets"],
  ],
  [
    "an unknown input is named with the nearest known one",
    { inputs: { ...SHORTHAND, repositorys: "acme/web" } },
    ["input 'repositorys': unknown input; did you mean 'repositories'?"],
  ],
  [
    "an unknown mode is named with the nearest known one",
    { inputs: { ...SHORTHAND, mode: "plann" } },
    ["input 'mode': unknown mode 'plann'; did you mean 'plan'?"],
  ],
  [
    "an unknown pace is named with the nearest known one",
    { inputs: { ...SHORTHAND, pace: "point" } },
    ["input 'pace': unknown pace 'point'; did you mean 'points'?"],
  ],
  [
    "an unknown strategy is named with the nearest known one",
    { inputs: { ...SHORTHAND, strategy: "rotat" } },
    ["input 'strategy': must be one of rotate, create (got 'rotat'); did you mean 'rotate'?"],
  ],
  [
    "an unknown policy is named with the nearest known one",
    { inputs: { ...SHORTHAND, retire: "after_verify" } },
    [
      "input 'retire': must be one of expire, after-verify, when-idle (got 'after_verify'); did you mean 'after-verify'?",
    ],
  ],
  [
    "an unknown store is named with the nearest known one",
    { inputs: { ...SHORTHAND, stores: "actions\ndependebot" } },
    [
      "input 'stores': must be one of actions, dependabot, codespaces, agents (got 'dependebot'); did you mean 'dependabot'?",
    ],
  ],
  [
    "a duration needs a unit",
    { inputs: { ...SHORTHAND, "grace-period": "168", "max-age": "90 days" } },
    [
      "input 'grace-period': must be a duration with a unit: 30m, 24h, 90d (got '168')",
      "input 'max-age': must be a duration with a unit: 30m, 24h, 90d (got '90 days')",
    ],
  ],
  [
    "no grace at all is no grace period",
    { inputs: { ...SHORTHAND, "grace-period": "0h" } },
    [
      "input 'grace-period': must be a whole number of hours from 1h to 720h (30d), as Kosli takes nothing else (got 0h)",
    ],
  ],
  [
    "a key that is due at once is never in use",
    { inputs: { ...SHORTHAND, "max-age": "0d" } },
    ["input 'max-age': must be longer than nothing"],
  ],
  [
    "repositories of blank lines are told once",
    { inputs: { ...SHORTHAND, repositories: "\n  \n" } },
    ["input 'repositories': holds only blank lines: name at least one, an empty list never means all"],
  ],
  [
    "a grace period that Kosli does not take is refused before Kosli is asked",
    { inputs: { ...SHORTHAND, "grace-period": "721h" } },
    [
      "input 'grace-period': must be a whole number of hours from 1h to 720h (30d), as Kosli takes nothing else (got 721h)",
    ],
  ],
  [
    "a key must not be due again before its predecessor is gone",
    { inputs: { ...SHORTHAND, "max-age": "7d" } },
    [
      "input 'max-age': must be longer than grace-period (168h), or a key is due again before its predecessor is gone (got 168h)",
    ],
  ],
  [
    "flags are true or false",
    { inputs: { ...SHORTHAND, "create-missing": "yes" } },
    ["input 'create-missing': must be true or false (got 'yes')"],
  ],
  [
    "a label and a dedicated account exclude each other",
    { inputs: { ...SHORTHAND, "key-label": "ci", "key-dedicated": "true" } },
    ["input 'key-label': label and dedicated exclude each other: each says by itself which keys are ours"],
  ],
  [
    "lists of blank lines are empty, never all",
    { inputs: { ...SHORTHAND, rotations: " \n \n" } },
    ["input 'rotations': holds only blank lines: name at least one, an empty list never means all"],
  ],
  [
    "environments belong to a repository",
    { inputs: { ...SHORTHAND, environments: "production\nacme/api:" } },
    [
      "input 'environments': must be owner/repo:environment, one a line (got 'production')",
      "input 'environments': must be owner/repo:environment, one a line (got 'acme/api:')",
    ],
  ],
  [
    "plain http is for loopback addresses",
    { inputs: { ...SHORTHAND, "kosli-host": "http://kosli.example.com", "github-api-url": "http://ghe.example.com" } },
    [
      "input 'kosli-host': must begin with https://: plain http is accepted only for loopback addresses",
      "input 'github-api-url': must begin with https://: plain http is accepted only for loopback addresses",
    ],
  ],
  [
    "inputs and a configuration exclude each other",
    { inputs: { ...SHORTHAND, config: "rekey.yml", "key-label": "ci", "current-key": "value" } },
    ["kosli-org", "kosli-service-account", "kosli-api-token", "key-label", "current-key", "repositories"].map(
      (input) =>
        `input '${input}': cannot stand beside 'config': a rotation is described by inputs or by a configuration, not by both`,
    ),
  ],
];

describe("inputs that cannot be used", () => {
  test.each(refused)("%s", async (_, step, expected) => {
    const found = await problems(step);
    expect(found.map((text, index) => text.slice(0, expected[index]?.length))).toEqual(expected);
  });

  test("never repeat a secret", async () => {
    const inputs = { ...SHORTHAND, "kosli-org": "", strategy: "x", "current-key": "current-key-value" };
    const texts = (await problems({ inputs })).join("\n");
    expect(texts).not.toContain("kosli-admin-token");
    expect(texts).not.toContain("current-key-value");
  });

  test("are told as far as they are a regular expression or a list in one line", async () => {
    const [regex] = await problems({ inputs: { ...SHORTHAND, repositories: "acme/web-.+" } });
    expect(regex).toMatch(/^input 'repositories': 'acme\/web-\.\+' looks like a regular expression/);
    const [commas] = await problems({ inputs: { ...SHORTHAND, repositories: "acme/api, acme/web" } });
    expect(commas).toMatch(/^input 'repositories': 'acme\/api, acme\/web' is not of the form owner\/name/);
  });
});

describe("variables that look like inputs", () => {
  test("mean nothing outside a runner", async () => {
    const env = { GITHUB_ACTIONS: "", GITHUB_REPOSITORY: "", INPUT_METHOD: "ibus" };
    expect(await problems({ inputs: SHORTHAND, env })).toEqual([
      "the environment variable GITHUB_REPOSITORY is not set: rekey runs as a step of a workflow",
    ]);
  });
});
