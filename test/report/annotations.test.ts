import { describe, expect, it } from "vitest";
import type { RotationReport } from "../../src/contract/report.ts";
import { annotationsOf, fitAnnotations, problemAnnotation } from "../../src/report/annotations.ts";
import { ALL_FINDINGS } from "./findings.ts";
import { NOW, OLD_KEY, partial, refused, rotation, run, target } from "./fixtures.ts";

function shown(...rotations: readonly RotationReport[]) {
  const report = run(rotations);
  return fitAnnotations(annotationsOf(report, NOW), report);
}

describe("annotations", () => {
  it("are none for a run in which nothing is worth telling", () => {
    expect(shown(rotation())).toEqual([]);
  });

  it("tell destinations that failed for one cause in one, with all names and the mend", () => {
    const [failed, deadline] = shown(partial(10, 3));
    expect(failed?.level).toBe("error");
    expect(failed?.title).toBe("3 destinations were not written");
    for (const name of ["acme/legacy-1", "acme/legacy-2", "acme/legacy-3"]) expect(failed?.message).toContain(name);
    expect(failed?.message).toMatch(/\nWhat to do: Give the token the repository permission Secrets: write\.$/);
    expect(deadline?.message).toContain("2026-07-12 05:17 UTC (in 6 d 23 h)");
  });

  it("name every destination in trouble, up to hundreds, whatever the findings say", () => {
    const failures = Array.from({ length: 60 }, (_, index) => refused(`acme/legacy-${index}`));
    const untold = [
      target("acme/blocked", "blocked"),
      target("acme/withheld", "withheld"),
      target("acme/skipped", "skipped"),
    ];
    const text = JSON.stringify(
      shown(
        rotation({
          outcome: "partial",
          targets: [...failures.map(({ row }) => row), ...untold],
          findings: failures.map(({ finding }) => finding),
        }),
      ),
    );
    for (const { row } of failures) expect(text).toContain(`${row.label}\``);
    for (const { label } of untold) expect(text).toContain(label);
  });

  it("fit into what GitHub keeps: ten of a level, with one error left for the sentence that fails the step", () => {
    const findings = ALL_FINDINGS.map((finding) => ({ ...finding, level: "error" as const }));
    const errors = shown(rotation({ outcome: "failed", findings }));
    expect(errors.filter(({ level }) => level === "error")).toHaveLength(9);
    expect(errors.at(-1)?.title).toMatch(/^\d+ more errors$/);
    for (const { title, message } of errors) {
      expect(message.length).toBeLessThanOrEqual(4096);
      expect(title.length).toBeLessThan(250);
    }
  });

  it("join what does not fit, by title, so that nothing is lost silently", () => {
    const findings = Array.from({ length: 30 }, (_, index) => ({
      level: "warning" as const,
      code: "orphan" as const,
      keyId: `key-${index}`,
      revoked: false,
    }));
    const warnings = shown(rotation({ findings }));
    expect(warnings).toHaveLength(10);
    expect(warnings.at(-1)?.title).toBe("21 more warnings");
    for (const { keyId } of findings) expect(JSON.stringify(warnings)).toContain(`\`${keyId}\``);
  });

  it("say how many are left out when even the joined one is full", () => {
    const findings = Array.from({ length: 500 }, (_, index) => ({
      level: "warning" as const,
      code: "orphan" as const,
      keyId: `key-${index}`,
      revoked: false,
    }));
    const last = shown(rotation({ findings })).at(-1);
    expect(last?.message).toMatch(/and \d+ more, all in the summary of the run and in its JSON report$/);
  });

  it("say which rotation they are about where there are several", () => {
    const other = rotation({
      name: "billing",
      findings: [{ level: "warning", code: "orphan", keyId: OLD_KEY, revoked: false }],
    });
    expect(shown(rotation(), other)[0]?.title).toBe("billing: A key that nobody seems to hold");
  });

  it("of a problem stand at its line in its file", () => {
    const problem = {
      message: "rotations.ci.grace-periode: unknown key",
      hint: "Did you mean grace-period?",
      file: ".github/rekey.yml",
      line: 12,
    };
    expect(problemAnnotation("error", problem)).toEqual({
      level: "error",
      title: "Configuration",
      message: ".github/rekey.yml:12: rotations.ci.grace-periode: unknown key\nWhat to do: Did you mean grace-period?",
      file: ".github/rekey.yml",
      line: 12,
    });
  });

  it("of many problems keep file and line of those that are joined", () => {
    const all = Array.from({ length: 20 }, (_, index) =>
      problemAnnotation("error", { message: `problem ${index}`, file: ".github/rekey.yml", line: index + 1 }),
    );
    const fitted = fitAnnotations(all, run([], { problems: ["x"] }));
    expect(fitted).toHaveLength(9);
    expect(fitted.at(-1)?.message).toContain("Configuration: .github/rekey.yml:20: problem 19");
  });
});
