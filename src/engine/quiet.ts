import type { ActiveConsumer } from "../contract/destination.ts";
import type { Crew, OpenedRotation } from "./crew.ts";
import { op } from "./observe.ts";
import type { Record } from "./record.ts";
import type { RetireCase } from "./retire-case.ts";
import { asRotationError, retry } from "./retry.ts";
import { translate } from "./times.ts";

const ASK_AGAIN_MS = 15_000;

/**
 * Waits until no consumer that may have read the old value is active: up to `wait-for-runs` in the run that wrote,
 * else one look. What is left then is left to the next run, which is no failure.
 * @returns whether it is quiet; if not, the reason was told
 */
export async function awaitQuiet(
  at: RetireCase,
  judged: readonly { readonly keyId: string }[],
  rotation: OpenedRotation,
  crew: Crew,
  record: Record,
): Promise<boolean> {
  const { watch, policy } = rotation;
  const places = placesOf(at, rotation);
  if (!watch || places.length === 0) return true;
  const untilMs = crew.clock.now() + (at.mintedNow ? policy.retire.waitForRunsMs : 0);
  const tell = (why: "consumers-active" | "consumers-unknown", labels: readonly string[]) => {
    const level = why === "consumers-active" ? "notice" : "warning";
    for (const { keyId } of judged) record.find({ level, code: "retire-waits", keyId, why, labels });
    return false;
  };
  for (;;) {
    const active = await look(() => watch.active(places, op(crew)), crew);
    if (active instanceof Error) return tell("consumers-unknown", [active.message]);
    if (active.length === 0) return true;
    const leftMs = untilMs - crew.clock.now();
    if (leftMs <= 0 || crew.cancelled.aborted) {
      return tell(
        "consumers-active",
        active.map((consumer) => consumer.label),
      );
    }
    const ms = Math.min(ASK_AGAIN_MS, leftMs);
    crew.emit({ rotation: policy.name, type: "waiting", why: "consumers", ms });
    await crew.clock.sleep(ms, crew.cancelled).catch(() => undefined);
  }
}

async function look(
  ask: () => Promise<readonly ActiveConsumer[]>,
  crew: Crew,
): Promise<readonly ActiveConsumer[] | Error> {
  return retry(ask, { clock: crew.clock, signal: crew.cancelled }).catch(asRotationError);
}

/** Every place with the local time of its latest write: who began before it may hold the old value. */
function placesOf(at: RetireCase, { keyService }: OpenedRotation) {
  const places = new Map<string, number>();
  const views = new Map(at.observation.targets.map((view) => [view.id, view]));
  for (const target of at.targets) {
    const writtenAtMs = views.get(target.id)?.writtenAtMs;
    if (target.place === undefined || writtenAtMs === undefined) continue;
    const localMs = translate(writtenAtMs, keyService.clock(), undefined);
    places.set(target.place, Math.max(places.get(target.place) ?? 0, localMs));
  }
  return [...places].map(([place, writtenBeforeMs]) => ({ place, writtenBeforeMs }));
}
