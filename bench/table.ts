import { align, paint } from "../demo/render/text.ts";

/** One line of the result. */
export interface Row {
  readonly what: string;
  /** In the unit of `budget`; undefined where this machine does not tell. */
  readonly measured: number | undefined;
  readonly budget: number;
  /** Writes both down for people. */
  readonly unit: (value: number) => string;
  /** What the number was made from. */
  readonly detail: string;
  /** Counted, not timed: the same on every machine, so that a miss is no accident. */
  readonly counted?: boolean;
}

export const times = (value: number) => `${value.toFixed(2)} ×`;
export const megabytes = (value: number) => `${(value / 1e6).toFixed(2)} MB`;
export const plain = (value: number) => String(Math.round(value * 100) / 100);

/** Whether a line is within its budget; what cannot be measured here is. */
export function isWithin({ measured, budget }: Row): boolean {
  return measured === undefined || measured <= budget;
}

/** The result as a table for a terminal. */
export function table(rows: readonly Row[]): readonly string[] {
  const head = ["What", "Measured", "Budget", "", "From"].map((title) => paint("bold", title));
  const body = rows.map((row) => {
    const { what, measured, budget, unit, detail } = row;
    const verdict = isWithin(row) ? paint("green", "✔") : paint("red", "✘ over");
    const shown = measured === undefined ? "not told here" : unit(measured);
    return [what, shown, unit(budget), measured === undefined ? "" : verdict, paint("dim", detail)];
  });
  return align([head, ...body]);
}
