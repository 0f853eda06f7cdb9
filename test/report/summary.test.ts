import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/contract/finding.ts";
import { summary } from "../../src/report/summary.ts";
import { ALL_FINDINGS } from "./findings.ts";
import { DAY, NEW_KEY, NEW_WINDOW, NOW, OLD_KEY, OLD_WINDOW, partial, rotation, run, target } from "./fixtures.ts";

const LIMIT_BYTES = 900 * 1024;

describe("the summary of a rotation", () => {
  it("that went well fits on one screen", () => {
    const text = summary(run([rotation()]), NOW);
    expect(text.split("\n").length).toBeLessThan(40);
    expect(text).toMatchSnapshot();
  });

  it("with failures shows them first, open, and folds what went well", () => {
    expect(summary(run([partial(18, 3)]), NOW)).toMatchSnapshot();
  });

  it("that had nothing to do says when the next one comes", () => {
    const idle = rotation({
      outcome: "not-due",
      rotated: false,
      targets: Array.from({ length: 40 }, (_, index) => target(`acme/service-${index}`, "fresh")),
      keys: [{ ...NEW_WINDOW, createdAtMs: NOW - 6 * DAY, mintedByThisRun: false }],
    });
    const text = summary(run([idle]), NOW);
    expect(text).toContain("## ✅ rekey · kosli-ci: nothing to do");
    expect(text).toContain("is in all 40 destinations. Next rotation: 2026-09-27 05:19 UTC (in 84 d).");
    expect(text).toContain("<details><summary>40 destinations, all ✅ up to date</summary>");
  });

  it("says who used a key last, where the service tells it", () => {
    const used = rotation({ keys: [{ ...OLD_WINDOW, lastUsedFrom: "203.0.113.9" }] });
    expect(summary(run([used]), NOW)).toMatch(/\| old \|.*, <code>203\.0\.113\.9<\/code> \|/);
  });

  it("that was only planned says what would happen, and what stands in its way", () => {
    const planned = rotation({
      outcome: "planned",
      mode: "plan",
      rotated: false,
      due: true,
      targets: [
        target("acme/api", "ready"),
        target("acme/typo", "blocked", { why: "there is no repository of that name" }),
      ],
      findings: [
        {
          level: "error",
          code: "target-blocked",
          target: "acme/typo",
          required: true,
          fault: "not-found",
          why: "there is no repository of that name",
        },
      ],
    });
    const text = summary(run([planned], { mode: "plan" }), NOW);
    expect(text).toContain(
      "A run in mode <code>auto</code> would rotate, because the key is due, but something stands in its way: a destination cannot be written. Nothing was changed.",
    );
    expect(text).toContain("📝\u00a0would be written");
    expect(text).toContain("❌\u00a0cannot be written");
    expect(text).toContain("**What to do:** Check the spelling");
  });

  it("explains in words why a destination was left unwritten", () => {
    const text = summary(
      run([rotation({ outcome: "held", targets: [target("acme/api", "withheld", { why: "too-late" })] })]),
      NOW,
    );
    expect(text).toContain("The new key was made more than 5 hours ago, and no write starts so late.");
  });
});

describe("the summary of several rotations", () => {
  it("starts with an overview, worst first, and folds those that need nobody", () => {
    const report = run([rotation({ name: "good" }), { ...partial(3, 1), name: "bad" }]);
    const text = summary(report, NOW);
    expect(text).toContain("## ⚠️ rekey · 1 of 2 rotations needs attention: bad (partly done)");
    expect(text.indexOf("<code>bad</code>")).toBeLessThan(text.indexOf("<code>good</code>"));
    expect(text).toContain("### bad: ⚠️ partly done");
    expect(text).toContain("<details><summary><b>good</b>: ✅ rotated</summary>");
  });

  it("uses no alert inside a fold, where GitHub renders none", () => {
    const noisy = rotation({ findings: [{ level: "warning", code: "orphan", keyId: OLD_KEY, revoked: false }] });
    expect(summary(run([noisy, noisy]), NOW)).not.toContain("[!WARNING]");
    expect(summary(run([noisy]), NOW)).toContain("[!WARNING]");
  });

  it("stays within its limit for a thousand of them", () => {
    const rotations = Array.from({ length: 1000 }, (_, index) => ({ ...partial(40, 10), name: `rotation-${index}` }));
    const text = summary(run(rotations), NOW);
    expect(Buffer.byteLength(text)).toBeLessThan(LIMIT_BYTES);
    expect(text).toContain("980 more rotations: see the overview above and the JSON report.");
  });
});

describe("the summary of a run that never began", () => {
  it("lists what is wrong with the configuration", () => {
    const text = summary(
      run([], { problems: ["rotations.ci: unknown key grace-periode; did you mean grace-period?"] }),
      NOW,
    );
    expect(text).toContain("## ❌ rekey · the configuration cannot be used");
    expect(text).toContain("- rotations.ci: unknown key grace-periode; did you mean grace-period?");
  });
});

