import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { jsonReport } from "../../src/report/json.ts";
import { reportJsonSchema, reportSchema } from "../../src/report/report-schema.ts";
import { ALL_FINDINGS } from "./findings.ts";
import { DAY, NEW_KEY, NEW_WINDOW, NOW, OLD_KEY, partial, rotation, run, target } from "./fixtures.ts";

const ajv = new Ajv2020({ strict: true, allErrors: true });
addFormats.default(ajv);
const published: unknown = JSON.parse(
  readFileSync(new URL("../../schema/report.schema.json", import.meta.url), "utf8"),
);
const validate = ajv.compile(published as object);

/** As a reader of the file gets it. */
function written(...args: Parameters<typeof run>): unknown {
  return JSON.parse(JSON.stringify(jsonReport(run(...args), NOW)));
}

const REPORTS = {
  "a rotation that went well": written([rotation()]),
  "a rotation with failures": written([partial(5, 3)]),
  "every finding there is": written([rotation({ outcome: "failed", findings: ALL_FINDINGS })]),
  "several rotations": written([rotation(), partial(1, 1), rotation({ name: "other" })]),
  "bad configuration": written([], { problems: ["rotations.ci: unknown key"] }),
  "targets of every status": written([
    rotation({
      targets: (
        [
          "verified",
          "accepted",
          "written",
          "fresh",
          "stale",
          "ready",
          "blocked",
          "failed",
          "withheld",
          "skipped",
        ] as const
      ).map((status) => target(`acme/${status}`, status, { evidence: "version", created: true, why: "why" })),
    }),
  ]),
  "times that no calendar has": written([
    rotation({
      nextDueAtMs: Number.NaN,
      keys: [{ ...NEW_WINDOW, createdAtMs: 9e15, endsAtMs: Number.POSITIVE_INFINITY }],
    }),
  ]),
};

describe("the JSON report", () => {
  for (const [name, report] of Object.entries(REPORTS)) {
    it(`of ${name} is what the published schema says`, () => {
      validate(report);
      expect(validate.errors).toBeNull();
      expect(reportSchema.safeParse(report).error).toBeUndefined();
    });
  }

  it("is refused by the schema with anything unknown in it", () => {
    expect(validate({ ...(REPORTS["a rotation that went well"] as object), secret: "x" })).toBe(false);
  });

  it("has a schema that is published as it is", () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(reportJsonSchema())));
  });

  it("tells times in ISO 8601 and UTC, and durations in seconds", () => {
    const [first] = jsonReport(
      run([
        rotation({
          findings: [{ level: "error", code: "too-old", keyId: NEW_KEY, ageMs: 95 * DAY, maxAgeMs: 90 * DAY }],
        }),
      ]),
      NOW,
    ).rotations;
    expect(first?.predecessorExpiresAt).toBe("2026-07-12T05:17:00Z");
    expect(first?.endedAt).toBe("2026-07-05T05:19:00Z");
    expect(first?.keys[0]?.createdAt).toBe("2026-04-08T05:19:00Z");
    expect(first?.findings[0]?.details).toEqual({ keyId: NEW_KEY, ageSeconds: 8_208_000, maxAgeSeconds: 7_776_000 });
  });

  it("tells the data of a finding beside its words", () => {
    const [first] = jsonReport(
      run([rotation({ findings: [{ level: "error", code: "deadline", keyId: OLD_KEY, atMs: NOW + DAY }] })]),
      NOW,
    ).rotations;
    expect(first?.findings[0]).toEqual({
      level: "error",
      code: "deadline",
      title: "The old key's time is running",
      message: `The old key \`${OLD_KEY}\` ends on 2026-07-06 05:19 UTC (in 1 d). Destinations that still hold it stop working then.`,
      todo: "See that a run succeeds before.",
      details: { keyId: OLD_KEY, at: "2026-07-06T05:19:00Z" },
    });
  });
});
