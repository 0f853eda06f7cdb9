import { align, paint } from "../demo/render/text.ts";
import type { Compared } from "./comparison.ts";
import { megabytes, plain, times } from "./table.ts";

const HEAD = ["Repositories", "Secrets", "Limits", "Client", "Median", "Ratio", "Requests per target", "Sockets"];
const REST = ["Peak memory", "Written", "Over a limit", ""];

/** What the columns mean, for below the table. */
export const LEGEND = [
  "Median: seconds from the first request to the last answer, each answer 50 ms late; not the start of the process, nor,",
  "without limits, the protocol's wait between mint and first write.",
  "Ratio: to the reference client; for rekey under limits, to the arithmetic optimum. Target: a repository, with all its secrets.",
];

/** Whether a line of rekey is whole: everything was written, and no limit was hit. Other clients may do as they like. */
export function isWhole({ client, repositories, secrets, written, violations }: Compared): boolean {
  return client !== "rekey" || (written === repositories * secrets && violations === 0);
}

/** The comparison as a table for a terminal; what was not measured is a dash. */
export function comparisonTable(lines: readonly Compared[]): readonly string[] {
  const body = lines.map((line) => {
    const { ms, ratio, requestsPerTarget, sockets, peakBytes, written, violations } = line;
    const over = shown(violations, plain);
    return [
      plain(line.repositories),
      plain(line.secrets),
      line.limited ? "900 a minute" : "none",
      line.client,
      shown(ms, (value) => `${(value / 1000).toFixed(2)} s`),
      shown(ratio, times),
      shown(requestsPerTarget, plain),
      shown(sockets, plain),
      shown(peakBytes, megabytes),
      shown(written, plain),
      isWhole(line) ? over : paint("red", `✘ ${over}`),
      paint("dim", line.note),
    ];
  });
  return align([[...HEAD, ...REST].map((title) => paint("bold", title)), ...body], 2);
}

function shown(value: number | undefined, unit: (value: number) => string): string {
  return value === undefined ? "–" : unit(value);
}
