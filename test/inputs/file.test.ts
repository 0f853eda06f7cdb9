import { describe, expect, test } from "vitest";
import { file, problems, read, SHORTHAND, type Step, VARIABLES } from "./reading.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The example that the documentation shows, without what needs more than one destination. */
const EXAMPLE = `version: 1
defaults: { max-age: 90d }
github: { pace: safe, max-targets: 500 }
rotations:
  kosli-ci:
    key-service:
      kind: kosli
      org: acme
      service-account: ci
      api-token: \${ADMIN}
    key: { label: ci, current: "\${CURRENT}" }
    strategy: create
    grace-period: 168h
    verify:
      canary: { repository: acme/api, workflow: kosli-smoke.yml, ref: main, timeout: 10m }
    retire: { policy: when-idle, idle-for: 6h, at-least: 24h, at-most: 14d, on-overstay: hold, wait-for-runs: 10m }
    destinations:
      - { kind: github-secret, repositories: ['acme/*'], exclude: ['acme/sandbox-*'], topics: [kosli], name: KOSLI_API_TOKEN, stores: [actions, dependabot] }
      - { kind: github-secret, repository: acme/api, environments: [staging, production], name: KOSLI_API_TOKEN, create: true }
      - { kind: github-secret, organization: acme, name: KOSLI_API_TOKEN, required: false }
notify:
  - { kind: webhook, url: "\${HOOK}", format: slack, on: [opened, closed, expiring, lingering-use, partial, held, failed] }
`;

