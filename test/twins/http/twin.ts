import type { FaultRule, LedgerEntry, TwinClock } from "../server.ts";
import { machineClock, startTwinServer } from "../server.ts";
import type { VendorService } from "./service.ts";
import { KeyWorld } from "./world.ts";

/** A stand-in for one vendor on loopback. */
export interface HttpTwin {
  /** `http://127.0.0.1:port` with the vendor's base path. */
  readonly url: string;
  /** Everything that was asked, in order; bodies are left out, as some hold keys. */
  readonly requests: readonly LedgerEntry[];
  readonly world: KeyWorld;
  fault(rule: FaultRule): () => void;
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a twin without keys and credentials. */
export async function startHttpTwin(vendor: VendorService, clock: TwinClock = machineClock): Promise<HttpTwin> {
  const world = new KeyWorld(clock, vendor.newValue);
  const server = await startTwinServer({
    clock,
    basePath: vendor.basePath,
    skewMs: () => 0,
    caller: (request) => {
      const credential = vendor.credentialOf(request) ?? "";
      return world.credentials.get(credential) ?? world.behind(credential)?.id;
    },
    shown: () => undefined,
    handle: (request) => vendor.answer(world, request),
  });
  return {
    url: server.url + vendor.basePath,
    requests: server.requests,
    world,
    fault: (rule) => server.fault(rule),
    down: () => server.down(),
    up: () => server.up(),
    stop: () => server.stop(),
  };
}
