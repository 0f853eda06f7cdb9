import type { RotationReport } from "../../src/contract/report.ts";
import type { Watch } from "./auditor.ts";
import { isOurs } from "./ours.ts";
import type { Running } from "./run.ts";
import { exists, HOUR, held, isListed, type SimKey, type World, works } from "./world.ts";

/** Holds what a run said against what is so (I8), and what it said at all against its secrets (I6). */
export function checkHonesty(watch: Watch, world: World, running: Running, report: RotationReport): void {
  checkKeys(watch, world, report);
  checkTargets(watch, world, running, report);
  checkGap(watch, world, running, report);
  checkOutcome(watch, world, running, report);
  checkLeftovers(watch, running, report);
  checkStrangeness(watch, world, running, report);
  checkOrders(watch, world, running, report);
  const { self, mode } = watch.runs.get(running.line.name)?.options ?? {};
  const home = world.places.find((place) => place.home);
  if (!self || !home || mode === "incident") return;
  const own = world.keyOf(held(home));
  watch.check("I2 rekey is not locked out", own?.powerful === true, () => `${own?.id} in the home may not list keys`);
}

function checkKeys(watch: Watch, world: World, report: RotationReport): void {
  const undead = new Set(report.findings.flatMap((one) => (one.code === "not-dead" ? one.keyId : [])));
  for (const finding of report.findings) {
    if (finding.code === "retired") {
      const key = world.key(finding.keyId);
      const dead = !key || !isListed(world, key) || undead.has(finding.keyId);
      watch.check("I8 retired means gone", dead, () => `${finding.keyId} is said to be retired`);
    }
    if (finding.code === "mint-lost") {
      for (const id of finding.newKeyIds) {
        watch.check("I8 named keys exist", world.key(id) !== undefined, () => `${id} does not exist`);
      }
    }
  }
  for (const { keyId, role } of report.keys) {
    const key = world.key(keyId);
    if (role !== "revoked" || !key?.given) continue;
    watch.check("I8 revoked means gone", !exists(world, key), () => `${keyId} is shown as revoked and lives`);
  }
}

/** A created key that nobody was given is taken back, unless that failed or its answer was lost: then it is named. */
function checkLeftovers(watch: Watch, { line }: Running, report: RotationReport): void {
  const codes = new Set(report.findings.map((finding) => finding.code));
  const excuses = ["mint-lost", "not-retired", "key-appeared", "write-failed", "verify-failed"] as const;
  for (const key of watch.runs.get(line.name)?.minted ?? []) {
    const isOver = key.made === "create" && !key.given && !key.revoked && !excuses.some((code) => codes.has(code));
    watch.check("I4 nothing is left over", !isOver, () => `${key.id} is left over`);
  }
}

/** Who asks for a new key by hand gets one, or is told why not; after an incident no old key is left. */
function checkOrders(watch: Watch, world: World, { line }: Running, report: RotationReport): void {
  const { options, minted = [] } = watch.runs.get(line.name) ?? {};
  if (options?.mode !== "force" && options?.mode !== "incident") return;
  watch.check("I8 an order is carried out or refused", report.outcome !== "not-due", () => `${line.name} did nothing`);
  const codes = new Set(report.findings.map((finding) => finding.code));
  const key = minted.at(-1);
  const isHeldUp = report.findings.some((one) => one.code === "write-withheld" && one.why === "foreign-key");
  const isHurt = options.mode === "incident" && ((!key && codes.has("key-appeared")) || isHeldUp);
  watch.check("I8 an incident waits for nobody", !isHurt, () => `${line.name} was held up by a stranger's key`);
  if (options.mode === "force" || !key?.given) return;
  const told = (["not-retired", "not-dead", "call-failed", "cancelled"] as const).some((code) => codes.has(code));
  const isOld = (one: SimKey) => one.createdAtMs < key.createdAtMs && isOurs(one, options);
  const old = world.keys.find((one) => isOld(one) && isListed(world, one) && works(world, one));
  watch.check(
    "I8 an incident leaves no old key",
    told || old === undefined,
    () => `${line.name} left ${old?.id} alive`,
  );
  const named = new Set(report.findings.flatMap((one) => (one.code === "broken-consumers" ? one.targets : [])));
  for (const place of world.places) {
    const broken = place.required && place.declared && world.keyOf(held(place))?.revoked?.by === line.name;
    watch.check("I8 whom an incident breaks is named", !broken || named.has(place.name), () => place.name);
  }
}