describe("a configuration file", () => {
  test("is read whole: the documented example", async () => {
    const { rotations, notify, github, secrets, warnings } = await read({ file: EXAMPLE, env: VARIABLES });
    const [rotation] = rotations;
    expect(rotation?.policy).toMatchObject({
      name: "kosli-ci",
      strategy: "create",
      graceMs: 168 * HOUR,
      maxAgeMs: 90 * DAY,
      retire: { policy: "when-idle", idleForMs: 6 * HOUR, atLeastMs: DAY, atMostMs: 14 * DAY, onOverstay: "hold" },
      key: { label: "ci", dedicated: false },
    });
    expect(rotation?.destinations).toHaveLength(3);
    expect(rotation?.canary).toBeDefined();
    expect(notify.map(({ format, on }) => ({ format, on }))).toEqual([
      { format: "slack", on: ["opened", "closed", "expiring", "lingering-use", "partial", "held", "failed"] },
    ]);
    expect(github).toMatchObject({ pace: "safe", maxTargets: 500 });
    expect(secrets.map((secret) => secret.reveal()).sort()).toEqual(
      ["writer-token-value", ...Object.values(VARIABLES)].sort(),
    );
    expect(warnings).toEqual([]);
  });

  test("lies where the input says, from the root of the workspace", async () => {
    const { rotations } = await read({
      inputs: { config: "ops/keys.yml" },
      files: { "ops/keys.yml": file() },
      env: VARIABLES,
    });
    expect(rotations.map(({ policy }) => policy.name)).toEqual(["kosli-ci"]);
  });

  test("may stand in the input itself, with the indentation that it has there", async () => {
    const config = `\n${file().replace(/^/gm, "  ")}\n`;
    const { rotations } = await read({ inputs: { config }, env: VARIABLES });
    expect(rotations).toHaveLength(1);
  });

  test("knows anchors and merge keys", async () => {
    const text = file().replace(
      'key-service: { kind: kosli, org: acme, service-account: ci, api-token: "${ADMIN}" }',
      'key-service: &service { kind: kosli, org: acme, service-account: ci, api-token: "${ADMIN}" }\n    key: { label: one }',
    );
    const second = `  other:
    key-service: { <<: *service, service-account: deploy }
    destinations: [{ kind: github-secret, name: OTHER, repository: acme/api }]
`;
    const { rotations } = await read({ file: `${text}${second}`, env: VARIABLES });
    expect(rotations.map(({ keyService }) => keyService.account)).toEqual([
      "kosli:https://app.kosli.com/acme/ci",
      "kosli:https://app.kosli.com/acme/deploy",
    ]);
  });

  test("takes from its defaults what a rotation does not have itself, field by field", async () => {
    const rest = "defaults: { max-age: 60d, strategy: create, retire: { policy: when-idle, at-most: 7d } }\n";
    const { rotations } = await read({ file: file({ rotation: "max-age: 30d", rest }), env: VARIABLES });
    expect(rotations[0]?.policy).toMatchObject({ maxAgeMs: 30 * DAY, strategy: "create" });
    expect(rotations[0]?.policy.retire).toMatchObject({ policy: "when-idle", atMostMs: 7 * DAY });
  });

  test("cuts defaults of when-idle to what is written: under rotate the service ends the overlap", async () => {
    const { rotations } = await read({
      file: file({ rotation: "retire: when-idle\ngrace-period: 12h" }),
      env: VARIABLES,
    });
    expect(rotations[0]?.policy.retire).toMatchObject({
      atMostMs: 12 * HOUR,
      atLeastMs: 12 * HOUR,
      idleForMs: 6 * HOUR,
    });
  });

  test("reads a reference in the open where a field is no secret, and within a longer text", async () => {
    const text = file({ destination: 'repository: "acme/${REPO}", required: true' }).replace(
      "org: acme",
      'org: "${ORG}"',
    );
    const { rotations, github, secrets } = await read({
      file: text,
      env: { ...VARIABLES, ORG: "acme-inc", REPO: "api" },
    });
    expect(rotations[0]?.keyService.account).toBe("kosli:https://app.kosli.com/acme-inc/ci");
    expect(rotations[0]?.destinations[0]?.places({ github })[0]).toContain("acme/api");
    expect(secrets.map((secret) => secret.reveal())).not.toContain("acme-inc");
  });

  test("drops blanks around the value of a secret, such as a line break that was pasted with it", async () => {
    const env = { ...VARIABLES, ADMIN: "kosli-admin-token\n" };
    const { secrets } = await read({ file: file(), env });
    expect(secrets.map((secret) => secret.reveal())).toContain("kosli-admin-token");
  });

  test("may name a current key that does not exist yet: its variable is empty then", async () => {
    const text = file({ rotation: 'key: { current: "${CURRENT}" }' });
    const { rotations } = await read({ file: text, env: { ...VARIABLES, CURRENT: "" } });
    expect(rotations[0]?.policy.key.current).toBeUndefined();
  });

  test("sends notifications for what needs a person unless told otherwise", async () => {
    const { notify } = await read({
      file: file({ rest: 'notify: [{ kind: webhook, url: "${HOOK}" }]\n' }),
      env: VARIABLES,
    });
    expect(notify.map(({ format, on }) => ({ format, on }))).toEqual([
      { format: "json", on: ["opened", "closed", "expiring", "lingering-use", "held", "partial", "failed"] },
    ]);
  });

  test("makes inputs that only shape the shorthand a warning beside it", async () => {
    const inputs = { config: "x.yml", strategy: "create", "max-age": "90d" };
    const { warnings } = await read({ inputs, files: { "x.yml": file() }, env: VARIABLES });
    expect(warnings.map(({ message }) => message)).toEqual([
      "input 'strategy': has no effect, as the rotations come from a configuration",
    ]);
  });

  test("warns of what has no effect under the policy that was chosen", async () => {
    const text = file({ rotation: "retire: { policy: expire, at-most: 3d, wait-for-runs: 5m, idle-for: 2h }" });
    const { warnings } = await read({ file: text, env: VARIABLES });
    expect(warnings).toEqual([
      {
        file: ".github/rekey.yml",
        line: 7,
        column: 40,
        message: "rotations.kosli-ci.retire.at-most: has no effect under the policy expire",
      },
      {
        file: ".github/rekey.yml",
        line: 7,
        column: 59,
        message: "rotations.kosli-ci.retire.wait-for-runs: has no effect under the policy expire",
      },
    ]);
  });
});

const FILE = ".github/rekey.yml";
const AT = "rotations.kosli-ci";

