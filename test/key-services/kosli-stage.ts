import type { KeyService } from "../../src/contract/key-service.ts";
import type { Tools } from "../../src/contract/plug-in.ts";
import { Secret } from "../../src/contract/secret.ts";
import { keyService } from "../../src/key-services/kosli.ts";
import type { Flaw, KeyServiceStage, Trouble } from "../contract/key-service.ts";
import type { Fault, KosliSwitches, KosliTwin, TwinKey } from "../twins/kosli/index.ts";
import { startKosliTwin } from "../twins/kosli/index.ts";
import type { VirtualClock } from "../twins/virtual-clock.ts";
import { virtualClock } from "../twins/virtual-clock.ts";

/** The Kosli plug-in before its twin: one old key of `ci`, an administrator's key and a reader's. */
export interface KosliStage extends KeyServiceStage {
  readonly twin: KosliTwin;
  readonly clock: VirtualClock;
  readonly admin: TwinKey;
  readonly reader: TwinKey;
  /** Opens the plug-in with other options. */
  configure(options: Readonly<Record<string, unknown>>, rotation?: { readonly current?: Secret }): KeyService;
}

const DAY_MS = 86_400_000;
const MADE_UP = "U".repeat(43);

const TROUBLES: { readonly [Kind in Exclude<Trouble, "unreachable" | "echo">]: Fault } = {
  "rate-limited": { answer: { status: 429, headers: { "retry-after": "7" }, body: { message: "Too many requests" } } },
  unavailable: { answer: { status: 503, body: { message: "Service unavailable" } } },
  "lost-answer": { drop: "after-effect" },
};

/** Starts a fresh twin with the given switches, and opens the plug-in before it. */
export async function startKosliStage(switches: Partial<KosliSwitches> = {}): Promise<KosliStage> {
  const clock = virtualClock();
  const twin = await startKosliTwin({ clock, switches });
  twin.addAccount({ name: "ci" });
  twin.addAccount({ name: "admin", privilege: "admin" });
  twin.addAccount({ name: "reader", privilege: "reader" });
  const createdAtMs = clock.now() - 30 * DAY_MS;
  const [admin, reader] = ["admin", "reader"].map((account) => twin.addKey({ account, createdAtMs }));
  const old = twin.addKey({ account: "ci", description: "deploy pipeline", createdAtMs });
  if (!admin || !reader) throw new Error("no keys");
  const masked: Secret[] = [];
  const configure = (options: Readonly<Record<string, unknown>>, rotation: { readonly current?: Secret } = {}) =>
    openKosli({ host: twin.url, "api-token": new Secret(admin.value), ...options }, { clock, masked, rotation });
  let endTrouble: () => void = () => undefined;
  const begin = (fault: Fault, seen?: () => void) => {
    endTrouble = twin.fault(() => {
      seen?.();
      return fault;
    });
  };
  return {
    twin,
    clock,
    admin,
    reader,
    configure,
    service: configure({}),
    old: { id: old.id, value: new Secret(old.value), description: old.description },
    open: (flaw) => configure(flawed(flaw, reader)),
    addKeys(count) {
      for (let index = 0; index < count; index += 1) twin.addKey({ account: "ci", description: `key ${index}` });
    },
    secrets: () => [...twin.keys().map((key) => new Secret(key.value)), new Secret(MADE_UP)],
    masked: () => masked,
    traffic: () => ({
      requests: twin.requests.length,
      changes: twin.requests.filter((request) => request.changed).length,
    }),
    accepts: (value) => twin.accepts(value.reveal()),
    async trouble(kind) {
      if (kind === "unreachable") await twin.down();
      else if (kind === "echo") begin({ answer: { status: 400, body: { message: `bad token ${admin.value}` } } });
      else begin(TROUBLES[kind]);
    },
    hang: () => new Promise((resolve) => begin({ hang: "before-effect" }, resolve)),
    async heal() {
      endTrouble();
      await twin.up();
    },
    spoilValues: () => twin.set({ secretField: "null" }),
    advance: (ms) => clock.advance(ms),
    stop: () => twin.stop(),
  };
}

function flawed(flaw: Flaw, reader: TwinKey): Readonly<Record<string, unknown>> {
  if (flaw === "unknown-account") return { "service-account": "nobody" };
  return { "api-token": new Secret(flaw === "weak-credential" ? reader.value : MADE_UP) };
}

function openKosli(
  options: Readonly<Record<string, unknown>>,
  {
    clock,
    masked,
    rotation,
  }: { readonly clock: VirtualClock; readonly masked: Secret[]; readonly rotation: { readonly current?: Secret } },
): KeyService {
  const configured = keyService.configure({ org: "acme", "service-account": "ci", ...options });
  if (!configured.success) throw new Error(JSON.stringify(configured.issues));
  const tools: Tools = {
    clock,
    run: { repository: "acme/api", runId: "", runUrl: "", event: "" },
    github: { apiUrl: "https://api.github.com", pace: "safe", maxTargets: 500 },
    mask: (secret) => void masked.push(secret),
    shared: (_key, make) => make(),
  };
  return configured.data.open(tools, rotation);
}
