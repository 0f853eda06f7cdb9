import { describe, expect, test } from "vitest";
import { Secret } from "../../src/contract/secret.ts";
import { keyService } from "../../src/key-services/kosli.ts";
import { HOUR_MS, stageWith } from "./kosli-support.ts";

describe("the options of Kosli", () => {
  const good = { org: "acme", "service-account": "ci", "api-token": new Secret("t") };
  const messages = (more: Readonly<Record<string, unknown>>): string => {
    const configured = keyService.configure({ ...good, ...more });
    return configured.success ? configured.data.account : JSON.stringify(configured.issues);
  };

  test.each([
    ["the default host", {}, "kosli:https://app.kosli.com/acme/ci"],
    ["another host", { host: "https://app.us.kosli.com/" }, "kosli:https://app.us.kosli.com/acme/ci"],
    [
      "a host in capitals with the default port",
      { host: "https://APP.kosli.com:443" },
      "kosli:https://app.kosli.com/acme/ci",
    ],
    ["blanks around a name", { org: " acme " }, "kosli:https://app.kosli.com/acme/ci"],
    ["names from the environment", { org: new Secret("acme2") }, "kosli:https://app.kosli.com/acme2/ci"],
  ])("name the account: %s", (_name, more, account) => {
    expect(messages(more)).toBe(account);
  });

  test.each([
    ["an unknown option", { "service-acount": "ci" }, "service-acount"],
    ["a literal token", { "api-token": "s3cr3t" }, "reference such as ${NAME}"],
    ["an empty token", { "api-token": new Secret("") }, "is empty"],
    ["plain http", { host: "http://kosli.example.com" }, "https"],
    ["a host with a path", { host: "https://app.kosli.com/api/v2" }, "without a path: https://app.kosli.com"],
    ["several hosts", { host: "https://a.kosli.com,https://b.kosli.com" }, "host"],
    ["a name made of dots", { org: ".." }, "is not a name"],
    ["an empty name", { "service-account": "  " }, "must not be empty"],
    ["a word for self", { self: "yes" }, "self"],
  ])("are refused by name: %s", (_name, more, message) => {
    expect(messages(more)).toContain(message);
  });

  test.each([
    [0, "got 0h"],
    [721 * HOUR_MS, "got 721h"],
    [90 * 60_000, "got 5400s"],
    [30 * 60_000, "got 1800s"],
  ])("are refused with a grace period of %i ms, whatever the strategy", (graceMs, got) => {
    const configured = keyService.configure(good);
    if (!configured.success) throw new Error("not configured");
    for (const name of ["rotate", "create"]) {
      const problems = configured.data.problems({ strategy: name, graceMs });
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(/^grace-period must be a whole number of hours from 1h to 720h \(30d\)/);
      expect(problems[0]).toContain(got);
    }
  });

  test.each([1, 24, 168, 720])("are accepted with a grace period of %i hours", (hours) => {
    const configured = keyService.configure(good);
    expect(configured.success && configured.data.problems({ strategy: "rotate", graceMs: hours * HOUR_MS })).toEqual(
      [],
    );
  });

  test("say whether rekey's own token is the rotated key: by option, or because it is the current value", async () => {
    const { configure, admin } = await stageWith();
    expect(configure({}).self).toBe(false);
    expect(configure({ self: true }).self).toBe(true);
    expect(configure({}, { current: new Secret(admin.value) }).self).toBe(true);
    expect(configure({}, { current: new Secret("another") }).self).toBe(false);
  });
});
