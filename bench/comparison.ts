import { isGhInstalled, loopGh } from "./gh.ts";
import { paceInVirtualTime } from "./limits.ts";
import { figures, lookAround, type Measured, measure, middle, repeat, rotate, type Size } from "./observe.ts";
import type { Seen } from "./throughput.ts";

export type Client = "rekey" | "rekey, mode check" | "reference" | "gh, in a loop";

/** A line of the comparison: how a client wrote so many secrets. What is undefined was not or cannot be measured. */
export interface Compared {
  readonly repositories: number;
  /** Secrets in each repository. */
  readonly secrets: number;
  /** Whether 900 points a minute and 100 requests at once are enforced. */
  readonly limited: boolean;
  readonly client: Client;
  /** Median; from the first request to the last answer. */
  readonly ms?: number | undefined;
  /** Time by that of the reference; under limits, by the optimum. */
  readonly ratio?: number | undefined;
  readonly requestsPerTarget?: number | undefined;
  readonly sockets?: number | undefined;
  readonly peakBytes?: number | undefined;
  /** Secrets that hold a new value in the end. */
  readonly written?: number | undefined;
  /** Requests that a limit turned away. */
  readonly violations?: number | undefined;
  readonly note: string;
}

export interface ComparisonOptions {
  readonly action: string;
  /** Lets real minutes pass where one secret is written under limits. */
  readonly minutes: boolean;
  /** Is told what is measured next. */
  readonly tell: (what: string) => void;
}

const GH_REPOSITORIES = 50;
const SIZES = [
  { repositories: 1, runs: 5 },
  { repositories: 50, runs: 3 },
  { repositories: 200, runs: 3 },
  { repositories: 1000, runs: 3 },
] as const;

/** Compares the action with the reference client and with gh, by size, secrets and limits. Takes some minutes. */
export async function compareClients(options: ComparisonOptions): Promise<readonly Compared[]> {
  const installed = await isGhInstalled();
  const lines: Compared[] = [];
  for (const secrets of [1, 3]) {
    for (const one of SIZES) {
      const size = { ...one, secrets };
      options.tell(`${size.repositories} repositories, ${secrets} in each`);
      const { unlimited, requests, concurrency } = await withoutLimits(options, size);
      lines.push(...unlimited, ...(await underLimits(options, { size, requests, concurrency })));
      lines.push(await inventory(options, size));
      if (size.repositories > GH_REPOSITORIES) continue;
      const runs = size.repositories === 1 ? size.runs : 1;
      for (const limited of [false, true]) {
        const rest = { repositories: size.repositories, secrets, limited, client: "gh, in a loop" } as const;
        const reference = lines.find((line) => line.client === "reference" && isSame(line, rest))?.ms;
        if (installed) lines.push({ ...rest, ...(await loop({ size: { ...size, runs }, limited, reference })) });
        else lines.push({ ...rest, note: "gh is not installed here" });
      }
    }
  }
  return lines.toSorted((a, b) => Number(a.limited) - Number(b.limited));
}

function isSame(a: Compared, b: Omit<Compared, "note">): boolean {
  return a.repositories === b.repositories && a.secrets === b.secrets && a.limited === b.limited;
}

async function withoutLimits({ action }: ComparisonOptions, size: Size) {
  const [ours, theirs]: [Measured[], Measured[]] = [[], []];
  for (let run = 0; run < size.runs; run += 1) {
    const rotated = await measure({ size, limited: false }, (fleet) => rotate(action, fleet));
    ours.push(rotated);
    theirs.push(await measure({ size, limited: false }, (fleet) => repeat(rotated, fleet)));
  }
  const [rotated, repeated] = [middle(ours), middle(theirs)];
  const { requests, maxConcurrent: concurrency } = rotated;
  const { repositories, secrets } = size;
  const rest = { repositories, secrets, limited: false };
  const unlimited: Compared[] = [
    { ...rest, ...figures(rotated), client: "rekey", ratio: rotated.ms / repeated.ms, note: "" },
    { ...rest, ...figures(repeated), client: "reference", ratio: 1, note: "the same requests, nothing checked" },
  ];
  return { unlimited, requests, concurrency };
}

/** What the inventory costs: nothing is written, and all that else holds the secret is looked for. */
async function inventory({ action }: ComparisonOptions, size: Size): Promise<Compared> {
  const looked = await measure({ size, limited: false }, (fleet) => lookAround(action, fleet));
  const repeated = await measure({ size, limited: false }, (fleet) => repeat(looked, fleet));
  const { repositories, secrets } = size;
  const note = "once; nothing is written, and what else holds the secret is looked for";
  const ratio = looked.ms / repeated.ms;
  return { repositories, secrets, limited: false, ...figures(looked), client: "rekey, mode check", ratio, note };
}

async function underLimits(
  { action, minutes }: ComparisonOptions,
  sent: { readonly size: Size; readonly requests: readonly Seen[]; readonly concurrency: number },
): Promise<readonly Compared[]> {
  const { repositories, secrets } = sent.size;
  const { optimumMs, ...virtual } = await paceInVirtualTime({ repositories, secrets, pace: "points" });
  const rest = { repositories, secrets, limited: true };
  const beside = `beside an optimum of ${(optimumMs / 1000).toFixed(1)} s`;
  const ratio = virtual.ms / optimumMs;
  const gate = {
    ...rest,
    ...virtual,
    client: "rekey",
    ratio,
    note: `${beside}; the gate alone, virtual clock`,
  } as const;
  const again = { requests: sent.requests, maxConcurrent: sent.concurrency };
  const repeated = await measure({ size: sent.size, limited: true }, (fleet) => repeat(again, fleet));
  const note = repeated.violations > 0 ? "does not wait: turned away" : "";
  const reference = { ...rest, ...figures(repeated), client: "reference", note } as const;
  if (!minutes || secrets > 1) return [gate, reference];
  const real = await measure({ size: sent.size, limited: true }, (fleet) => rotate(action, fleet));
  const whole = { ...rest, ...figures(real), client: "rekey", note: `${beside}; the whole run, real minutes` } as const;
  return [gate, { ...whole, ratio: real.ms / optimumMs }, reference];
}

async function loop(options: {
  readonly size: Size;
  readonly limited: boolean;
  readonly reference: number | undefined;
}): Promise<Omit<Compared, keyof Size | "limited" | "client">> {
  const { size, limited, reference } = options;
  const all: Measured[] = [];
  for (let run = 0; run < size.runs; run += 1) {
    all.push(await measure({ size, limited }, ({ github, places }) => loopGh({ url: github.url, places })));
  }
  const typical = middle(all);
  const bound = "once: gh is bounded to 50 repositories here, more is not extrapolated";
  const note = size.repositories === GH_REPOSITORIES ? bound : "";
  return { ...figures(typical), ratio: limited || reference === undefined ? undefined : typical.ms / reference, note };
}
