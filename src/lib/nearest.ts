/**
 * The known word that a mistyped one most likely stands for; undefined when none is near. Case and the choice
 * between `-` and `_` do not count.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const wanted = fold(word);
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const name of known) {
    const distance = editDistance(wanted, fold(name));
    if (distance <= tolerance(wanted, fold(name)) && distance < (best?.distance ?? Infinity)) best = { name, distance };
  }
  return best?.name;
}

/** `; did you mean 'x'?`, or the list of what is known when nothing is near: the tail of an error message. */
export function didYouMean(word: string, known: readonly string[]): string {
  const name = nearest(word, known);
  if (name !== undefined) return `; did you mean '${name}'?`;
  return known.length === 0 ? "" : `; known: ${known.join(", ")}`;
}

function fold(word: string): string {
  return word.toLowerCase().replaceAll("_", "-");
}

/** A third of the longer word may be wrong; a word that holds the other is always near enough. */
function tolerance(a: string, b: string): number {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  if (shorter.length >= 3 && longer.includes(shorter)) return longer.length;
  return Math.max(1, Math.floor(longer.length / 3));
}

/** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours count one each. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