const refused: readonly (readonly [name: string, step: Step, expected: readonly string[]])[] = [
  ["empty", { file: "" }, [`${FILE}:1:1: must be a mapping (got nothing)`]],
  ["without a version", { file: file().replace("version: 1\n", "") }, [`${FILE}:1:1: version: is missing`]],
  [
    "of another version",
    { file: file().replace("version: 1", "version: 2") },
    [`${FILE}:1:10: version: must be 1, the only version of this format (got '2')`],
  ],
  ["without rotations", { file: "version: 1\n" }, [`${FILE}:1:1: rotations: is missing`]],
  [
    "with an empty mapping of rotations",
    { file: "version: 1\nrotations: {}\n" },
    [`${FILE}:2:1: rotations: must not be empty: name at least one rotation`],
  ],
  [
    "with the name of a rotation that could not stand in a marker",
    { file: file().replace("kosli-ci:", '"kosli ci":') },
    [
      `${FILE}:3:3: rotations.kosli ci: is not a name for a rotation: up to 64 letters, digits, dots, dashes and underscores`,
    ],
  ],
  [
    "with unknown keys at every level",
    {
      file: file({
        rotation: "grace-periode: 168h\nkey: { lable: ci }\nretire: { policy: expire, idle: 6h }",
        destination: "repository: acme/api, store: [actions]",
        rest: "rotation: {}\ngithub: { paces: safe }\n",
      }).replace("org: acme", "org: acme, hosts: x"),
    },
    [
      `${FILE}:4:44: ${AT}.key-service.hosts: unknown key; did you mean 'host'?`,
      `${FILE}:6:77: ${AT}.destinations[0].store: unknown key; did you mean 'stores'?`,
      `${FILE}:7:5: ${AT}.grace-periode: unknown key; did you mean 'grace-period'?`,
      `${FILE}:8:12: ${AT}.key.lable: unknown key; did you mean 'label'?`,
      `${FILE}:9:31: ${AT}.retire.idle: unknown key; did you mean 'idle-for'?`,
      `${FILE}:10:1: rotation: unknown key; did you mean 'rotations'?`,
      `${FILE}:11:11: github.paces: unknown key; did you mean 'pace'?`,
    ],
  ],
  [
    "with kinds that are not there",
    { file: file().replace("kind: github-secret", "kind: gitlab-variable") },
    [`${FILE}:6:17: ${AT}.destinations[0].kind: 'gitlab-variable' is not in this version; it has github-secret`],
  ],
  [
    "with kinds that nobody knows",
    { file: file().replace("kind: kosli", "kind: kolsi").replace("kind: github-secret", "kind: github-secrets") },
    [
      `${FILE}:4:26: ${AT}.key-service.kind: unknown kind 'kolsi'; did you mean 'kosli'?`,
      `${FILE}:6:17: ${AT}.destinations[0].kind: unknown kind 'github-secrets'; did you mean 'github-secret'?`,
    ],
  ],
  [
    "with a search for the secret that would create it",
    { file: file({ destination: "having-secret: true, organization: acme, create: true" }) },
    [`${FILE}:6:9: ${AT}.destinations[0]: create cannot stand beside having-secret: that finds what is there already`],
  ],
  [
    "with literal secrets, which are not repeated",
    {
      file: file({
        rotation: "key: { current: plain-key-value }",
        rest: "notify: [{ kind: webhook, url: https://x.example }]\n",
      }).replace('"${ADMIN}"', "plain-admin-token"),
    },
    [
      `${FILE}:4:76: ${AT}.key-service.api-token: must be a reference such as \${NAME} to the environment of the step: a literal secret in a file is refused`,
      `${FILE}:7:21: ${AT}.key.current: must be a reference such as \${NAME} to the environment of the step: a literal secret in a file is refused`,
      `${FILE}:8:32: notify[0].url: must be a reference such as \${NAME} to the environment of the step: a literal secret in a file is refused`,
    ],
  ],
  [
    "with a secret put together from a reference and more",
    { file: file().replace('"${ADMIN}"', '"x-${ADMIN}"') },
    [
      `${FILE}:4:76: ${AT}.key-service.api-token: must be a reference such as \${NAME} to the environment of the step: a literal secret in a file is refused`,
    ],
  ],
  [
    "with a variable that is not set, and one that is empty",
    { file: file({ rest: 'notify: [{ kind: webhook, url: "${HOOK}" }]\n' }), env: { HOOK: "" } },
    [
      `${FILE}:4:76: ${AT}.key-service.api-token: the environment variable ADMIN is not set\nGive the step \`env: { ADMIN: "\${{ secrets.ADMIN }}" }\`, and see that a secret of this name exists.`,
      `${FILE}:7:32: notify[0].url: the environment variable HOOK is empty\nGive the step \`env: { HOOK: "\${{ secrets.HOOK }}" }\`, and see that a secret of this name exists.`,
    ],
  ],
  [
    "with an expression of GitHub, which nobody evaluates there",
    { file: file().replace('"${ADMIN}"', "'${{ secrets.ADMIN }}'") },
    [
      `${FILE}:4:76: ${AT}.key-service.api-token: GitHub's expressions are not evaluated in a configuration file\nWrite \${NAME} here, and give the step \`env: { NAME: "\${{ secrets.NAME }}" }\`.`,
    ],
  ],
  [
    "with a reference that is none",
    { file: file().replace("org: acme", 'org: "${KOSLI-ORG}"') },
    [
      `${FILE}:4:38: ${AT}.key-service.org: '\${KOSLI-ORG}' is not a reference: \${NAME} with letters, digits and underscores`,
    ],
  ],
  [
    "with a reference to what belongs to the runner",
    {
      file: file().replace("${ADMIN}", "${ACTIONS_RUNTIME_TOKEN}").replace("org: acme", 'org: "${INPUT_MODE}"'),
      env: { ACTIONS_RUNTIME_TOKEN: "runtime-token-value" },
    },
    [
      `${FILE}:4:38: ${AT}.key-service.org: \${INPUT_MODE} is not for configuration: variables that begin with ACTIONS_ or INPUT_ belong to the runner`,
      `${FILE}:4:87: ${AT}.key-service.api-token: \${ACTIONS_RUNTIME_TOKEN} is not for configuration: variables that begin with ACTIONS_ or INPUT_ belong to the runner`,
    ],
  ],
  [
    "with empty lists",
    { file: file({ destination: "repositories: []" }).replace(/\n$/, "\nnotify: []\n") },
    [
      `${FILE}:6:55: ${AT}.destinations[0].repositories: must not be empty: name at least one, an empty list never means all`,
      `${FILE}:7:1: notify: must not be empty: name at least one, an empty list never means all`,
    ],
  ],
  [
    "without destinations",
    { file: file().replace(/destinations:[\s\S]*/, "destinations: []\n") },
    [`${FILE}:5:5: ${AT}.destinations: must not be empty: name at least one, an empty list never means all`],
  ],
  [
    "with durations that have no unit",
    {
      file: file({
        rotation: "max-age: 90\ngrace-period: 1 week",
        rest: "defaults: { retire: { policy: when-idle, idle-for: 6 } }\n",
      }),
    },
    [
      `${FILE}:7:14: ${AT}.max-age: must be a duration with a unit: 30m, 24h, 90d (got '90')`,
      `${FILE}:8:19: ${AT}.grace-period: must be a duration with a unit: 30m, 24h, 90d (got '1 week')`,
      `${FILE}:9:52: defaults.retire.idle-for: must be a duration with a unit: 30m, 24h, 90d (got '6')`,
    ],
  ],
  [
    "with durations out of reason",
    { file: file({ rotation: "max-age: 999999999d" }) },
    [`${FILE}:7:14: ${AT}.max-age: must be at most 3650d (got 999999999d)`],
  ],
  [
    "with a grace period that Kosli does not take",
    { file: file({ rotation: "grace-period: 90m" }) },
    [
      `${FILE}:7:19: ${AT}.grace-period: must be a whole number of hours from 1h to 720h (30d), as Kosli takes nothing else (got 5400s)`,
    ],
  ],
  [
    "with a max-age of the defaults that is below the grace period, told once",
    { file: file({ rest: "defaults: { max-age: 24h }\n" }) },
    [
      `${FILE}:7:22: defaults.max-age: must be longer than grace-period (168h), or a key is due again before its predecessor is gone (got 24h)`,
    ],
  ],
  [
    "with an at-most beyond the grace period of rotate",
    { file: file({ rotation: "retire: { policy: when-idle, at-most: 14d }" }) },
    [
      `${FILE}:7:43: ${AT}.retire.at-most: must not lie beyond grace-period (168h): under the strategy rotate the service ends the old key then, whatever the policy (got 14d)\nShorten at-most, lengthen grace-period, or use strategy: create.`,
    ],
  ],
  [
    "with an at-most below what must pass before",
    { file: file({ rotation: "retire: { policy: when-idle, at-most: 5h, at-least: 6h, idle-for: 7h }" }) },
    [
      `${FILE}:7:57: ${AT}.retire.at-least: must not be longer than at-most (5h) (got 6h)`,
      `${FILE}:7:71: ${AT}.retire.idle-for: must not be longer than at-most (5h) (got 7h)`,
    ],
  ],
  [
    "with a retirement that names no policy",
    { file: file({ rotation: "retire: { idle-for: 6h }" }) },
    [`${FILE}:7:5: ${AT}.retire.policy: is missing`],
  ],
  [
    "with a key chosen by an id that changes",
    { file: file({ rotation: "key: { id: 01JD }" }) },
    [
      `${FILE}:7:16: ${AT}.key.id: a key of kind 'kosli' cannot be named by its id, which changes at each rotation\nUse key.label, the description of the key at the service.`,
    ],
  ],
  [
    "with a label that holds our marker",
    { file: file({ rotation: 'key: { label: "ci [rekey:kosli-ci@acme/ops]" }' }) },
    [
      `${FILE}:7:19: ${AT}.key.label: must not hold the marker that rekey appends ([rekey:…])\nWrite the description as it was before, without the marker.`,
    ],
  ],
  [
    "with two homes",
    {
      file: file({ destination: "repository: acme/api, home: true" }).replace(
        /\n$/,
        "\n      - { kind: github-secret, name: X, repository: acme/web, home: true }\n",
      ),
    },
    [`${FILE}:7:69: ${AT}.destinations[1].home: only one destination can be the home of a rotation`],
  ],
  [
    "with a canary whose options are wrong",
    { file: file({ rotation: "verify: { canary: { repository: acme/api, workflows: smoke.yml } }" }) },
    [
      `${FILE}:7:15: ${AT}.verify.canary.workflow: is missing`,
      `${FILE}:7:47: ${AT}.verify.canary.workflows: unknown key; did you mean 'workflow'?`,
    ],
  ],
  [
    "with words that nobody knows",
    { file: file({ rest: 'notify: [{ kind: webhook, url: "${HOOK}", format: slak, on: [open, hold] }]\n' }) },
    [
      `${FILE}:7:51: notify[0].format: must be one of slack, json (got 'slak'); did you mean 'slack'?`,
      `${FILE}:7:62: notify[0].on[0]: must be one of opened, closed, expiring, lingering-use, not-due, planned, retired, rotated, held, partial, failed, always (got 'open'); did you mean 'opened'?`,
      `${FILE}:7:68: notify[0].on[1]: must be one of opened, closed, expiring, lingering-use, not-due, planned, retired, rotated, held, partial, failed, always (got 'hold'); did you mean 'held'?`,
    ],
  ],
  [
    "with a webhook over plain http, whose address is not repeated",
    {
      file: file({ rest: 'notify: [{ kind: webhook, url: "${HOOK}" }]\n' }),
      env: { ...VARIABLES, HOOK: "http://hooks.example.com/T0/secret-part" },
    },
    [`${FILE}:7:32: notify[0].url: must begin with https://: plain http is accepted only for loopback addresses`],
  ],
  [
    "with duplicate keys, tabs and a second document",
    { file: "version: 1\nversion: 1\nrotations:\n\tx: 1\n---\nversion: 1\n" },
    [
      `${FILE}:2:1: the key 'version' is there twice in one mapping`,
      `${FILE}:4:1: indented with a tab: YAML wants spaces`,
      `${FILE}:5:1: more than one YAML document: one configuration has one, so leave out the line '---'`,
    ],
  ],
  [
    "that is not there although the input names it",
    { inputs: { config: "ops/keys.yml" } },
    [
      "input 'config': there is no file 'ops/keys.yml'\nThe path starts at the root of the repository, and a step `uses: actions/checkout` must come before.",
    ],
  ],
  ["that is a folder", { inputs: { config: ".github" } }, [".github: cannot be read: it is a folder"]],
  [
    "in the input, with the input's name and the line in it",
    { inputs: { config: file({ rotation: "grace: 1h" }) } },
    [`config:7:5: ${AT}.grace: unknown key; did you mean 'grace-period'?`],
  ],
];