/** What rekey must own up to. */
function checkStrangeness(watch: Watch, world: World, { line }: Running, report: RotationReport): void {
  const { options, minted = [] } = watch.runs.get(line.name) ?? {};
  const codes = new Set(report.findings.map((finding) => finding.code));
  for (const key of minted) {
    const fine = isOurs(key, options) || report.outcome !== "rotated";
    watch.check("I8 a key that no run will know again is told", fine, () => `${line.name} said ${report.outcome}`);
  }
  const [old] = world.keys;
  const undead = old?.revoked?.by === line.name && works(world, old) && options?.current !== undefined;
  if (world.switches.revoke === "hidden" && undead && minted.length > 0 && options?.policy?.prove !== false) {
    watch.check("I8 what still works is not dead", codes.has("not-dead"), () => `${old?.id} works`);
  }
  const home = world.places.find((place) => place.home)?.writes.at(-1);
  const isOld = home !== undefined && world.storeNow() - home.atMs > 25 * HOUR;
  if (home?.dead && isOld && options?.current === "home") {
    watch.check("I8 a dead value in the home is told", report.outcome !== "not-due", () => `${line.name} is silent`);
  }
}

/** How long consumers had a dead key is part of the report of the run that let it come to that. */
function checkGap(watch: Watch, world: World, { line }: Running, report: RotationReport): void {
  const { minted = [] } = watch.runs.get(line.name) ?? {};
  const { ways } = world;
  const gap = report.findings.find((finding) => finding.code === "gap");
  watch.check("I8 no gap where there is none", !gap || ways.oldDies === "at-once", () => `${line.name} tells of one`);
  if (ways.oldDies !== "at-once" || ways.says || !minted.some((key) => key.made !== "create" && key.given)) return;
  const wrote = report.targets.some(({ status }) => status === "accepted" || status === "verified");
  watch.check("I8 a gap is told", gap !== undefined || !wrote, () => `${line.name} does not say how long it was`);
}

function checkTargets(watch: Watch, world: World, { line }: Running, report: RotationReport): void {
  const { outcome, keyId } = report;
  for (const target of report.targets) {
    const place = world.places.find((one) => one.name === target.label);
    if (!place) continue;
    if (target.status === "accepted" || target.status === "verified") {
      const own = watch.runs.get(line.name)?.minted.findLast(({ shownId }) => shownId === keyId);
      const key = own ?? world.key(keyId ?? "");
      const has = place.writes.some((write) => write.value === key?.value);
      watch.check("I8 accepted means written", has, () => `${place.name} never got ${keyId} from ${line.name}`);
    }
  }
  if (outcome !== "rotated" || report.reason === "finish" || !report.rotated) return;
  for (const place of world.places) {
    if (!place.required || !place.declared || place.writes.length === 0) continue;
    const key = world.keyOf(held(place));
    const skipped = report.targets.some((target) => target.label === place.name && target.status === "skipped");
    watch.check("I8 rotated means everywhere", skipped || key?.shownId === keyId, () => {
      return `${place.name} holds ${key?.id}, not ${keyId}`;
    });
  }
}

function checkOutcome(watch: Watch, world: World, { line }: Running, report: RotationReport): void {
  const { outcome } = report;
  const effects = world.story.filter(
    (one) => one.who === line.name && /^(creates|rotates|writes|revokes)/.test(one.what),
  );
  if (outcome === "not-due" || outcome === "planned") {
    watch.check("I8 not-due means untouched", effects.length === 0, () => `${line.name} said ${outcome}`);
  }
  const wrote = effects.some((one) => one.what.startsWith("writes"));
  const minted = watch.runs.get(line.name)?.minted.length ?? 0;
  if (report.rotated) {
    // The second takes the place of one that was made in place and lost.
    const most = world.ways.keepsId ? 2 : 1;
    watch.check(
      "I8 rotated has a new key",
      minted >= 1 && minted <= most && wrote,
      () => `${line.name} minted ${minted}`,
    );
  }
  const live = world.keys.filter((key) => isOurs(key) && works(world, key) && isListed(world, key));
  const newest = live.sort((a, b) => a.createdAtMs - b.createdAtMs).at(-1);
  if (outcome === "not-due" && newest) {
    const named = report.keyId === newest.shownId;
    watch.check("I8 the newest key is named", named, () => `${report.keyId}, not ${newest.shownId}`);
  }
}
