import { createPrivateKey } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ActionResult, ActionRun } from "../runner/harness.ts";
import { REPOSITORY_ROOT } from "../runner/harness.ts";
import { leaks } from "../runner/leaks.ts";
import type { InstallationOptions, RegisteredApp } from "../twins/github/twin.ts";
import { expectClean, expectOutcome, methods } from "./expect.ts";
import { inWorld, SECRET, startWorld, type World } from "./world.ts";

const PERMISSIONS = { metadata: "read", secrets: "write", environments: "write", dependabot_secrets: "write" } as const;

/** The key as GitHub gives it out: PKCS#1. */
function asDownloaded(app: RegisteredApp): string {
  return createPrivateKey(app.privateKey).export({ type: "pkcs1", format: "pem" }).toString();
}

interface AppWorld extends World {
  readonly app: RegisteredApp;
  readonly pem: string;
  install(owner: string, options?: Partial<InstallationOptions>): void;
  /** Runs the action with the App instead of the token. */
  asApp(inputs?: Readonly<Record<string, string>>, more?: Partial<ActionRun>): Promise<ActionResult>;
  /** Statuses of the answers to revocations of tokens. */
  revocations(): readonly (number | undefined)[];
  /** Nothing secret anywhere, the tokens and the private key in any form included. */
  expectSafe(result: ActionResult): void;
}

function withApp(world: World): AppWorld {
  const app = world.github.addApp("rekey");
  const pem = asDownloaded(app);
  return {
    ...world,
    app,
    pem,
    install: (owner, options = {}) =>
      void world.github.installApp(app, { owner, permissions: PERMISSIONS, ...options }),
    asApp: (inputs = {}, more = {}) => {
      const given = {
        "github-token": "",
        "github-app-client-id": app.clientId,
        "github-app-private-key": pem,
        ...inputs,
      };
      const secrets = [world.admin.value, given["github-app-private-key"], inputs["current-key"] ?? ""];
      return world.run(given, { secrets: secrets.filter((value) => value !== ""), ...more });
    },
    revocations: () =>
      world.github.requests
        .filter(({ method, path }) => method === "DELETE" && path.endsWith("/installation/token"))
        .map(({ status }) => status),
    expectSafe(result) {
      expectClean(result, world);
      const tokens = world.github.issuedTokens.map(({ value }) => value);
      expect(leaks(result, [...tokens, pem, app.privateKey])).toEqual([]);
    },
  };
}

function asAnApp(name: string, body: (world: AppWorld) => Promise<void>): void {
  inWorld(name, (world) => body(withApp(world)));
}

describe("a GitHub App instead of a token", () => {
  asAnApp("rotates at several owners, each with a token of its own that fits", async (world) => {
    world.github.addUser("ann");
    world.hold("ann/tool");
    world.install("acme");
    world.install("ann", { tokenFormat: "long" });
    const result = await world.asApp({ repositories: "acme/api\nann/tool" });

    expectOutcome(result, "rotated");
    world.expectSafe(result);
    for (const repository of ["acme/api", "ann/tool"]) {
      expect(world.github.value({ repository, name: SECRET })).toBe(world.newest().value);
    }
    const wanted = { metadata: "read", secrets: "write" };
    expect(
      world.github.issuedTokens
        .map(({ owner, permissions, repositories }) => [owner, permissions, repositories])
        .sort(),
    ).toEqual([
      ["acme", wanted, ["acme/api"]],
      ["ann", wanted, ["ann/tool"]],
    ]);
    expect(world.revocations()).toEqual([204, 204]);
  });

  asAnApp("revokes its tokens at the end of a run that failed, or was cancelled", async (world) => {
    world.install("acme");
    world.github.fault(({ method }) =>
      method === "PUT" ? { answer: { status: 403, body: { message: "No." } } } : undefined,
    );
    expectOutcome(await world.asApp(), "failed");
    expect(world.revocations()).toEqual([204]);

    const cancel = new AbortController();
    world.github.fault(({ path }) => {
      if (path.endsWith("/public-key")) cancel.abort();
      return undefined;
    });
    const result = await world.asApp({ mode: "force" }, { signal: cancel.signal });
    expectOutcome(result, "failed");
    world.expectSafe(result);
    expect(world.revocations()).toEqual([204, 204]);
  });

  asAnApp("takes its key on one line", async (world) => {
    world.install("acme");
    const key = world.pem.trim().replaceAll("\n", "\\n");
    const result = await world.asApp({ "github-app-private-key": key, mode: "plan" });

    expectOutcome(result, "planned");
    world.expectSafe(result);
  });

  asAnApp("loses nothing when tokens live for three seconds", async (world) => {
    const names = Array.from({ length: 40 }, (_, index) => `acme/r${index}`);
    for (const name of names) world.hold(name);
    world.install("acme", { tokenLifeMs: 3000 });
    world.github.configure({ latencyMs: 50 });
    const result = await world.asApp({ repositories: ["acme/api", ...names].join("\n") });

    expectOutcome(result, "rotated");
    world.expectSafe(result);
    expect(world.github.issuedTokens.length).toBeGreaterThan(1);
    for (const repository of names) expect(world.github.value({ repository, name: SECRET })).toBe(world.newest().value);
  });

  asAnApp("plans with a token that only reads, and sends nothing else but questions", async (world) => {
    world.hold("acme/web-1");
    world.install("acme");
    const result = await world.asApp({
      repositories: "acme/api\nacme/web-*",
      stores: "actions\ndependabot",
      mode: "plan",
    });

    expectOutcome(result, "planned");
    world.expectSafe(result);
    const posts = world.github.requests.filter(({ method }) => method === "POST");
    const tokensAside = world.github.requests.filter(({ path }) => !path.endsWith("/installation/token"));
    expect(methods(tokensAside)).toEqual(["GET", "POST"]);
    expect(posts.every(({ path }) => path.endsWith("/access_tokens"))).toBe(true);
    expect(world.github.issuedTokens.flatMap(({ permissions }) => Object.values(permissions))).not.toContain("write");
    expect(result.summary).toContain("could not be limited to this run");
    expect(result.summary).toMatch(/the pattern acme\/web-\S+ is matched against all of them/);
  });
});