describe("a configuration file that cannot be used:", () => {
  test.each(refused)("%s", async (_, step, expected) => {
    expect(await problems({ ...step, env: step.env ?? VARIABLES })).toEqual(expected);
  });

  test("all of its problems are told at once, inputs first, then line by line", async () => {
    const step = { inputs: { mode: "autos" }, file: file({ rotation: "max-age: 1\nx: 1" }), env: VARIABLES };
    const texts = await problems(step);
    expect(texts.map((text) => text.split(":").slice(0, 2).join(":"))).toEqual([
      "input 'mode': unknown mode 'autos'; did you mean 'auto'?\nThe modes are auto, plan, check, force, incident.",
      ".github/rekey.yml:7",
      ".github/rekey.yml:8",
    ]);
  });

  test("what a variable holds is not repeated, even where it was put into a text", async () => {
    const text = file().replace("org: acme", 'org: acme, host: "ftp://x.${HOST}/"');
    const [problem] = await problems({ file: text, env: { ...VARIABLES, HOST: "inner-name.example.com" } });
    expect(problem).toContain("key-service.host: must begin with https://");
    expect(problem).not.toContain("inner-name");
  });
});

describe("aliases that multiply without measure", () => {
  test("are refused", async () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const item = level === 0 ? "x" : `*l${level - 1}`;
      return `l${level}: &l${level} [${Array.from({ length: 9 }, () => item).join(", ")}]`;
    });
    expect(await problems({ file: levels.join("\n") })).toEqual([
      `${FILE}: not readable as YAML: Excessive alias count indicates a resource exhaustion attack`,
    ]);
  });
});

describe("shorthand and default file", () => {
  test("do not meet: the inputs are enough", async () => {
    expect(await problems({ inputs: SHORTHAND, file: "nonsense" })).toEqual([]);
  });
});
