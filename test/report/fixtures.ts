import type { Finding } from "../../src/contract/finding.ts";
import type { KeyWindow, RotationReport, RunReport, TargetReport, TargetStatus } from "../../src/contract/report.ts";
import { worse } from "../../src/contract/report.ts";

/** 2026-07-05 05:19 UTC: when the runs of these tests end. */
export const NOW = Date.parse("2026-07-05T05:19:00Z");
export const DAY = 86_400_000;
export const HOUR = 3_600_000;

export const NEW_KEY = "8f14e45f-ceea-4a7d-9e3b-5f0c2d1a7b66";
export const OLD_KEY = "3c59dc04-8e88-4f0a-b1d6-0e6b6c1d2f90";

/** One destination as a report tells it; `name` is a repository. */
export function target(
  name: string,
  status: TargetStatus = "accepted",
  more: Partial<TargetReport> = {},
): TargetReport {
  const written = status === "stale" || status === "skipped" || status === "blocked" ? NOW - 90 * DAY : NOW - 60_000;
  return {
    id: `github-secret:https://api.github.com/${name}/actions/KOSLI_API_TOKEN`,
    label: `${name} · actions · KOSLI_API_TOKEN`,
    status,
    required: true,
    home: false,
    writtenAtMs: written,
    ...more,
  };
}

export const NEW_WINDOW: KeyWindow = {
  keyId: NEW_KEY,
  description: "ci",
  role: "current",
  createdAtMs: NOW - 2 * 60_000,
  lastUsedAtMs: NOW - 100_000,
  mintedByThisRun: true,
};

export const OLD_WINDOW: KeyWindow = {
  keyId: OLD_KEY,
  description: "ci",
  role: "predecessor",
  createdAtMs: NOW - 88 * DAY,
  endsAtMs: NOW + 7 * DAY - 2 * 60_000,
  lastUsedAtMs: NOW - 3 * HOUR,
  mintedByThisRun: false,
};

/** A rotation that went well, over three repositories. */
export function rotation(more: Partial<RotationReport> = {}): RotationReport {
  return {
    name: "kosli-ci",
    mode: "auto",
    outcome: "rotated",
    keyService: "Kosli acme/ci",
    strategy: "rotate",
    retirePolicy: "expire",
    due: false,
    rotated: true,
    reason: "due",
    keyId: NEW_KEY,
    predecessorId: OLD_KEY,
    predecessorExpiresAtMs: NOW + 7 * DAY - 2 * 60_000,
    nextDueAtMs: NOW + 84 * DAY,
    startedAtMs: NOW - 150_000,
    endedAtMs: NOW,
    targets: [target("acme/rotate", "accepted", { home: true }), target("acme/api"), target("acme/web-shop")],
    keys: [OLD_WINDOW, NEW_WINDOW],
    findings: [],
    ...more,
  };
}

/** A run of the given rotations. */
export function run(rotations: readonly RotationReport[], more: Partial<RunReport> = {}): RunReport {
  let outcome = rotations[0]?.outcome ?? "failed";
  for (const one of rotations) outcome = worse(outcome, one.outcome);
  return {
    outcome,
    mode: "auto",
    repository: "acme/rotate",
    runUrl: "https://github.com/acme/rotate/actions/runs/1234",
    rotations,
    problems: [],
    ...more,
  };
}

/** A target that was refused, with the finding that tells so. */
export function refused(name: string): { readonly row: TargetReport; readonly finding: Finding } {
  const row = target(name, "failed", {
    why: `writing ${name} was refused: 403 Resource not accessible by personal access token`,
  });
  return {
    row,
    finding: {
      level: "error",
      code: "write-failed",
      target: row.label,
      required: true,
      fault: "forbidden",
      message: row.why ?? "",
      hint: "Give the token the repository permission Secrets: write",
    },
  };
}

/** A run in which some destinations failed. */
export function partial(good: number, bad: number): RotationReport {
  const failures = Array.from({ length: bad }, (_, index) => refused(`acme/legacy-${index + 1}`));
  return rotation({
    outcome: "partial",
    due: true,
    targets: [
      ...Array.from({ length: good }, (_, index) => target(`acme/service-${index + 1}`)),
      ...failures.map(({ row }) => row),
    ],
    findings: [
      ...failures.map(({ finding }) => finding),
      { level: "error", code: "deadline", keyId: OLD_KEY, atMs: NOW + 7 * DAY - 2 * 60_000 },
    ],
  });
}