describe("the size of the summary", () => {
  it("of 5,000 destinations with 2,000 failures, each for a reason of its own, stays below what GitHub takes", () => {
    const { targets, findings, ...rest } = partial(3000, 2000);
    const long = "x".repeat(400);
    const own = findings.map(
      (finding, index): Finding =>
        "hint" in finding ? { ...finding, hint: `Mend number ${index}: ${long}` } : finding,
    );
    const wordy = targets.map((one) => (one.status === "failed" ? { ...one, why: `${one.why} ${long}` } : one));
    const text = summary(run([{ ...rest, targets: wordy, findings: own }]), NOW);
    expect(Buffer.byteLength(text)).toBeLessThan(LIMIT_BYTES);
    expect(text).toMatch(/… and [\d,]+ more destinations, all in the JSON report\./);
    expect(text).toContain("mermaid");
  });

  it("of 5,000 good destinations has a row for each", () => {
    const text = summary(run([partial(5000, 0)]), NOW);
    expect(text.match(/✅.accepted \|/g)).toHaveLength(5000);
    expect(Buffer.byteLength(text)).toBeLessThan(LIMIT_BYTES);
  });

  it("stays below it when every text is as long as it may be", () => {
    const name = `${"&".repeat(300)}|`;
    const targets = Array.from({ length: 5000 }, (_, index) =>
      target(`${name}${index}`, "failed", { why: "<".repeat(2000) }),
    );
    const keys = Array.from({ length: 500 }, (_, index) => ({ ...OLD_WINDOW, keyId: `${"k|".repeat(200)}${index}` }));
    const problems = Array.from({ length: 500 }, () => "<".repeat(2000));
    const findings = [...ALL_FINDINGS, ...ALL_FINDINGS, ...ALL_FINDINGS];
    const one = rotation({
      name: "*".repeat(5000),
      outcome: "failed",
      keyId: "`".repeat(5000),
      targets,
      keys,
      findings,
    });
    expect(Buffer.byteLength(summary(run([one], { problems }), NOW))).toBeLessThan(1024 * 1024);
  });
});

describe("text from elsewhere in the summary", () => {
  const hostile = [
    "a | b `c` *d* <img src=x onerror=alert(1)> </details> $x$ \\",
    "@octocat please see #12 and https://evil.example/x www.evil.example",
    "line one\n## a heading\n| a | b |\n```mermaid\n:smile: [link](https://evil.example) ![](https://evil.example/pixel)",
    "\u202Eright to left\u0007 bell \u001b[31m red",
  ];

  function everywhere(text: string): string {
    const everything = rotation({
      name: text,
      outcome: "held",
      keyService: text,
      retirePolicy: text,
      keyId: text,
      predecessorId: text,
      targets: [target(text, "failed", { why: text })],
      keys: [{ ...NEW_WINDOW, keyId: text, description: text }],
      findings: [
        { level: "error", code: "call-failed", phase: "mint", on: text, fault: "contract", message: text, hint: text },
        { level: "error", code: "ambiguous-ownership", candidates: [{ id: text, description: text }] },
        { level: "warning", code: "retire-waits", keyId: text, why: "consumers-active", labels: [text] },
      ],
    });
    return summary(run([everything, everything], { problems: [text] }), NOW);
  }

  it("neither breaks lines, tables nor folds", () => {
    const plainLines = everywhere("harmless").split("\n");
    for (const text of hostile) {
      const lines = everywhere(text).split("\n");
      expect(lines.length).toBe(plainLines.length);
      lines.forEach((line, index) => {
        if (!line.startsWith("|")) return;
        expect(line.match(/\|/g)?.length, line).toBe(plainLines[index]?.match(/\|/g)?.length);
      });
    }
  });

  it("becomes no HTML, no link, no picture, no mention, no command of the terminal", () => {
    for (const text of hostile) {
      const rendered = everywhere(text);
      expect(rendered).not.toMatch(/<(?!\/?(code|details|summary|sub|b|br)>)/);
      expect(rendered).not.toMatch(/https?:\/\/|www\.e|\]\(|@\w|(?<!&)#\d|:smile:|\$x|`c`|\*d\*/);
      for (const control of ["\u202E", "\u0007", "\u001b"]) expect(rendered).not.toContain(control);
    }
  });

  it("begins no heading, list or quotation of its own in a list", () => {
    for (const text of [
      "# heading",
      "## heading",
      "- item",
      "+ item",
      "1. item",
      "23) item",
      "> quote",
      "---",
      "===",
    ]) {
      const page = summary(run([], { problems: [text] }), NOW);
      const item = page.split("\n").find((line) => line.startsWith("- ")) ?? "";
      expect(item.slice(2)).not.toMatch(/^(#+ |[-+*] |\d+[.)] |>|---|===)/);
    }
  });

  it("shows keys by their ends in running text, and whole in their table", () => {
    const text = summary(run([rotation()]), NOW);
    expect(text).toContain("<code>8f14e4…1a7b66</code>");
    expect(text).toContain(`| <code>${NEW_KEY}</code> |`);
  });
});
