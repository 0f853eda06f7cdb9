import type { KeyService } from "../../src/contract/key-service.ts";
import type { Tools } from "../../src/contract/plug-in.ts";
import { Secret } from "../../src/contract/secret.ts";
import { keyService } from "../../src/key-services/kinde.ts";
import { sharing } from "../../src/lib/shared.ts";
import type { Flaw, KeyServiceStage, Trouble } from "../contract/key-service.ts";
import type { Fault, KindeSwitches, KindeTwin, TwinKey } from "../twins/kinde/index.ts";
import { startKindeTwin } from "../twins/kinde/index.ts";
import type { VirtualClock } from "../twins/virtual-clock.ts";
import { virtualClock } from "../twins/virtual-clock.ts";

/** The Kinde plug-in before its twin: one old key of an organization, an application that may all and one that reads. */
export interface KindeStage extends KeyServiceStage {
  readonly twin: KindeTwin;
  readonly clock: VirtualClock;
  readonly key: TwinKey;
  /** Opens the plug-in with other options; all that are opened here share one run. */
  configure(options: Readonly<Record<string, unknown>>): KeyService;
}

const DAY_MS = 86_400_000;
const CLIENT = { "client-id": "writer", "client-secret": "the-secret-of-the-writer" } as const;
const READER = { "client-id": "reader", "client-secret": "the-secret-of-the-reader" } as const;
const MADE_UP = "U".repeat(43);

const TROUBLES: { readonly [Kind in Exclude<Trouble, "unreachable" | "echo">]: Fault } = {
  "rate-limited": {
    answer: {
      status: 429,
      headers: { "ratelimit-reset": "7" },
      body: { errors: [{ code: "TOO_MANY_REQUESTS", message: "Too many requests" }] },
    },
  },
  unavailable: { answer: { status: 503, body: "Service unavailable" } },
  "lost-answer": { drop: "after-effect" },
};

/** Starts a fresh twin with the given switches, and opens the plug-in before it. */
export async function startKindeStage(switches: Partial<KindeSwitches> = {}): Promise<KindeStage> {
  const clock = virtualClock();
  const [twin, nobody] = await Promise.all([
    startKindeTwin({ clock, switches }),
    startKindeTwin({ clock, switches: { business: "unknown" } }),
  ]);
  twin.addApi("api_billing", ["read:invoices", "write:invoices"]);
  twin.addApplication(CLIENT["client-id"], CLIENT["client-secret"]);
  twin.addApplication(READER["client-id"], READER["client-secret"], ["read:api_keys", "read:api_scopes"]);
  const key = twin.addKey({ createdAtMs: clock.now() - 30 * DAY_MS });
  const masked: Secret[] = [];
  const tools: Tools = {
    clock,
    run: { repository: "acme/api", runId: "", runUrl: "", event: "" },
    github: { apiUrl: "https://api.github.com", pace: "safe", maxTargets: 500 },
    mask: (secret) => void masked.push(secret),
    shared: sharing(),
  };
  const configure = (options: Readonly<Record<string, unknown>>) =>
    openKinde({ domain: twin.url, ...CLIENT, ...options }, tools);
  let endTrouble: () => void = () => undefined;
  const begin = (fault: Fault, seen?: () => void) => {
    endTrouble = twin.fault(({ path }) => {
      // The access token was there before the trouble began, or comes all the same.
      if (path === "/oauth2/token") return undefined;
      seen?.();
      return fault;
    });
  };
  return {
    twin,
    clock,
    key,
    configure,
    service: configure({}),
    old: { id: key.id, value: new Secret(key.value), description: key.name },
    open: (flaw) => configure(flawed(flaw, nobody)),
    addKeys(count) {
      for (let index = 0; index < count; index += 1) twin.addKey({ name: `key ${index}` });
    },
    secrets: () =>
      [...twin.keys().flatMap((one) => one.values), ...twin.credentials(), MADE_UP].map((text) => new Secret(text)),
    masked: () => masked,
    traffic: () => ({
      requests: twin.requests.length,
      changes: twin.requests.filter((request) => request.changed).length,
    }),
    accepts: (value) => twin.accepts(value.reveal()),
    async trouble(kind) {
      if (kind === "unreachable") await twin.down();
      else if (kind === "echo") begin(echoing(twin));
      else begin(TROUBLES[kind]);
    },
    hang: () => new Promise((resolve) => begin({ hang: "before-effect" }, resolve)),
    async heal() {
      endTrouble();
      await twin.up();
    },
    spoilValues: () => twin.set({ secretField: "null" }),
    advance: (ms) => clock.advance(ms),
    stop: async () => void (await Promise.all([twin.stop(), nobody.stop()])),
  };
}

/** Repeats the access token, the client secret and the keys, as a careless server might. */
function echoing(twin: KindeTwin): Fault {
  const told = [...twin.credentials(), ...twin.keys().flatMap((key) => key.values)];
  const message = told.filter((text) => text !== READER["client-secret"]).join(" and ");
  return { answer: { status: 400, body: { errors: [{ code: "BAD_REQUEST", message: `bad ${message}` }] } } };
}

function flawed(flaw: Flaw, nobody: KindeTwin): Readonly<Record<string, unknown>> {
  if (flaw === "unknown-account") return { domain: nobody.url };
  return flaw === "weak-credential" ? READER : { "client-secret": MADE_UP };
}

function openKinde(options: Readonly<Record<string, unknown>>, tools: Tools): KeyService {
  const secret = options["client-secret"];
  const configured = keyService.configure({
    ...options,
    "client-secret": typeof secret === "string" ? new Secret(secret) : secret,
  });
  if (!configured.success) throw new Error(JSON.stringify(configured.issues));
  return configured.data.open(tools, {});
}
