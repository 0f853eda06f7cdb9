import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { canary, destination } from "../../src/destinations/github-secret/index.ts";

const PUBLIC = { github: { apiUrl: "https://api.github.com", pace: "safe", maxTargets: 500 } } as const;

function complaints(raw: unknown): readonly string[] {
  const configured = destination.configure(raw);
  return configured.success ? [] : configured.issues.map((issue) => issue.message);
}

const GOOD = { repository: "acme/api", name: "API_KEY" };
const GLOBS = { repositories: ["acme/*"], name: "API_KEY" };

describe("options of a GitHub secret", () => {
  it.each([
    ["a repository", GOOD],
    ["names and globs", { ...GLOBS, repositories: ["acme/api", "acme/web-*", "acme/{a,b}", "acme/x[0-9]?"] }],
    ["an organization", { organization: "acme", name: "API_KEY" }],
    ["an account of an Enterprise Managed User", { repository: "mona_acme/api", name: "API_KEY" }],
    ["environments", { ...GOOD, environments: ["production", "eu/west 1"] }],
    ["environments of globs", { ...GLOBS, environments: ["production"] }],
    ["all stores", { ...GOOD, stores: ["actions", "dependabot", "codespaces", "agents"] }],
    ["everything else", { ...GOOD, required: false, create: true, home: true }],
    ["exclude, with any owner", { ...GLOBS, exclude: ["acme/sandbox", "*/sandbox-*"] }],
    [
      "exclude, down to environments and stores",
      { ...GOOD, exclude: ["acme/*:preview-*", "acme/a@dependabot", "acme/b:eu/west@2", "acme@agents"] },
    ],
    ["topics and one visibility", { ...GLOBS, topics: ["kosli"], visibility: "private" }],
    ["custom properties", { ...GLOBS, properties: { tier: ["gold", "silver"], rotates: true } }],
    ["a team", { ...GLOBS, team: "platform-sre" }],
    ["whatever holds the secret", { "having-secret": true, name: "API_KEY" }],
    ["what holds it of an organization", { "having-secret": true, organization: "acme", name: "API_KEY" }],
    ["what holds it of patterns", { ...GLOBS, "having-secret": true, stores: ["actions"], exclude: ["*/x-*"] }],
    ["several visibilities", { ...GLOBS, visibility: ["private", "internal"] }],
    ["a name in lower case", { ...GOOD, name: "_api_key1" }],
  ])("may be %s", (_what, raw) => {
    expect(complaints(raw)).toEqual([]);
  });

  it.each([
    [
      "no target",
      { name: "A" },
      /names no target: give exactly one of repository, repositories, organization and having-secret/,
    ],
    ["two targets", { ...GOOD, organization: "acme" }, /more than one kind of target/],
    ["no name", { repository: "acme/api" }, /expected string|Invalid input/],
    ["an unknown key", { ...GOOD, nmae: "A" }, /nmae/],
    ["a digit in front", { ...GOOD, name: "1KEY" }, /'1KEY' cannot be the name of a secret/],
    ["a dash", { ...GOOD, name: "API-KEY" }, /'API-KEY' cannot be the name of a secret/],
    ["a reserved name", { ...GOOD, name: "github_token" }, /GITHUB_ is reserved/],
    ["an empty list", { ...GLOBS, repositories: [] }, /an empty list never means all/],
    ["an empty list of stores", { ...GOOD, stores: [] }, /an empty list never means all/],
    ["an empty list of environments", { ...GOOD, environments: [] }, /an empty list never means all/],
    ["an unknown store", { ...GOOD, stores: ["packages"] }, /Invalid option/],
    ["a glob as the one repository", { ...GOOD, repository: "acme/*" }, /is a pattern: it belongs in repositories/],
    ["no owner", { ...GOOD, repository: "api" }, /'api' is not of the form owner\/name/],
    ["an address", { ...GOOD, repository: "https://github.com/acme/api" }, /is not of the form owner\/name/],
    ["an owner that cannot be", { ...GOOD, repository: "ac.me/api" }, /'ac.me' cannot be an owner/],
    ["a repository that cannot be", { ...GOOD, repository: "acme/.." }, /'..' cannot be a repository/],
    ["no literal owner", { ...GLOBS, repositories: ["*/api"] }, /has no literal owner/],
    [
      "a negation",
      { ...GLOBS, repositories: ["!acme/api"] },
      /is a negation: list what is to be left out under exclude/,
    ],
    [
      "environments of an organization",
      { organization: "a", name: "A", environments: ["p"] },
      /an organization has none/,
    ],
    [
      "environments beside stores",
      { ...GOOD, environments: ["p"], stores: ["dependabot"] },
      /of the store actions only/,
    ],
    ["an exclusion of nobody", { ...GOOD, exclude: ["sandbox"] }, /'sandbox' is not of the form owner\/name/],
    ["an exclusion of no environment", { ...GOOD, exclude: ["acme/api:"] }, /names no environment after the colon/],
    [
      "an exclusion of an unknown store",
      { ...GOOD, exclude: ["acme/api@packages"] },
      /'packages' is no store: actions/,
    ],
    [
      "an exclusion of a store that environments lack",
      { ...GOOD, exclude: ["acme/api:production@agents"] },
      /environments have secrets of the store actions only/,
    ],
    ["a team without a glob", { ...GOOD, team: "platform" }, /there is none/],
    ["a team by its name", { ...GLOBS, team: "Platform SRE" }, /is not the slug of a team/],
    ["a team with its organization", { ...GLOBS, team: "acme/platform" }, /is not the slug of a team/],
    ["no properties", { ...GLOBS, properties: {} }, /must not be empty/],
    ["a property without values", { ...GLOBS, properties: { tier: [] } }, /an empty list never means all|Invalid/],
    ["having-secret that is false", { ...GLOBS, "having-secret": false }, /must be true, or left out/],
    ["having-secret that creates", { "having-secret": true, name: "A", create: true }, /create cannot stand beside/],
    [
      "having-secret of environments",
      { ...GOOD, "having-secret": true, environments: ["p"] },
      /environments cannot stand beside having-secret/,
    ],
    ["topics without a glob", { repositories: ["acme/api"], name: "A", topics: ["x"] }, /there is none/],
    ["an unknown visibility", { ...GLOBS, visibility: "secret" }, /Invalid/],
    [
      "an organization that cannot be",
      { organization: "acme/api", name: "A" },
      /cannot be the name of an organization/,
    ],
  ])("may not be %s", (_what, raw, complaint) => {
    expect(complaints(raw).join("\n")).toMatch(complaint);
  });

  it.each(["acme/^web", "acme/web$", "acme/(a|b)", "acme/web-\\d", "acme/web+", "^acme/web-.*$", "acme/a|acme/b"])(
    "may not be the regular expression %s, and the answer says what globs are",
    (pattern) => {
      expect(complaints({ ...GLOBS, repositories: [pattern] }).join()).toContain(
        `'${pattern}' looks like a regular expression: these are globs`,
      );
    },
  );

  it("of having-secret stand for all stores unless some are given", () => {
    const parse = (raw: object) => destination.schema.parse({ "having-secret": true, name: "A", ...raw });
    expect(parse({})).toMatchObject({ stores: ["actions", "dependabot", "codespaces", "agents"] });
    expect(parse({ stores: ["agents"] })).toMatchObject({ stores: ["agents"] });
    expect(destination.schema.parse(GOOD)).toMatchObject({ stores: ["actions"] });
  });

  it("name the places that are known without asking, under the ids that targets have", () => {
    const places = (raw: unknown) => {
      const configured = destination.configure(raw);
      return configured.success ? configured.data.places(PUBLIC) : configured.issues;
    };
    const id = (rest: string) => `github-secret:api.github.com:${rest}`;

    expect(
      places({ ...GLOBS, repositories: ["acme/Api", "ACME/api", "acme/web-*"], stores: ["actions", "agents"] }),
    ).toEqual([id("acme/api:actions:API_KEY"), id("acme/api:agents:API_KEY")]);
    expect(places({ ...GOOD, environments: ["Prod"], name: "api_key" })).toEqual([id("acme/api:prod:actions:API_KEY")]);
    expect(places({ organization: "Acme", name: "API_KEY" })).toEqual([id("orgs/acme:actions:API_KEY")]);
    expect(places({ ...GOOD, "having-secret": true })).toEqual([]);
  });

  it("can be published as a JSON Schema", () => {
    const schema = z.toJSONSchema(destination.schema, { io: "input", unrepresentable: "any" });

    expect(Object.keys(schema.properties ?? {})).toContain("repositories");
    expect(schema).toMatchObject({ additionalProperties: false, required: ["name"] });
  });
});

describe("options of a canary", () => {
  it.each([
    ["a file name", { repository: "acme/api", workflow: "smoke.yml" }],
    ["a path", { repository: "acme/api", workflow: ".github/workflows/smoke.yml", ref: "main", timeout: "5m" }],
  ])("may be %s", (_what, raw) => {
    expect(canary.configure(raw)).toMatchObject({ success: true });
  });

  it.each([
    ["no workflow", { repository: "acme/api" }],
    ["a glob", { repository: "acme/*", workflow: "smoke.yml" }],
    ["another folder", { repository: "acme/api", workflow: "ci/smoke.yml" }],
    ["a bare number as time-out", { repository: "acme/api", workflow: "smoke.yml", timeout: 10 }],
    ["an unknown key", { repository: "acme/api", workflow: "smoke.yml", branch: "main" }],
  ])("may not be %s", (_what, raw) => {
    expect(canary.configure(raw)).toMatchObject({ success: false });
  });
});
