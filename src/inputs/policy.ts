import type { RotationDefaults } from "../contract/plug-in.ts";
import type { KeySelector, RetirePolicy, RotationPolicy } from "../contract/policy.ts";
import type { PolicyFields, RotationFields } from "./schema.ts";
import type { ProblemAt, TreePath } from "./source.ts";
import { traitsOf } from "./traits.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Longer than anybody means, and short enough that no date computed from it leaves the range of dates. */
const LONGEST_MS = 3650 * DAY_MS;

export interface PolicyParts {
  readonly name: string;
  readonly home: string;
  readonly own: RotationFields;
  readonly defaults: PolicyFields;
  /** What follows from the options of the key service, where nobody says otherwise. */
  readonly implied?: RotationDefaults;
}

/** A policy, what is wrong with it, and what in it has no effect. */
export interface BuiltPolicy {
  readonly policy: RotationPolicy;
  readonly problems: readonly ProblemAt[];
  readonly warnings: readonly ProblemAt[];
  /** A sentence of a plug-in, placed at the field that it begins with; else at the rotation. */
  placed(sentence: string): ProblemAt;
}

type FieldName = keyof PolicyFields;

const FIELD_NAMES = ["grace-period", "max-age", "strategy", "retire"] as const satisfies readonly FieldName[];

/** Puts a rotation's own fields, the defaults of the file and the built-in ones together, and checks them against each other. */
export function buildPolicy(parts: PolicyParts): BuiltPolicy {
  const { name, own, defaults } = parts;
  const at: FieldPath = (key, ...rest) => {
    const isDefault = own[key] === undefined && defaults[key] !== undefined;
    return isDefault ? ["defaults", key, ...rest] : ["rotations", name, key, ...rest];
  };
  const fields = { ...defaults, ...withoutAbsent(own) };
  const retire = fields.retire ?? { policy: "expire" };
  const policy = policyOf(parts, { ...fields, retire });
  return {
    policy,
    problems: [...tooLong(policy, at), ...ageProblems(policy, at), ...retireProblems({ policy, fields: retire, at })],
    warnings: retireWarnings(retire, at),
    placed(sentence) {
      const inner = /^(key-service|key\.current|key\.id|verify\.prove) /.exec(sentence)?.[1];
      if (inner !== undefined) {
        return { path: ["rotations", name, ...inner.split(".")], message: sentence.slice(inner.length + 1) };
      }
      const first = FIELD_NAMES.find((key) => sentence.startsWith(`${key} `));
      if (first === undefined) return { path: ["rotations", name], what: "key", message: sentence };
      return { path: at(first), message: sentence.slice(first.length + 1) };
    },
  };
}

