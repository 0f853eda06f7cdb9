import { describe, expect, test } from "vitest";
import { file, problems, read, SHORTHAND, VARIABLES } from "./reading.ts";

/** A second rotation for {@link file}, of another account and secret unless told otherwise. */
function second({
  account = "deploy",
  key = "",
  destination = "repository: acme/api, name: DEPLOY",
  token = "ADMIN",
} = {}) {
  return `  kosli-deploy:
    key-service: { kind: kosli, org: acme, service-account: ${account}, api-token: "\${${token}}" }
${key === "" ? "" : `    key: ${key}\n`}    destinations: [{ kind: github-secret, ${destination} }]
`;
}

const TWO = `${file()}${second()}`;

async function names(inputs: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { rotations } = await read({ file: TWO, env: VARIABLES, inputs });
  return rotations.map(({ policy }) => policy.name);
}

describe("the input rotations", () => {
  test("left out or empty means all of them, in the order of the file", async () => {
    expect(await names({})).toEqual(["kosli-ci", "kosli-deploy"]);
    expect(await names({ rotations: "" })).toEqual(["kosli-ci", "kosli-deploy"]);
  });

  test("picks by name, one a line, and blank lines mean nothing", async () => {
    expect(await names({ rotations: "\nkosli-deploy\n\n" })).toEqual(["kosli-deploy"]);
    expect(await names({ rotations: "kosli-deploy\nkosli-ci" })).toEqual(["kosli-ci", "kosli-deploy"]);
  });

  test("must name rotations that there are", async () => {
    expect(await problems({ file: TWO, env: VARIABLES, inputs: { rotations: "kosli-c1" } })).toEqual([
      "input 'rotations': unknown rotation 'kosli-c1'; did you mean 'kosli-ci'?",
    ]);
  });

  test("leaves the others checked: their mistakes are told too", async () => {
    const text = `${file()}${second({ destination: "repository: acme, name: DEPLOY" })}`;
    const found = await problems({ file: text, env: VARIABLES, inputs: { rotations: "kosli-ci" } });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain("rotations.kosli-deploy.destinations[0].repository");
  });

  test("lets the others lack their variables: a job gets the secrets of its own rotation only", async () => {
    const text = `${file()}${second({ token: "OTHER_ADMIN" })}`;
    const { rotations } = await read({ file: text, env: VARIABLES, inputs: { rotations: "kosli-ci" } });
    expect(rotations.map(({ policy }) => policy.name)).toEqual(["kosli-ci"]);
    expect(await problems({ file: text, env: VARIABLES, inputs: { rotations: "kosli-deploy" } })).toHaveLength(1);
  });
});

describe("incident mode", () => {
  const incident = (confirm: string, more = {}) => ({
    file: TWO,
    env: VARIABLES,
    inputs: { mode: "incident", confirm, ...more },
  });

  test.each([
    ["one a line", "kosli-ci\nkosli-deploy"],
    ["in the one line of a form", "kosli-deploy, kosli-ci"],
  ])("runs when the names are typed %s", async (_, confirm) => {
    const { mode, rotations, github } = await read(incident(confirm));
    expect({ mode, count: rotations.length, pace: github.pace }).toEqual({
      mode: "incident",
      count: 2,
      pace: "points",
    });
  });

  test.each([
    ["nothing", "", "(nothing was typed)"],
    ["too little", "kosli-ci", "(got 'kosli-ci')"],
    ["too much", "kosli-ci kosli-deploy all", "(got 'kosli-ci, kosli-deploy, all')"],
    ["something else", "yes", "(got 'yes')"],
  ])("says what to type when %s was typed", async (_, confirm, got) => {
    const [problem, ...more] = await problems(incident(confirm));
    expect(more).toEqual([]);
    expect(problem).toContain("input 'confirm': incident mode revokes every predecessor at once");
    expect(problem).toContain(`type exactly 'kosli-ci kosli-deploy' ${got}`);
  });

  test("asks for the names of the rotations that were picked, and no other", async () => {
    expect((await read(incident("kosli-ci", { rotations: "kosli-ci" }))).rotations).toHaveLength(1);
    expect(await problems(incident("kosli-ci\nkosli-deploy", { rotations: "kosli-ci" }))).toHaveLength(1);
  });

  test("confirms a rotation described by inputs by the name of its secret", async () => {
    const inputs = { ...SHORTHAND, mode: "incident", confirm: "kosli-api-token" };
    expect((await read({ inputs })).mode).toBe("incident");
  });

  test("keeps the pace that is written down", async () => {
    const text = `${TWO}github: { pace: safe }\n`;
    const step = { ...incident("kosli-ci kosli-deploy"), file: text };
    expect((await read(step)).github.pace).toBe("safe");
    expect((await read({ ...step, inputs: { ...step.inputs, pace: "none" } })).github.pace).toBe("none");
  });
});

describe("confirm outside incident mode", () => {
  test("is a warning", async () => {
    const { warnings } = await read({ inputs: { ...SHORTHAND, confirm: "kosli-api-token" } });
    expect(warnings.map(({ message }) => message)).toEqual(["input 'confirm': has no effect in the mode auto"]);
  });
});

describe("two rotations", () => {
  test("must not write one place, however it is named", async () => {
    const text = `${file()}${second({ destination: "repositories: [ACME/API], name: kosli_api_token" })}`;
    const [problem, ...more] = await problems({ file: text, env: VARIABLES });
    expect(more).toEqual([]);
    expect(problem).toMatch(/^\.github\/rekey\.yml:9:20: rotations\.kosli-deploy\.destinations\[0\]: the place '/);
    expect(problem).toMatch(/is written by the rotation 'kosli-ci' too: one place holds one key$/);
  });

  test("must not manage the same keys of one account", async () => {
    const text = `${file({ rotation: "key: { label: ci }" })}${second({ account: "ci", key: "{ label: ci }" })}`;
    const [problem] = await problems({ file: text, env: VARIABLES });
    expect(problem).toContain(
      "rotations.kosli-deploy.key-service: the rotations 'kosli-ci' and 'kosli-deploy' manage the same account (kosli:https://app.kosli.com/acme/ci) with the same key.label 'ci'",
    );
  });

  test("must be told apart by labels if they share an account", async () => {
    const [problem] = await problems({ file: `${file()}${second({ account: "ci" })}`, env: VARIABLES });
    expect(problem).toContain("with no key.label that tells them apart");
  });

  test("may share an account under different labels", async () => {
    const text = `${file({ rotation: "key: { label: ci }" })}${second({ account: "ci", key: "{ label: deploy }" })}`;
    expect(await problems({ file: text, env: VARIABLES })).toEqual([]);
  });
});

describe("one rotation", () => {
  test("may name a place twice: it is written once", async () => {
    const text = file({ destination: "repositories: [acme/api, acme/api]" });
    expect(await problems({ file: text, env: VARIABLES })).toEqual([]);
  });
});
