/**
 * Kosli's own command line drives the Kosli twin: what it sends must be taken, what it prints must be right, and the
 * keys that it was given must work. Its exit code alone proves little (an answer that it cannot read prints as
 * "none found" with exit code 0), so every check looks at the printed text or at the twin's state. Uses `kosli` from
 * PATH, or installs it into a temporary folder.
 */
import { type ExecFileException, execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eachSwitch, type KosliSwitches, type KosliTwin, startKosliTwin, type TwinKey } from "../twins/kosli/index.ts";
import { virtualClock } from "../twins/virtual-clock.ts";
import { Checks, requireTool } from "./checks.ts";

const PACKAGE = "@kosli/cli-linux-x64@2.43.1";
const HOUR_MS = 3_600_000;
const START_MS = Date.parse("2026-11-21T12:00:00Z");

interface Printed {
  readonly exitCode: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

interface Scene {
  readonly twin: KosliTwin;
  readonly clock: ReturnType<typeof virtualClock>;
  readonly admin: TwinKey;
  readonly deploy: TwinKey;
  readonly nightly: TwinKey;
}

const checks = new Checks();
const folder = mkdtempSync(join(tmpdir(), "kosli-"));
const program = findProgram();

/** The program on PATH, else a fresh copy: it has 91 MB and is no dependency of ours. */
function findProgram(): string {
  try {
    return execFileSync("sh", ["-c", "command -v kosli"], { encoding: "utf8" }).trim();
  } catch {
    const flags = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
    execFileSync("npm", ["install", "--prefix", folder, ...flags, PACKAGE], { stdio: "ignore" });
    return join(folder, "node_modules/@kosli/cli-linux-x64/bin/kosli");
  }
}

/** Runs the program with nothing of the caller's environment, as the given key. */
function kosli({ twin }: Pick<Scene, "twin">, as: string, args: readonly string[]): Promise<Printed> {
  const target = ["--host", twin.url, "--org", "acme", "--api-token", as];
  const env = { HOME: folder, KOSLI_NO_UPDATE_CHECK: "1", TZ: "UTC", NO_COLOR: "1" };
  return new Promise((resolve) => {
    execFile(
      program,
      [...args, ...target],
      { env, timeout: 60_000 },
      (error: ExecFileException | null, stdout, stderr) => {
        resolve({ exitCode: error ? error.code : 0, stdout, stderr });
      },
    );
  });
}

async function scene(switches: Parameters<typeof startKosliTwin>[0] = {}): Promise<Scene> {
  const clock = virtualClock(START_MS);
  const twin = await startKosliTwin({ clock, ...switches });
  twin.addAccount({ name: "ci" });
  twin.addAccount({ name: "admin", privilege: "admin" });
  const seed = { createdAtMs: START_MS - 240 * HOUR_MS };
  return {
    twin,
    clock,
    admin: twin.addKey({ account: "admin", ...seed }),
    deploy: twin.addKey({ account: "ci", description: "deploy pipeline", lastUsedAtMs: START_MS - HOUR_MS, ...seed }),
    nightly: twin.addKey({ account: "ci", description: "nightly report", ...seed }),
  };
}

/** What was printed as JSON; undefined if it is not. */
function json(printed: Printed): unknown {
  try {
    return JSON.parse(printed.stdout);
  } catch {
    return undefined;
  }
}

function column(value: unknown, name: string): unknown {
  return Array.isArray(value) ? value.map((row) => row?.[name]) : undefined;
}

/** Keys of `ci` as they really are. */
function keysOfCi({ twin }: Scene): readonly TwinKey[] {
  return twin.keys("ci");
}

async function readsKeys(on: Scene): Promise<void> {
  const { admin, deploy, nightly } = on;
  const table = await kosli(on, admin.value, ["list", "api-keys", "-s", "ci"]);
  const rows = table.stdout.trim().split("\n").slice(1);
  checks.that(
    "kosli list api-keys prints a row per key, with creation and last use",
    rows.length === 2 &&
      rows[0]?.startsWith(`${deploy.id}  deploy pipeline  Wed, 11 Nov 2026 12:00:00 UTC`) === true &&
      rows[0].includes("Sat, 21 Nov 2026 11:00:00 UTC") &&
      rows[1]?.startsWith(`${nightly.id}  nightly report`) === true &&
      /N\/A +N\/A/.test(rows[1]),
    table,
  );
  const list = await kosli(on, admin.value, ["list", "api-keys", "-s", "ci", "-o", "json"]);
  checks.equal("kosli list api-keys -o json prints all fields", json(list), [
    {
      id: deploy.id,
      description: "deploy pipeline",
      created_at: deploy.createdAtMs / 1000,
      expires_at: 0,
      last_used_at: (START_MS - HOUR_MS) / 1000,
    },
    { id: nightly.id, description: "nightly report", created_at: nightly.createdAtMs / 1000, expires_at: 0 },
  ]);
  const one = await kosli(on, admin.value, ["get", "api-key", nightly.id, "-s", "ci"]);
  checks.that(
    "kosli get api-key prints the key",
    /ID: +(\S+)/.exec(one.stdout)?.[1] === nightly.id && /Last Used: +N\/A/.test(one.stdout),
    one,
  );
  checks.equal("nothing of this changed the twin", on.twin.requests.filter((request) => request.changed).length, 0);
}

async function createsKeys(on: Scene): Promise<void> {
  const plain = await kosli(on, on.admin.value, ["create", "api-key", "-s", "ci", "-d", "a second key"]);
  const created = keysOfCi(on).at(-1);
  checks.that(
    "kosli create api-key prints the key that the twin now has",
    plain.stdout.includes(`ID:           ${created?.id}\nKey:          ${created?.value}\n`),
    plain,
  );
  checks.equal(
    "its description arrived, and no end",
    [created?.description, created?.expiresAtMs],
    ["a second key", undefined],
  );
  const ending = ["create", "api-key", "-s", "ci", "-d", "with an end", "-e", "2027-01-01", "-o", "json"];
  const printed = await kosli(on, on.admin.value, ending);
  const last = keysOfCi(on).at(-1);
  checks.equal(
    "kosli create api-key --expires-at makes a key with that end",
    last?.expiresAtMs,
    Date.parse("2027-01-01"),
  );
  checks.equal("and prints it as JSON", json(printed), {
    id: last?.id,
    description: "with an end",
    created_at: START_MS / 1000,
    expires_at: Date.parse("2027-01-01") / 1000,
    key: last?.value,
  });
  const works = await kosli(on, last?.value ?? "", ["list", "environments", "-o", "json"]);
  checks.equal("the new key works", column(json(works), "name"), ["production", "staging"]);
}

async function rotatesKeys(on: Scene): Promise<void> {
  const { admin, deploy, nightly, twin, clock } = on;
  const args = ["rotate", "api-key", deploy.id, nightly.id, "-s", "ci", "-g", "48", "-o", "json"];
  const printed = await kosli(on, admin.value, args);
  const fresh = keysOfCi(on).slice(-2);
  checks.equal("kosli rotate api-key prints both new keys", json(printed), [
    ...fresh.map((key) => ({
      id: key.id,
      description: key.description,
      created_at: START_MS / 1000,
      expires_at: 0,
      key: key.value,
      grace_period_expires_at: START_MS / 1000 + 48 * 3600,
    })),
  ]);
  checks.equal(
    "the old keys end when grace does",
    [deploy.id, nightly.id].map((id) => twin.keys().find((key) => key.id === id)?.graceEndsAtMs),
    [START_MS + 48 * HOUR_MS, START_MS + 48 * HOUR_MS],
  );
  const environments = ["list", "environments", "-o", "json", "-r", "0"];
  clock.advance(48 * HOUR_MS - 1000);
  const before = await kosli(on, deploy.value, environments);
  clock.advance(2000);
  const after = await kosli(on, deploy.value, environments);
  const renewed = await kosli(on, fresh[0]?.value ?? "", environments);
  checks.equal("a key in grace works", column(json(before), "name"), ["production", "staging"]);
  checks.that(
    "a key after grace is refused",
    after.exitCode === 1 && after.stdout === "" && after.stderr !== "",
    after,
  );
  checks.equal("the new key works", column(json(renewed), "name"), ["production", "staging"]);
  const plain = await kosli(on, admin.value, ["rotate", "api-key", fresh[0]?.id ?? "", "-s", "ci"]);
  const latest = keysOfCi(on).at(-1);
  checks.that(
    "kosli rotate api-key without a grace period gets 24 h",
    plain.stdout.includes(`Key:                  ${latest?.value}\n`) &&
      plain.stdout.includes("Old Key Valid Until:  Tue, 24 Nov 2026 12:00:01 UTC"),
    plain,
  );
  const tooLong = await kosli(on, admin.value, [
    "rotate",
    "api-key",
    latest?.id ?? "",
    "-s",
    "ci",
    "-g",
    "721",
    "-r",
    "0",
  ]);
  checks.that(
    "a grace period of 721 h is refused in the words of the server",
    tooLong.exitCode === 1 &&
      tooLong.stderr.includes("Input payload validation failed") &&
      tooLong.stderr.includes("721"),
    tooLong,
  );
  checks.equal("and makes no key", keysOfCi(on).at(-1)?.id, latest?.id);
}

async function revokesKeys(on: Scene): Promise<void> {
  const { admin, deploy, nightly, twin } = on;
  const gone = await kosli(on, admin.value, ["delete", "api-key", deploy.id, "-s", "ci", "-y"]);
  checks.equal(
    "kosli delete api-key says so",
    gone.stdout,
    `API key ${deploy.id} for service account ci was deleted!\n`,
  );
  checks.equal(
    "and the key is dead, the other one alive",
    [twin.accepts(deploy.value), twin.accepts(nightly.value)],
    [false, true],
  );
  const again = await kosli(on, admin.value, ["delete", "api-key", deploy.id, "-s", "ci", "-y"]);
  checks.that(
    "a second time it is not found",
    again.exitCode === 1 && again.stderr.includes("API key not found"),
    again,
  );
  const missing = await kosli(on, admin.value, ["get", "api-key", deploy.id, "-s", "ci"]);
  checks.that(
    "nor is it when asked for",
    missing.exitCode === 1 && missing.stderr.includes("API key not found"),
    missing,
  );
  const list = await kosli(on, admin.value, ["list", "api-keys", "-s", "ci", "-o", "json"]);
  checks.equal("nor is it listed", column(json(list), "id"), [nightly.id]);
}

async function readsTheRest(on: Scene): Promise<void> {
  const { admin, nightly } = on;
  const page = await kosli(on, admin.value, ["list", "environments", "--page", "1", "--page-limit", "1", "-o", "json"]);
  checks.equal("kosli list environments gets a page", column(json(page), "name"), ["production"]);
  const accounts = await kosli(on, admin.value, ["list", "service-accounts", "-o", "json"]);
  checks.equal("kosli list service-accounts prints them", column(json(accounts), "name"), ["ci", "admin"]);
  const forbidden = await kosli(on, nightly.value, ["list", "api-keys", "-s", "ci", "-r", "0"]);
  checks.that(
    "a member's key may not list keys",
    forbidden.exitCode === 1 && forbidden.stderr.includes("permission"),
    forbidden,
  );
  const nobody = await kosli(on, admin.value, ["list", "api-keys", "-s", "nobody", "-r", "0"]);
  checks.that("an account that is not there is named", nobody.stderr.includes("Service account not found"), nobody);
  const stranger = await kosli(on, "a-key-that-was-never-issued", ["list", "api-keys", "-s", "ci", "-r", "0"]);
  checks.that("a key that was never issued is refused", stranger.exitCode === 1 && stranger.stdout === "", stranger);
}

/** What the vendor's documents leave open is told in a way that the vendor's own program can read. */
async function readsEveryPosition(): Promise<void> {
  const shown: readonly (keyof KosliSwitches)[] = [
    "graceListed",
    "graceShowsAsExpiry",
    "rotateCopiesDescription",
    "timestamps",
    "neverUsed",
    "expiry",
    "listOrder",
  ];
  for (const { name, switches } of eachSwitch().filter((one) => shown.some((key) => key in one.switches))) {
    const on = await scene({ switches });
    const titled = checks.titled(name);
    await kosli(on, on.admin.value, ["rotate", "api-key", on.deploy.id, "-s", "ci", "-g", "2"]);
    const fresh = keysOfCi(on).at(-1);
    const list = json(await kosli(on, on.admin.value, ["list", "api-keys", "-s", "ci", "-o", "json"]));
    const ids = [...(switches.graceListed === false ? [] : [on.deploy.id]), on.nightly.id, fresh?.id];
    const ordered = switches.listOrder === "newest-first" ? ids.reverse() : ids;
    titled.equal("kosli lists the keys after a rotation", column(list, "id"), ordered);
    const described = Array.isArray(list) ? list.find((row) => row.id === fresh?.id)?.description : undefined;
    titled.equal(
      "and describes the new one",
      described,
      switches.rotateCopiesDescription === false ? "" : "deploy pipeline",
    );
    await on.twin.stop();
  }
}

try {
  checks.that(`drives ${requireTool(program, ["version", "--short"])}`, true);
  for (const act of [readsKeys, createsKeys, rotatesKeys, revokesKeys, readsTheRest]) {
    const on = await scene();
    await act(on);
    await on.twin.stop();
  }
  await readsEveryPosition();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
checks.close();