describe("an App that cannot do it mints nothing", () => {
  const told = async (world: AppWorld, inputs: Readonly<Record<string, string>> = {}) => {
    const result = await world.asApp(inputs);
    expectOutcome(result, "failed");
    world.expectSafe(result);
    expect(world.kosli.keys("ci")).toHaveLength(1);
    return result.annotations.map(({ message }) => message).join("\n");
  };

  asAnApp("where it is not installed, and says where to do that", async (world) => {
    const text = await told(world);
    expect(text).toContain("the GitHub App is not installed on acme");
    expect(text).toContain("https://github.com/apps/rekey/installations/new");
  });

  asAnApp("where it lacks a permission, and names it with the destination that needs it", async (world) => {
    world.install("acme", { permissions: { secrets: "write" } });
    const dependabot = { repository: "acme/api", store: "dependabot", name: SECRET } as const;
    world.github.putSecret(dependabot, world.old.value, { writtenAtMs: 0 });
    const text = await told(world, { stores: "actions\ndependabot" });
    expect(text).toContain("acme/api · dependabot · KOSLI_API_TOKEN");
    expect(text).toContain('has not the repository permission "Dependabot secrets"');
  });

  asAnApp("with another App's key, and says that the two do not belong together", async (world) => {
    world.install("acme");
    const other = asDownloaded(world.github.addApp("other"));
    const text = await told(world, { "github-app-private-key": other });
    expect(text).toContain("A JSON web token could not be decoded");
    expect(text).toContain("belong together");
    expect(text).not.toContain("Kosli");
  });

  asAnApp("where it is suspended", async (world) => {
    world.install("acme", { suspended: true });
    expect(await told(world)).toContain("the installation of the GitHub App on acme is suspended");
  });
});

test("a run with a token does not even read what signs for an App", async () => {
  const copy = mkdtempSync(join(tmpdir(), "rekey-without-app-"));
  const world = withApp(await startWorld());
  try {
    cpSync(join(REPOSITORY_ROOT, "action.yml"), join(copy, "action.yml"));
    cpSync(join(REPOSITORY_ROOT, "dist"), join(copy, "dist"), { recursive: true });
    const chunks = readdirSync(join(copy, "dist")).filter((name) => name.endsWith(".js"));
    const signing = chunks.filter((name) => readFileSync(join(copy, "dist", name), "utf8").includes("timeDifference"));
    expect(signing).toHaveLength(1);
    expect(signing).not.toContain("index.js");
    for (const name of signing) rmSync(join(copy, "dist", name));
    world.install("acme");

    expectOutcome(await world.run({ mode: "plan" }, { actionDirectory: copy }), "planned");
    expectOutcome(await world.asApp({ mode: "plan" }, { actionDirectory: copy }), "failed");
  } finally {
    await world.stop();
    rmSync(copy, { recursive: true });
  }
});
