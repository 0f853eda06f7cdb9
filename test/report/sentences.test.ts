import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/contract/finding.ts";
import type { Telling } from "../../src/report/sentence.ts";
import { tell } from "../../src/report/sentences.ts";
import { plain } from "../../src/report/words.ts";
import { ALL_FINDINGS, FINDINGS } from "./findings.ts";
import { NEW_KEY, NOW, OLD_KEY } from "./fixtures.ts";

const telling: Telling = { nowMs: NOW, label: (target) => target };

function told(finding: Finding): string {
  const { title, message, todo } = tell(finding, telling);
  return `${title}. ${plain(message)} ${todo ? plain(todo) : ""}`;
}

/** Ids and names in a finding: what its sentence must name. */
function namesIn(finding: Finding): readonly string[] {
  const names: string[] = [];
  if ("keyId" in finding && finding.keyId !== undefined) names.push(finding.keyId);
  if ("targets" in finding) names.push(...finding.targets);
  if ("target" in finding) names.push(finding.target);
  if ("canary" in finding) names.push(finding.canary);
  if ("candidates" in finding) names.push(...finding.candidates.flatMap(({ id, description }) => [id, description]));
  if ("keys" in finding) names.push(...finding.keys.map(({ id }) => id));
  if ("newKeyIds" in finding) names.push(...finding.newKeyIds);
  if ("answers" in finding) names.push(...finding.answers.map(({ place }) => place));
  if ("hint" in finding && finding.hint !== undefined) names.push(finding.hint);
  if ("on" in finding) names.push(finding.on);
  if ("from" in finding && finding.from !== undefined) names.push(finding.from);
  if ("why" in finding && finding.code === "new-key-refused") names.push("lacks the scope read:x");
  return names;
}

describe("the sentence for every finding", () => {
  for (const [code, findings] of Object.entries(FINDINGS)) {
    it(`of ${code} is whole, and names the thing`, () => {
      for (const finding of findings) {
        const { title, message, todo } = tell(finding, telling);
        expect(title).toMatch(/^[A-Z0-9].{3,70}[^.]$/);
        for (const text of [plain(message), ...(todo ? [plain(todo)] : [])]) {
          expect(text).toMatch(/^[`A-Z0-9].*[.]$|https:\S+$/);
          expect(text).not.toMatch(/undefined|NaN|\[object|null\b(?<!key is null)|\.\.|\s\s|\s[.,;:]/);
        }
        for (const name of namesIn(finding)) expect(told(finding)).toContain(name);
      }
    });
  }

  it("says what to do about every error and every warning", () => {
    const silent = ALL_FINDINGS.filter((finding) => finding.level !== "notice" && !tell(finding, telling).todo);
    expect(silent.map(({ code }) => code)).toEqual(["grace-broken"]);
  });

  it("tells deadlines in UTC and how far away they are", () => {
    expect(told({ level: "error", code: "deadline", keyId: OLD_KEY, atMs: NOW + 534_000_000 })).toContain(
      "ends on 2026-07-11 09:39 UTC (in 6 d 4 h)",
    );
  });

  const advice: readonly (readonly [string, Finding, readonly string[]])[] = [
    [
      "a service that changes the description",
      FINDINGS["description-differs"][0] as Finding,
      ["`key.dedicated: true`", "`key.label`", "`ci (rotated)`"],
    ],
    [
      "several keys without a label",
      FINDINGS["ambiguous-ownership"][0] as Finding,
      ["`key.dedicated: true`", "`key.label`", "laptop of a colleague"],
    ],
    ["a label that no key has", FINDINGS["none-ours"][0] as Finding, ["`key.label`", "`deploy`", NEW_KEY]],
    ["an account without a key", FINDINGS["no-live-key"][0] as Finding, ["`mode: force`"]],
    ["too many attempts", FINDINGS["attempts-exhausted"][0] as Finding, ["3 keys", "`mode: force`", "`current-key`"]],
    [
      "a current key that is not current",
      FINDINGS["current-not-ours"][0] as Finding,
      ["`current-key`", "destinations"],
    ],
    ["a lost answer", FINDINGS["mint-lost"][1] as Finding, [NEW_KEY, "cannot be asked for again", "Run again"]],
    ["a key of another run", FINDINGS["key-appeared"][0] as Finding, ["`concurrency`"]],
    ["a key of another home", FINDINGS["key-appeared"][1] as Finding, ["One account needs one home"]],
    [
      "a made-up key that is accepted",
      FINDINGS["control-failed"][1] as Finding,
      ["GET /api-keys accepted it", "`verify.prove: false`"],
    ],
    ["a service without overlap", FINDINGS["downtime-not-allowed"][0] as Finding, ["`allow-downtime: true`"]],
    ["a strategy that the service lacks", FINDINGS["strategy-unavailable"][0] as Finding, ["`strategy: create`"]],
  ];
  for (const [name, finding, parts] of advice) {
    it(`for ${name} says which setting mends it`, () => {
      for (const part of parts) expect(told(finding)).toContain(part);
    });
  }

  it("passes a hint of the other side on, as a sentence", () => {
    const [, optional] = FINDINGS["target-blocked"];
    expect(told(optional as Finding)).toMatch(/ Take it out\.$/);
  });

  it("admits that a write may have arrived when its answer was lost", () => {
    const [refused, lost] = FINDINGS["write-failed"].map(told);
    expect(refused).toContain("It still holds the old key.");
    expect(lost).toContain("Whether the write arrived is not known.");
  });

  it("counts what does not fit instead of listing thousands", () => {
    const targets = Array.from({ length: 5000 }, (_, index) => `acme/service-${index} · actions · KEY`);
    const text = told({ level: "error", code: "broken-consumers", targets });
    expect(text).toContain("and 4,940 more");
    expect(text.length).toBeLessThan(4000);
  });
});
