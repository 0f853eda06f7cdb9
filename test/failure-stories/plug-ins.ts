import { afterEach } from "vitest";
import type { Destination } from "../../src/contract/destination.ts";
import type { Finding, FindingCode } from "../../src/contract/finding.ts";
import type { KeyService } from "../../src/contract/key-service.ts";
import type { Tools } from "../../src/contract/plug-in.ts";
import type { Mode, RetirePolicy, RotationPolicy } from "../../src/contract/policy.ts";
import type { RotationReport } from "../../src/contract/report.ts";
import { Secret } from "../../src/contract/secret.ts";
import { destination, openWatch } from "../../src/destinations/github-secret/index.ts";
import { runRotation } from "../../src/engine/run.ts";
import { keyService } from "../../src/key-services/kosli.ts";
import { sharing } from "../../src/lib/shared.ts";
import { EVERYTHING } from "../destinations/github-bench.ts";
import { POLICY } from "../simulation/run.ts";
import { DAY } from "../simulation/world.ts";
import { type GithubTwin, openContract, startGithubTwin } from "../twins/github/twin.ts";
import { type KosliSwitches, type KosliTwin, startKosliTwin, type TwinKey } from "../twins/kosli/index.ts";
import { type VirtualClock, virtualClock } from "../twins/virtual-clock.ts";

/** The secret that holds the key. */
export const NAME = "KOSLI_API_TOKEN";
const TOKEN = "github_pat_11EXAMPLE0not0a0real0token0000000002";

/** The engine with the plug-ins for Kosli and GitHub, each before its twin, on a clock that moves when somebody waits. */
export interface PlugIns {
  readonly kosli: KosliTwin;
  readonly github: GithubTwin;
  readonly clock: VirtualClock;
  /** The key of `ci`, 100 days old, that acme/ops and acme/api hold. */
  readonly old: TwinKey;
  /** What a repository holds in its own secret, by the id of the key. */
  holds(repository: string): string | undefined;
  /** Ids of the keys of `ci` that work. */
  alive(): readonly string[];
  run(options?: PlugInRun): Promise<PlugInAct>;
}

export interface PlugInRun {
  readonly mode?: Mode;
  readonly policy?: Partial<Omit<RotationPolicy, "retire" | "key">>;
  readonly retire?: Partial<RetirePolicy>;
  readonly current?: string;
  /** Entries of `destinations`; default the secret of acme/ops and acme/api. */
  readonly destinations?: readonly Readonly<Record<string, unknown>>[];
}

export interface PlugInAct {
  readonly report: RotationReport;
  readonly codes: readonly FindingCode[];
  /** What changed at Kosli and GitHub, as `POST /service-accounts/…`. */
  readonly changes: readonly string[];
  /** Requests but GET that were sent. */
  readonly sent: readonly string[];
  find<C extends FindingCode>(code: C): Extract<Finding, { code: C }> | undefined;
}

const contract = openContract();
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

/** Starts both twins: acme/ops (the home) and acme/api hold a key that is 100 days old. */
export async function startPlugIns(switches: Partial<KosliSwitches> = {}): Promise<PlugIns> {
  const clock = virtualClock();
  const kosli = await startKosliTwin({ clock, switches });
  const github = await startGithubTwin({ clock, contract });
  stops.push(kosli.stop, github.stop);
  kosli.addAccount({ name: "admin", privilege: "admin" });
  kosli.addAccount({ name: "ci" });
  const admin = kosli.addKey({ account: "admin", createdAtMs: clock.now() - DAY });
  const old = kosli.addKey({ account: "ci", createdAtMs: clock.now() - 100 * DAY });
  github.addOrganization("acme");
  github.addToken(TOKEN, { permissions: EVERYTHING });
  for (const repository of ["acme/ops", "acme/api"]) {
    github.addRepository(repository);
    github.putSecret({ repository, name: NAME }, old.value, { writtenAtMs: clock.now() - 99 * DAY });
  }
  const idOf = (value: string | undefined) => kosli.keys("ci").find((key) => key.value === value)?.id;
  return {
    kosli,
    github,
    clock,
    old,
    holds: (repository) => idOf(github.value({ repository, name: NAME })),
    alive: () => kosli.keys("ci").flatMap(({ id, value }) => (kosli.accepts(value) ? id : [])),
    run: (options = {}) => run({ kosli, github, clock, admin }, options),
  };
}

type Floor = Pick<PlugIns, "kosli" | "github" | "clock"> & { readonly admin: TwinKey };

async function run(floor: Floor, options: PlugInRun): Promise<PlugInAct> {
  const { clock, kosli, github } = floor;
  const patient: Tools["clock"] = { now: clock.now, sleep: async (ms) => clock.advance(ms) };
  const tools: Tools = {
    clock: patient,
    run: { repository: "acme/ops", runId: "4711", runUrl: "", event: "schedule" },
    github: { apiUrl: github.url, token: new Secret(TOKEN), pace: "none", maxTargets: 500 },
    mask: () => undefined,
    shared: sharing(),
  };
  const current = options.current === undefined ? {} : { current: new Secret(options.current) };
  const signal = new AbortController().signal;
  const from = [kosli.requests.length, github.requests.length] as const;
  const report = await runRotation(
    {
      policy: {
        ...POLICY,
        ...options.policy,
        retire: { ...POLICY.retire, ...options.retire },
        key: { dedicated: false, ...current },
      },
      mode: options.mode ?? "auto",
      keyService: openKosli(floor, tools),
      destinations: (options.destinations ?? [{ repositories: ["acme/ops", "acme/api"] }]).map((raw) => {
        return openSecret({ name: NAME, ...raw }, tools);
      }),
      watch: openWatch(tools),
      snapshotAtMs: clock.now() - DAY,
    },
    { clock: patient, emit: () => undefined, mask: () => undefined, signal, cancelled: signal, nonce: "nonce" },
  );
  const requests = [...kosli.requests.slice(from[0]), ...github.requests.slice(from[1])];
  const named = (some: typeof requests) => some.map(({ method, path }) => `${method} ${path}`);
  return {
    report,
    codes: report.findings.map((finding) => finding.code),
    changes: named(requests.filter((request) => request.changed)),
    sent: named(requests.filter((request) => request.method !== "GET")),
    find: (code) => report.findings.find((finding): finding is never => finding.code === code),
  };
}

function openKosli({ kosli, admin }: Floor, tools: Tools): KeyService {
  const raw = { org: "acme", "service-account": "ci", host: kosli.url, "api-token": new Secret(admin.value) };
  const configured = keyService.configure(raw);
  if (!configured.success) throw new Error(JSON.stringify(configured.issues));
  return configured.data.open(tools, {});
}

function openSecret(raw: Readonly<Record<string, unknown>>, tools: Tools): Destination {
  const configured = destination.configure(raw);
  if (!configured.success) throw new Error(JSON.stringify(configured.issues));
  return configured.data.open(tools);
}
