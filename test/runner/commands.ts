/** A workflow command found in one line of output. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

const KNOWN: ReadonlySet<string> = new Set([
  "add-mask",
  "add-matcher",
  "add-path",
  "debug",
  "echo",
  "endgroup",
  "error",
  "group",
  "notice",
  "remove-matcher",
  "save-state",
  "set-env",
  "set-output",
  "stop-commands",
  "warning",
]);

const DATA_ESCAPES: readonly (readonly [string, string])[] = [
  ["%0D", "\r"],
  ["%0A", "\n"],
  ["%25", "%"],
];
const PROPERTY_ESCAPES: readonly (readonly [string, string])[] = [["%3A", ":"], ["%2C", ","], ...DATA_ESCAPES];
const OLD_ESCAPES: readonly (readonly [string, string])[] = [["%3B", ";"], ["%5D", "]"], ...DATA_ESCAPES];

function unescapeWith(text: string, escapes: readonly (readonly [string, string])[]): string {
  return escapes.reduce((plain, [escaped, char]) => plain.replaceAll(escaped, char), text);
}

interface Syntax {
  readonly info: string;
  readonly data: string;
  readonly separator: string;
  readonly escapes: readonly (readonly [string, string])[];
  readonly dataEscapes: readonly (readonly [string, string])[];
}

/** `::name key=value,key=value::data`, only at the start of the line. */
function doubleColon(line: string): Syntax | undefined {
  const trimmed = line.trimStart();
  if (!trimmed.startsWith("::")) return undefined;
  const end = trimmed.indexOf("::", 2);
  if (end < 0) return undefined;
  const data = trimmed.slice(end + 2);
  return {
    info: trimmed.slice(2, end),
    data,
    separator: ",",
    escapes: PROPERTY_ESCAPES,
    dataEscapes: DATA_ESCAPES,
  };
}

/** `##[name key=value;key=value]data`, anywhere in the line: the older form, which the runner still obeys. */
function hashBracket(line: string): Syntax | undefined {
  const start = line.indexOf("##[");
  const end = line.indexOf("]", start + 3);
  if (start < 0 || end < 0) return undefined;
  const data = line.slice(end + 1);
  return { info: line.slice(start + 3, end), data, separator: ";", escapes: OLD_ESCAPES, dataEscapes: OLD_ESCAPES };
}

function build(syntax: Syntax, isKnown: (name: string) => boolean): WorkflowCommand | undefined {
  const space = syntax.info.indexOf(" ");
  const name = space < 0 ? syntax.info : syntax.info.slice(0, space);
  if (!isKnown(name)) return undefined;
  const properties: Record<string, string> = {};
  const pairs =
    space < 0
      ? []
      : syntax.info
          .slice(space + 1)
          .trim()
          .split(syntax.separator);
  for (const pair of pairs) {
    const equals = pair.indexOf("=");
    if (equals < 1) continue;
    properties[pair.slice(0, equals).trim()] = unescapeWith(pair.slice(equals + 1), syntax.escapes);
  }
  return { name, properties, data: unescapeWith(syntax.data, syntax.dataEscapes) };
}

/**
 * Reads one line as the runner does; undefined when it is plain output. `resumeToken` is the word that ends a
 * `stop-commands` stretch: while one is open, only that word is a command.
 */
export function parseCommand(line: string, resumeToken?: string): WorkflowCommand | undefined {
  const isKnown = (name: string) => (resumeToken === undefined ? KNOWN.has(name) : name === resumeToken);
  for (const syntax of [doubleColon(line), hashBracket(line)]) {
    const command = syntax === undefined ? undefined : build(syntax, isKnown);
    if (command !== undefined) return command;
  }
  return undefined;
}
