import type { Finding } from "../contract/finding.ts";
import { type Sentence, type Telling, targetNames } from "./sentence.ts";
import { tell } from "./sentences.ts";
import { count, plural, say, type Words } from "./words.ts";

/** Findings of one kind and one cause, told in one sentence that names all their targets. */
export interface FindingGroup {
  readonly level: Finding["level"];
  readonly code: Finding["code"];
  readonly findings: readonly Finding[];
  /** Labels of the targets that it is about. */
  readonly targets: readonly string[];
}

const LEVELS = ["error", "warning", "notice"] as const;

/** Joins findings that differ only in their target. Errors first, then in the order of their first finding. Pure. */
export function groupFindings(findings: readonly Finding[], telling: Telling): readonly FindingGroup[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = causeOf(finding);
    const known = groups.get(key);
    if (known) known.push(finding);
    else groups.set(key, [finding]);
  }
  const all = [...groups.values()].map((members) => toGroup(members, telling));
  return LEVELS.flatMap((level) => all.filter((group) => group?.level === level)).filter(
    (group) => group !== undefined,
  );
}

/** The sentence of a group. `most`: so many targets are named, the rest counted. */
export function tellGroup(group: FindingGroup, telling: Telling, most: number): Sentence {
  const [first, ...others] = group.findings;
  if (!first) throw new TypeError("a group of findings is never empty");
  const sentence = tell(first, telling);
  if (others.length === 0) return sentence;
  const listed: Words = say`${targetNames(group.targets, telling, most)}. The first: `;
  return { ...sentence, title: pluralTitle(group, first), message: [...listed, ...sentence.message] };
}

function pluralTitle({ findings }: FindingGroup, first: Finding): string {
  const optional = "required" in first && !first.required ? "optional " : "";
  const amount = plural(findings.length, `${optional}destination`);
  switch (first.code) {
    case "write-failed":
      return `${amount} were not written`;
    case "target-blocked":
      return `${amount} cannot be written`;
    case "verify-failed":
      return `${amount} could not be verified`;
    case "target-skipped":
      return `${amount} skipped`;
    default:
      return `${count(findings.length)} × ${first.code}`;
  }
}

function toGroup(findings: readonly Finding[], telling: Telling): FindingGroup | undefined {
  const [first] = findings;
  if (!first) return undefined;
  const targets = findings.flatMap(targetsOf).map((target) => telling.label(target));
  return { level: first.level, code: first.code, findings, targets };
}

/** The targets that a finding names. */
export function targetsOf(finding: Finding): readonly string[] {
  if ("targets" in finding) return finding.targets;
  return "target" in finding ? [finding.target] : [];
}

/** Equal for findings that one sentence can tell; messages are left out where they quote the target. */
function causeOf(finding: Finding): string {
  switch (finding.code) {
    case "write-failed":
    case "target-blocked":
      return [finding.level, finding.code, finding.required, finding.fault, finding.hint].join("\n");
    case "verify-failed":
      return [finding.level, finding.code, finding.required].join("\n");
    case "target-skipped":
      return [finding.level, finding.code, finding.why].join("\n");
    default:
      return JSON.stringify(finding);
  }
}