function withoutAbsent(own: RotationFields): PolicyFields {
  const { "key-service": _, key: __, destinations: ___, ...fields } = own;
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function policyOf(
  { name, home, own, implied = {} }: PolicyParts,
  fields: PolicyFields & { readonly retire: RetireFields },
): RotationPolicy {
  const strategy = fields.strategy ?? implied.strategy ?? traitsOf(own["key-service"].kind).strategy;
  const graceMs = fields["grace-period"] ?? implied.graceMs ?? 7 * DAY_MS;
  return {
    name,
    home,
    strategy,
    graceMs,
    maxAgeMs: fields["max-age"] ?? 90 * DAY_MS,
    retire: retirePolicy(fields.retire, strategy === "rotate" ? graceMs : Infinity),
    prove: fields.verify?.prove ?? true,
    allowDowntime: fields["allow-downtime"] ?? false,
    key: selectorOf(own),
  };
}

function selectorOf(own: RotationFields): KeySelector {
  const { current, label, id, scopes, dedicated = false } = own.key ?? {};
  return {
    dedicated,
    ...(label === undefined ? {} : { label }),
    ...(id === undefined ? {} : { id }),
    ...(scopes === undefined ? {} : { scopes }),
    ...(traitsOf(own["key-service"].kind).manyOwners ? { manyOwners: true } : {}),
    ...(current === undefined ? {} : { current }),
  };
}

type RetireFields = NonNullable<PolicyFields["retire"]>;
type FieldPath = (key: FieldName, ...rest: readonly string[]) => TreePath;

/** Defaults give way to what is written: none of them may make a written value wrong. */
function retirePolicy(fields: RetireFields, longestMs: number): RetirePolicy {
  const atMostMs = fields["at-most"] ?? Math.min(14 * DAY_MS, longestMs);
  return {
    policy: fields.policy,
    idleForMs: fields["idle-for"] ?? (fields.policy === "when-idle" ? Math.min(6 * HOUR_MS, atMostMs) : 6 * HOUR_MS),
    atLeastMs: fields["at-least"] ?? Math.min(DAY_MS, atMostMs),
    atMostMs,
    onOverstay: fields["on-overstay"] ?? "hold",
    waitForRunsMs: fields["wait-for-runs"] ?? 10 * MINUTE_MS,
  };
}

function tooLong({ graceMs, maxAgeMs, retire }: RotationPolicy, at: FieldPath): readonly ProblemAt[] {
  const all = [
    [graceMs, at("grace-period")],
    [maxAgeMs, at("max-age")],
    [retire.idleForMs, at("retire", "idle-for")],
    [retire.atLeastMs, at("retire", "at-least")],
    [retire.atMostMs, at("retire", "at-most")],
    [retire.waitForRunsMs, at("retire", "wait-for-runs")],
  ] as const;
  return all
    .filter(([ms]) => ms > LONGEST_MS)
    .map(([ms, path]) => ({ path, message: `must be at most ${durationText(LONGEST_MS)} (got ${durationText(ms)})` }));
}

function ageProblems({ maxAgeMs, graceMs }: RotationPolicy, at: FieldPath): readonly ProblemAt[] {
  if (maxAgeMs > graceMs) return [];
  const message = `must be longer than grace-period (${durationText(graceMs)}), or a key is due again before its predecessor is gone (got ${durationText(maxAgeMs)})`;
  return [{ path: at("max-age"), message }];
}

interface RetireCheck {
  readonly policy: RotationPolicy;
  readonly fields: RetireFields;
  readonly at: FieldPath;
}

function retireProblems({ policy, fields, at }: RetireCheck): readonly ProblemAt[] {
  if (fields.policy !== "when-idle") return [];
  const { atMostMs, atLeastMs, idleForMs } = policy.retire;
  const problems: ProblemAt[] = [];
  if (policy.strategy === "rotate" && fields["at-most"] !== undefined && atMostMs > policy.graceMs) {
    problems.push({
      path: at("retire", "at-most"),
      message: `must not lie beyond grace-period (${durationText(policy.graceMs)}): under the strategy rotate the service ends the old key then, whatever the policy (got ${durationText(atMostMs)})`,
      hint: "Shorten at-most, lengthen grace-period, or use strategy: create.",
    });
  }
  const longer = [
    [atLeastMs, "at-least"],
    [idleForMs, "idle-for"],
  ] as const;
  for (const [ms, key] of longer) {
    const message = `must not be longer than at-most (${durationText(atMostMs)}) (got ${durationText(ms)})`;
    if (ms > atMostMs) problems.push({ path: at("retire", key), message });
  }
  return problems;
}

function retireWarnings(fields: RetireFields, at: FieldPath): readonly ProblemAt[] {
  if (fields.policy === "when-idle") return [];
  const idle = (["at-least", "at-most", "on-overstay"] as const).filter((key) => fields[key] !== undefined);
  const without = fields.policy === "expire" && fields["wait-for-runs"] !== undefined ? ["wait-for-runs"] : [];
  return [...idle, ...without].map((key) => ({
    path: at("retire", key),
    message: `has no effect under the policy ${fields.policy}`,
  }));
}

/** `168h`, `90d`: in days where it comes out even and is long, as people write it. */
export function durationText(ms: number): string {
  if (ms % DAY_MS === 0 && ms >= 14 * DAY_MS) return `${ms / DAY_MS}d`;
  if (ms % HOUR_MS === 0) return `${ms / HOUR_MS}h`;
  return ms % MINUTE_MS === 0 ? `${ms / MINUTE_MS}m` : `${ms / 1000}s`;
}
