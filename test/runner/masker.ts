/** Shortest PowerShell fragment that the runner still masks. */
const SHORTEST_FRAGMENT = 6;
/** A quoted value is stripped of its quotes only above this length. */
const SHORTEST_QUOTED = 8;

type Encoder = (value: string) => string;

function base64From(value: string, shift: number): string {
  const bytes = Buffer.from(value, "utf8");
  return (bytes.length > shift ? bytes.subarray(shift) : bytes).toString("base64");
}

/** `Uri.EscapeDataString` of .NET escapes five characters that `encodeURIComponent` leaves alone. */
function uriData(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const XML: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;", "&": "&amp;" };

function xmlData(value: string): string {
  return value.replace(/[<>"'&]/g, (char) => XML[char] ?? char);
}

function withoutQuotes(value: string): string {
  const quoted = value.length > SHORTEST_QUOTED && value.startsWith('"') && value.endsWith('"');
  return quoted ? value.slice(1, -1) : "";
}

/** Where PowerShell's error view cuts a command line: after `&+`, else after the last `&`; -1 without any. */
function ampersandEnd(value: string): number {
  const coloured = value.indexOf("&+");
  if (coloured >= 0) return coloured + 2;
  const last = value.lastIndexOf("&");
  return last < 0 ? -1 : last + 1;
}

function beforeAmpersand(value: string): string {
  const end = ampersandEnd(value);
  return end >= SHORTEST_FRAGMENT ? value.slice(0, end) : "";
}

function afterAmpersand(value: string): string {
  const end = ampersandEnd(value);
  // PowerShell colours the first character after the cut, so the runner leaves it out.
  const part = end < 0 ? "" : value.slice(end + 1);
  return part.length >= SHORTEST_FRAGMENT ? part : "";
}

/** The eleven derived forms that a GitHub runner masks besides the value itself. */
export const encoders: readonly Encoder[] = [
  (value) => base64From(value, 0),
  (value) => base64From(value, 1),
  (value) => base64From(value, 2),
  (value) => value.replaceAll('"', '\\"'),
  (value) => value.replaceAll("'", "''"),
  (value) => JSON.stringify(value).slice(1, -1),
  uriData,
  xmlData,
  withoutQuotes,
  beforeAmpersand,
  afterAmpersand,
];

function occurrences(line: string, value: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  let start = line.indexOf(value);
  while (start >= 0) {
    found.push({ start, end: start + value.length });
    start = line.indexOf(value, start + 1);
  }
  return found;
}

/**
 * Hides values in log lines as a GitHub Actions runner does: plain substring replacement by `***`, overlapping
 * hits merged, derived forms included, and nothing else (no hex, no base64url, no prefixes). A value counts from
 * its registration on.
 */
export class Masker {
  readonly #values = new Set<string>();

  /** Registers a value and each trimmed non-empty line of it. Blank values are refused: returns false. */
  add(value: string): boolean {
    if (value.trim() === "") return false;
    this.#register(value);
    for (const line of value.split(/[\r\n]+/)) {
      if (line.trim() !== "") this.#register(line.trim());
    }
    return true;
  }

  /** The line as the log shows it. */
  mask(line: string): string {
    const hits = [...this.#values].flatMap((value) => occurrences(line, value)).sort((a, b) => a.start - b.start);
    let masked = "";
    let shown = 0;
    let hiddenTo = -1;
    for (const hit of hits) {
      if (hit.start > hiddenTo) {
        masked += `${line.slice(shown, hit.start)}***`;
      }
      hiddenTo = Math.max(hiddenTo, hit.end);
      shown = hiddenTo;
    }
    return masked + line.slice(shown);
  }

  /** A text of several lines, each masked by itself, as the step summary is. */
  maskLines(text: string): string {
    return text
      .split("\n")
      .map((line) => this.mask(line))
      .join("\n");
  }

  #register(value: string): void {
    this.#values.add(value);
    for (const encode of encoders) {
      const form = encode(value);
      if (form !== "") this.#values.add(form);
    }
  }
}
