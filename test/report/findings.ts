import type { Finding, FindingCode } from "../../src/contract/finding.ts";
import { DAY, HOUR, NEW_KEY, NOW, OLD_KEY } from "./fixtures.ts";

type Samples = { readonly [C in FindingCode]: readonly Extract<Finding, { readonly code: C }>[] };

const CANDIDATES = [
  { id: NEW_KEY, description: "ci" },
  { id: OLD_KEY, description: "laptop of a colleague" },
];
const TARGET = "acme/api · actions · KOSLI_API_TOKEN";
const TARGETS = [TARGET, "acme/web · dependabot · KOSLI_API_TOKEN"];

const refused = {
  level: "error",
  fault: "forbidden",
  message: "writing the secret was refused: 403 Resource not accessible by personal access token",
} as const;

/** At least one finding of every code, and one of every shape that changes the sentence. */
export const FINDINGS: Samples = {
  "call-failed": [{ ...refused, code: "call-failed", phase: "observe", on: "Kosli acme/ci" }],
  "no-live-key": [{ level: "error", code: "no-live-key" }],
  "none-ours": [{ level: "error", code: "none-ours", label: "deploy", candidates: CANDIDATES }],
  "ambiguous-ownership": [
    { level: "error", code: "ambiguous-ownership", candidates: CANDIDATES },
    { level: "error", code: "ambiguous-ownership", candidates: CANDIDATES, namesakes: true },
  ],
  "foreign-successor": [
    { level: "error", code: "foreign-successor", keyId: NEW_KEY, description: "", currentId: OLD_KEY },
    {
      level: "error",
      code: "foreign-successor",
      keyId: NEW_KEY,
      description: "renamed",
      currentId: OLD_KEY,
      currentExpiresAtMs: NOW + DAY,
    },
  ],
  "target-blocked": [
    {
      level: "error",
      code: "target-blocked",
      target: TARGET,
      required: true,
      fault: "not-found",
      why: "there is no repository of that name",
    },
    {
      level: "warning",
      code: "target-blocked",
      target: TARGET,
      required: false,
      fault: "forbidden",
      why: "it is archived",
      hint: "Take it out",
    },
  ],
  "target-skipped": [{ level: "notice", code: "target-skipped", target: TARGET, why: "the repository is archived" }],
  "no-targets": [{ level: "error", code: "no-targets" }],
  "wide-credential": [
    {
      level: "notice",
      code: "wide-credential",
      credential: "the GitHub App's token for acme",
      why: "it reaches every repository that the App is installed for, as the pattern acme/* is matched against all of them",
    },
  ],
  "control-failed": [
    { level: "error", code: "control-failed", answers: [] },
    {
      level: "error",
      code: "control-failed",
      answers: [
        { place: "GET /api-keys", answer: "accepted" },
        { place: "GET /environments", answer: "inconclusive" },
      ],
    },
  ],
  "no-headroom": [{ level: "error", code: "no-headroom", live: 10, limit: 10 }],
  "downtime-not-allowed": [{ level: "error", code: "downtime-not-allowed" }],
  "description-too-long": [
    { level: "error", code: "description-too-long", description: "ci [rekey:kosli@acme/rotate]", limit: 20 },
  ],
  "strategy-unavailable": [{ level: "error", code: "strategy-unavailable", strategy: "rotate" }],
  "service-blocked": [
    { level: "error", code: "service-blocked", on: "Kinde acme", fault: "config", why: "the API has no scope read:x" },
    { level: "error", code: "service-blocked", on: "Kinde", fault: "forbidden", why: "403", hint: "Grant it" },
  ],
  "mint-refused": [{ ...refused, code: "mint-refused" }],
  "mint-lost": [
    { level: "error", code: "mint-lost", newKeyIds: [], message: "the connection broke" },
    { level: "error", code: "mint-lost", newKeyIds: [NEW_KEY], message: "the connection broke" },
    { level: "error", code: "mint-lost", newKeyIds: [], message: "the connection broke", inPlace: OLD_KEY },
  ],
  "mint-unusable": [
    { level: "error", code: "mint-unusable", message: "the answer's key is null", revoked: false },
    { level: "error", code: "mint-unusable", keyId: NEW_KEY, message: "the answer's key is null", revoked: false },
    { level: "error", code: "mint-unusable", keyId: NEW_KEY, message: "the answer's key is null", revoked: true },
    {
      level: "error",
      code: "mint-unusable",
      keyId: NEW_KEY,
      message: "the answer's key is null",
      revoked: false,
      inPlace: true,
    },
  ],
  "new-key-refused": [
    { level: "error", code: "new-key-refused", keyId: NEW_KEY, revoked: true, place: "GET /environments" },
    { level: "error", code: "new-key-refused", keyId: NEW_KEY, revoked: false, place: "GET /environments" },
    { level: "error", code: "new-key-refused", keyId: OLD_KEY, revoked: false, place: "verify", inPlace: true },
    {
      level: "error",
      code: "new-key-refused",
      keyId: NEW_KEY,
      revoked: true,
      place: "verify",
      why: `the new key ${NEW_KEY} lacks the scope read:x`,
    },
  ],
  "overlap-broken": [
    { level: "error", code: "overlap-broken", keyId: OLD_KEY },
    { level: "error", code: "overlap-broken", keyId: OLD_KEY, promisedUntilMs: NOW + DAY },
  ],
  "description-differs": [
    { level: "warning", code: "description-differs", keyId: NEW_KEY, expected: "ci", got: "ci (rotated)" },
    { level: "warning", code: "description-differs", keyId: NEW_KEY, expected: "ci", got: "" },
  ],
  gap: [
    { level: "warning", code: "gap", keyId: OLD_KEY, gapMs: 0.4, written: 1 },
    { level: "warning", code: "gap", keyId: OLD_KEY, gapMs: 850, written: 2 },
    { level: "warning", code: "gap", keyId: OLD_KEY, gapMs: 65_000, written: 200 },
  ],
  "expiry-differs": [
    { level: "warning", code: "expiry-differs", keyId: NEW_KEY, expectedMs: NOW + 90 * DAY, gotMs: NOW + DAY },
    { level: "warning", code: "expiry-differs", keyId: NEW_KEY, expectedMs: NOW + 90 * DAY },
  ],
  "write-failed": [
    { ...refused, code: "write-failed", target: TARGET, required: true },
    {
      ...refused,
      level: "warning",
      code: "write-failed",
      target: TARGET,
      required: false,
      fault: "timeout",
      hint: "Wait",
    },
  ],
  "write-withheld": (["canary", "foreign-key", "too-late", "cancelled", "powerless"] as const).map((why) => ({
    level: "error",
    code: "write-withheld",
    targets: TARGETS,
    why,
  })),
  "verify-failed": [
    {
      level: "error",
      code: "verify-failed",
      target: TARGET,
      required: true,
      why: "its time of the last write did not move",
    },
  ],
  "canary-failed": [
    { level: "error", code: "canary-failed", canary: "acme/api kosli-smoke.yml", why: "it ended with failure" },
    {
      level: "error",
      code: "canary-failed",
      canary: "acme/api kosli-smoke.yml",
      why: "it ended with failure",
      url: "https://github.com/acme/api/actions/runs/7",
    },
  ],
  stale: [{ level: "warning", code: "stale", targets: TARGETS, keyId: NEW_KEY }],
  finished: [{ level: "notice", code: "finished", keyId: NEW_KEY, targets: TARGETS }],
  orphan: [
    { level: "warning", code: "orphan", keyId: OLD_KEY, revoked: false },
    { level: "notice", code: "orphan", keyId: OLD_KEY, revoked: true },
  ],
  "lingering-use": [
    { level: "warning", code: "lingering-use", keyId: OLD_KEY, lastUsedAtMs: NOW - HOUR },
    { level: "warning", code: "lingering-use", keyId: OLD_KEY, lastUsedAtMs: NOW - HOUR, deadlineMs: NOW + DAY },
    { level: "warning", code: "lingering-use", keyId: OLD_KEY, lastUsedAtMs: NOW - HOUR, from: "203.0.113.9" },
  ],
  "unexplained-key": [{ level: "warning", code: "unexplained-key", keyId: OLD_KEY, description: "ci" }],
  "key-appeared": (["ours", "other-home", "foreign"] as const).map((whose) => ({
    level: "error",
    code: "key-appeared",
    keyId: NEW_KEY,
    description: "ci",
    whose,
  })),
  "attempts-exhausted": [{ level: "error", code: "attempts-exhausted", attempts: 3, targets: TARGETS }],
  "current-not-ours": (["refused", "unidentified"] as const).map((identified) => ({
    level: "warning",
    code: "current-not-ours",
    identified,
  })),
  "current-is-predecessor": [{ level: "warning", code: "current-is-predecessor", keyId: OLD_KEY }],
  deadline: [{ level: "error", code: "deadline", keyId: OLD_KEY, atMs: NOW + 6 * DAY + 4 * HOUR }],
  expiring: [{ level: "warning", code: "expiring", keyId: NEW_KEY, atMs: NOW + DAY }],
  "grace-broken": [
    { level: "warning", code: "grace-broken", keyId: OLD_KEY, promisedUntilMs: NOW - HOUR, revoked: true },
    { level: "warning", code: "grace-broken", keyId: OLD_KEY, promisedUntilMs: NOW - HOUR, revoked: false },
  ],
  overstays: [{ level: "error", code: "overstays", keyId: OLD_KEY, sinceMs: NOW - HOUR }],
  "too-old": [{ level: "error", code: "too-old", keyId: NEW_KEY, ageMs: 95 * DAY, maxAgeMs: 90 * DAY }],
  "retire-waits": (
    [
      "destinations-unwritten",
      "destinations-untold",
      "lingering-use",
      "not-idle",
      "too-young",
      "later-run",
      "at-least",
      "grace",
      "consumers-active",
      "uncovered-holders",
      "unexplained",
      "no-creation-time",
      "foreign-key",
      "current-disagrees",
      "overstay",
    ] as const
  ).map((why) => ({
    level: "notice",
    code: "retire-waits",
    keyId: OLD_KEY,
    why,
    untilMs: NOW + HOUR,
    labels: ["acme/api run 7"],
  })),
  retired: [
    { level: "notice", code: "retired", keyId: OLD_KEY, how: "revoked" },
    { level: "notice", code: "retired", keyId: OLD_KEY, how: "already-gone" },
  ],
  "not-retired": [{ level: "warning", code: "not-retired", keyId: OLD_KEY, message: "revoking it was refused: 403" }],
  "not-dead": [
    { level: "error", code: "not-dead", keyId: OLD_KEY, shows: "listed" },
    { level: "error", code: "not-dead", keyId: OLD_KEY, shows: "accepted" },
  ],
  "broken-consumers": [{ level: "error", code: "broken-consumers", targets: TARGETS }],
  "not-touched": [{ level: "warning", code: "not-touched", keys: CANDIDATES }],
  cancelled: [{ level: "error", code: "cancelled", phase: "distribute" }],
  matched: [{ level: "notice", code: "matched", pattern: "acme/*", places: ["acme/api", "acme/web"] }],
  "uncovered-holders": [{ level: "warning", code: "uncovered-holders", holders: TARGETS }],
  shadowed: [
    { level: "notice", code: "shadowed", shadows: [{ by: TARGET, hides: TARGETS.slice(1), isCovered: true }] },
    { level: "warning", code: "shadowed", shadows: [{ by: TARGET, hides: TARGETS.slice(1), isCovered: false }] },
  ],
  "inventory-blind": [
    {
      level: "notice",
      code: "inventory-blind",
      places: ["50 environments of acme/api"],
      why: "they are too many",
      needs: [],
    },
    {
      level: "notice",
      code: "inventory-blind",
      places: ["codespaces secrets of acme/api", "environments of acme/api"],
      why: "the server answered 403",
      needs: ['the repository permission "Codespaces secrets" (read)', 'the repository permission "Actions" (read)'],
    },
  ],
  "would-save": [
    {
      level: "notice",
      code: "would-save",
      instead: "an Actions secret of the organization acme",
      count: 200,
      requests: 800,
      requestsInstead: 8,
    },
  ],
  "cannot-finish": [
    {
      level: "error",
      code: "cannot-finish",
      on: "GitHub",
      count: 1500,
      before: "hour",
      requests: 3000,
      left: 120,
      resetsAtMs: NOW + HOUR / 2,
    },
    ...(["grace", "deadline"] as const).map((before) => ({
      level: "error" as const,
      code: "cannot-finish" as const,
      on: "GitHub",
      count: 5000,
      before,
      needsMs: 63 * 60_000,
      limitMs: HOUR,
    })),
  ],
};

/** All of them in one list. */
export const ALL_FINDINGS: readonly Finding[] = Object.values(FINDINGS).flat();
