import { randomBytes } from "node:crypto";
import type { KeyService } from "../../src/contract/key-service.ts";
import type { OpenedFor, Tools } from "../../src/contract/plug-in.ts";
import { Secret } from "../../src/contract/secret.ts";
import { keyService } from "../../src/key-services/http/index.ts";
import type { Flaw, KeyServiceStage, Trouble } from "../contract/key-service.ts";
import type { VendorService } from "../twins/http/service.ts";
import { type HttpTwin, startHttpTwin } from "../twins/http/twin.ts";
import type { HttpKey } from "../twins/http/world.ts";
import type { Fault } from "../twins/server.ts";
import type { VirtualClock } from "../twins/virtual-clock.ts";
import { virtualClock } from "../twins/virtual-clock.ts";

/** How a description is set up before a twin of its vendor. */
export interface Setting {
  readonly vendor: VendorService;
  /** Options but for address and credentials. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Credentials by name, from the text that the vendor knows a caller by. */
  credentials(text: string): Readonly<Record<string, Secret>>;
  /** What makes the account one that is not there. */
  readonly elsewhere: (url: string) => Readonly<Record<string, unknown>>;
  /** How a key looks to its consumers; default: its value. */
  handedOut?(key: HttpKey): string;
}

/** The plug-in before a twin: one key that is 30 days old. */
export interface HttpStage extends KeyServiceStage {
  readonly twin: HttpTwin;
  readonly clock: VirtualClock;
  readonly key: HttpKey;
  /** Opens the plug-in with other options. */
  configure(options?: Readonly<Record<string, unknown>>, opened?: OpenedFor): KeyService;
}

const DAY_MS = 86_400_000;

const TROUBLES: { readonly [Kind in Exclude<Trouble, "unreachable" | "echo">]: Fault } = {
  "rate-limited": { answer: { status: 429, headers: { "retry-after": "7" }, body: { message: "Too many requests" } } },
  unavailable: { answer: { status: 503, body: { message: "Service unavailable" } } },
  "lost-answer": { drop: "after-effect" },
};

/** Starts a fresh twin, and opens the plug-in before it. */
export async function startHttpStage(setting: Setting): Promise<HttpStage> {
  const clock = virtualClock();
  const twin = await startHttpTwin(setting.vendor, clock);
  const handedOut = setting.handedOut ?? ((one: HttpKey) => one.value);
  const [admin, reader, stranger] = ["admin", "reader", "nobody"].map(
    (who) => `${who}:${randomBytes(16).toString("hex")}`,
  );
  if (!admin || !reader || !stranger) throw new Error("no credentials");
  twin.world.credentials.set(admin, "admin").set(reader, "reader");
  const key = twin.world.add("deploy pipeline", { createdAtMs: clock.now() - 30 * DAY_MS });
  const masked: Secret[] = [];
  const configure = (options: Readonly<Record<string, unknown>> = {}, opened: OpenedFor = {}) => {
    const credentials = setting.credentials(admin);
    const all = { "base-url": twin.url, ...setting.options, credentials, ...options };
    return openHttp(all, { clock, masked, opened });
  };
  let endTrouble: () => void = () => undefined;
  const begin = (fault: Fault, seen?: () => void) => {
    endTrouble = twin.fault(() => {
      seen?.();
      return fault;
    });
  };
  const flawed = (flaw: Flaw) =>
    flaw === "unknown-account"
      ? setting.elsewhere(twin.url)
      : { credentials: setting.credentials(flaw === "weak-credential" ? reader : stranger) };
  return {
    twin,
    clock,
    key,
    configure,
    service: configure(),
    old: { id: key.id, value: new Secret(handedOut(key)), description: key.name },
    open: (flaw) => configure(flawed(flaw)),
    addKeys(count) {
      for (let index = 0; index < count; index += 1) twin.world.add(`key ${index}`);
    },
    secrets() {
      const credentials = [admin, reader, stranger].flatMap((text) => [text, text.split(":")[1] ?? ""]);
      return [...twin.world.keys.map((one) => one.value), ...credentials].map((text) => new Secret(text));
    },
    masked: () => masked,
    traffic: () => ({
      requests: twin.requests.length,
      changes: twin.requests.filter((request) => request.changed).length,
    }),
    accepts: (value) => twin.world.keys.some((one) => handedOut(one) === value.reveal() && twin.world.works(one)),
    async trouble(kind) {
      if (kind === "unreachable") await twin.down();
      else if (kind === "echo") begin({ answer: { status: 400, body: { message: `bad token ${admin}` } } });
      else begin(TROUBLES[kind]);
    },
    hang: () => new Promise((resolve) => begin({ hang: "before-effect" }, resolve)),
    async heal() {
      endTrouble();
      await twin.up();
    },
    spoilValues() {
      twin.world.isSpoilt = true;
    },
    advance: (ms) => clock.advance(ms),
    stop: () => twin.stop(),
  };
}

interface Around {
  readonly clock: VirtualClock;
  readonly masked: Secret[];
  readonly opened: OpenedFor;
}

/** Opens the plug-in with options as a configuration has them. */
export function openHttp(options: Readonly<Record<string, unknown>>, { clock, masked, opened }: Around): KeyService {
  const configured = keyService.configure(options);
  if (!configured.success) throw new Error(JSON.stringify(configured.issues));
  const tools: Tools = {
    clock,
    run: { repository: "acme/api", runId: "", runUrl: "", event: "" },
    github: { apiUrl: "https://api.github.com", pace: "safe", maxTargets: 500 },
    mask: (secret) => void masked.push(secret),
    shared: (_key, make) => make(),
  };
  return configured.data.open(tools, opened);
}
