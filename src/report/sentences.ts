import type { Finding, FindingCode } from "../contract/finding.ts";
import type { FindingOf, Sentence, Tellers, Telling } from "./sentence.ts";
import { fleets } from "./sentences-of-fleets.ts";
import { minting } from "./sentences-of-minting.ts";
import { ownership } from "./sentences-of-ownership.ts";
import { retiring } from "./sentences-of-retiring.ts";
import { targets } from "./sentences-of-targets.ts";

/** One teller per code: a code without one, or one without a code, does not compile. */
const TELLERS = { ...ownership, ...minting, ...targets, ...retiring, ...fleets } satisfies Tellers<FindingCode>;

type Shapes = { readonly [C in FindingCode]: FindingOf<C> };

function tellOne<C extends FindingCode>(code: C, finding: Shapes[C], telling: Telling): Sentence {
  const tellers: { readonly [K in FindingCode]: (finding: Shapes[K], telling: Telling) => Sentence } = TELLERS;
  return tellers[code](finding, telling);
}

/** A finding in words: what is the case, why, and what to do about it. Pure. */
export function tell(finding: Finding, telling: Telling): Sentence {
  return tellOne(finding.code, finding, telling);
}
