import { describe, expect, test } from "vitest";
import { problems, read } from "./reading.ts";

const DESCRIPTION = `version: 1
service: sample
base-url: https://api.example.com
params: [org]
auth: { bearer: "\${cred.token}" }
issue:
  kind: rotate
  request: { method: POST, path: "/\${params.org}/keys/\${old.id}/rotate", json: { grace: "\${grace.minutes}" } }
  secret: /key
  id: /id
  old-key: dies-after-grace
limits: { grace: { min: 1m, max: 10m } }
list: { request: { method: GET, path: /keys }, id: /id }
verify: { request: { method: GET, path: /me }, accept: { status: [200] } }
`;

/** A configuration with one rotation of the kind http; `service` stands under key-service. */
function file(service: string, rotation = ""): string {
  return `version: 1
rotations:
  sample:
    key-service:
      kind: http
${service.replace(/^/gm, "      ")}
      params: { org: "\${ORG}" }
      credentials: { token: "\${TOKEN}" }
    destinations: [{ kind: github-secret, name: SAMPLE, repository: acme/api }]
${rotation}`;
}

const env = { ORG: "acme", TOKEN: "the-token-of-sample" };
const byPath = file("description: ops/sample.yml");
const inline = file(`description:\n${DESCRIPTION.replace(/^(?=.)/gm, "  ")}`);
const AT = "rotations.sample.key-service";

describe("a description of an HTTP key service", () => {
  test.each([
    ["in a file of its own", { file: byPath, files: { "ops/sample.yml": DESCRIPTION } }],
    ["in the configuration", { file: inline }],
  ])("is read %s, and its templates are no references", async (_where, step) => {
    const { rotations, secrets } = await read({ ...step, env });
    expect(rotations[0]?.keyService.account).toBe("http:sample:https://api.example.com?org=acme");
    expect(secrets.map((secret) => secret.reveal())).toContain("the-token-of-sample");
  });

  test("says how a rotation goes that does not say it itself", async () => {
    const { rotations } = await read({ file: inline, env });
    expect(rotations[0]?.policy).toMatchObject({ strategy: "rotate", graceMs: 10 * 60_000 });
    const shipped = `version: 1
rotations:
  neon:
    key-service: { kind: http, service: neon-api-key, credentials: { token: "\${TOKEN}" } }
    destinations: [{ kind: github-secret, name: NEON, repository: acme/api }]
`;
    expect((await read({ file: shipped, env })).rotations[0]?.policy.strategy).toBe("create");
  });

  test.each<[string, string, string]>([
    [
      "a mistyped key",
      DESCRIPTION.replace("secret: /key", "secert: /key"),
      `ops/sample.yml:9:3: ${AT}.description.issue.secert: unknown key; did you mean 'secret'?`,
    ],
    [
      "a mistyped way to authenticate",
      DESCRIPTION.replace("bearer:", "barer:"),
      `ops/sample.yml:5:9: ${AT}.description.auth.barer: unknown key; did you mean 'bearer'?`,
    ],
    [
      "a mistyped word",
      DESCRIPTION.replace('{ bearer: "${cred.token}" }', "slef"),
      `ops/sample.yml:5:7: ${AT}.description.auth: must be one of self, none (got 'slef'); did you mean 'self'?`,
    ],
    [
      "a mistyped name in a template",
      DESCRIPTION.replace("old.id", "old.ids"),
      `ops/sample.yml:8:34: ${AT}.description.issue.request.path: has \${old.ids}: no such name here; did you mean 'old.id'?`,
    ],
    [
      "a missing field",
      DESCRIPTION.replace("  id: /id\n  old-key", "  old-key"),
      `ops/sample.yml:6:1: ${AT}.description.issue.id: is missing`,
    ],
    ["what is no YAML", "a: [", "ops/sample.yml:1:5: not readable as YAML"],
    ["an empty file", "", `ops/sample.yml:1:1: ${AT}.description: must be a mapping`],
  ])("is refused with the line of its own file: %s", async (_what, text, expected) => {
    const found = await problems({ file: byPath, files: { "ops/sample.yml": text }, env });
    expect(found.join("\n")).toContain(expected);
    expect(found.filter((line) => line.includes(".yml:")).length).toBe(found.length);
  });

  test("is refused with the line of the configuration, where it stands in it", async () => {
    const text = inline.replace("secret: /key", "secert: /key");
    const line = text.split("\n").findIndex((one) => one.includes("secert")) + 1;
    expect((await problems({ file: text, env })).join("\n")).toContain(
      `.github/rekey.yml:${line}:11: ${AT}.description.issue.secert`,
    );
  });

  test.each<[string, string, string]>([
    ["that is not there", "ops/other.yml", "there is no file 'ops/other.yml' that can be read"],
    ["outside the repository", "../secrets.yml", "the file '../secrets.yml' lies outside the repository"],
    ["at an absolute path elsewhere", "/etc/passwd", "the file '/etc/passwd' lies outside the repository"],
    ["that is a folder", ".github", "there is no file '.github' that can be read"],
  ])("is told once when it lies in a file %s", async (_where, path, words) => {
    const found = await problems({ file: file(`description: ${path}`), env });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`.github/rekey.yml:6:20: ${AT}.description: ${words}`);
    expect(found[0]).toContain("actions/checkout");
  });

  test.each<[string, string, string]>([
    [
      "the other strategy",
      "    strategy: create\n",
      ".github/rekey.yml:10:15: rotations.sample.strategy: must be rotate, as the description's issue is a rotate",
    ],
    [
      "a grace beyond its limit",
      "    grace-period: 1h\n",
      ".github/rekey.yml:10:19: rotations.sample.grace-period: must be from 1m to 10m in whole minutes",
    ],
    [
      "an id that changes",
      "    key: { id: k1 }\n",
      ".github/rekey.yml:10:16: rotations.sample.key.id: cannot be, as the id changes at each rotation",
    ],
  ])("refuses a rotation with %s", async (_what, rotation, expected) => {
    const found = await problems({
      file: file("description: ops/sample.yml", rotation),
      files: { "ops/sample.yml": DESCRIPTION },
      env,
    });
    expect(found.join("\n")).toContain(expected);
  });

  test("without a proof demands that the rotation waives it", async () => {
    const text = DESCRIPTION.replace(/^verify.*\n/m, "");
    const files = { "ops/sample.yml": text };
    expect((await problems({ file: byPath, files, env })).join()).toContain(
      "rotations.sample.verify.prove: must be false",
    );
    expect(
      await problems({ file: file("description: ops/sample.yml", "    verify: { prove: false }\n"), files, env }),
    ).toEqual([]);
  });

  test("leaves references of other kinds alone: only a description has templates of its own", async () => {
    const kosli = `version: 1
rotations:
  k:
    key-service: { kind: kosli, org: acme, service-account: ci, api-token: "\${TOKEN}", description: "\${GONE}" }
    destinations: [{ kind: github-secret, name: K, repository: acme/api }]
`;
    expect((await problems({ file: kosli, env })).join()).toContain("the environment variable GONE is not set");
  });
});
