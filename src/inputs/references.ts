import { Secret } from "../contract/secret.ts";
import { REFERENCE } from "../lib/schema.ts";
import type { Environment } from "./configuration.ts";
import type { Problem } from "./problem.ts";
import { pathText, problemAt, type Source, type TreePath } from "./source.ts";

/** The tree with its references resolved. */
export interface Resolved {
  readonly source: Source;
  readonly problems: readonly Problem[];
  /** Texts of the paths whose variable is not there: what a schema says of them is no news. */
  readonly unset: ReadonlySet<string>;
  /** Values that came from the environment, by the text that may stand for them in messages. */
  readonly values: ReadonlyMap<string, string>;
}

export interface ResolveOptions {
  readonly env: Environment;
  /** Whether a variable that is not there may be missing at this path: a rotation that this run leaves alone. */
  readonly lenient: (path: TreePath) => boolean;
}

const EMBEDDED = /\$\{([^}]*)\}/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Replaces `${NAME}` by the variable of the step. A text that is a reference and nothing else becomes a `Secret`
 * (a field that is none takes it as text); within a longer text the value is put in as it is, which a secret
 * field refuses later. Blanks around a value are dropped, as they are around inputs. No effect.
 */
export function resolveReferences(source: Source, options: ResolveOptions): Resolved {
  const problems: Problem[] = [];
  const unset = new Set<string>();
  const values = new Map<string, string>();

  const lookUp = (name: string, path: TreePath): string => {
    const value = (options.env[name] ?? "").trim();
    const problem = problemWith(name, options.env);
    if (problem === undefined) {
      values.set(value, `\${${name}}`);
      return value;
    }
    unset.add(pathText(path));
    if (!(problem.missing && options.lenient(path))) problems.push(problemAt(source, { path, ...problem }));
    return "";
  };

  const resolveText = (text: string, path: TreePath): unknown => {
    const name = REFERENCE.exec(text.trim())?.[1];
    if (name !== undefined) {
      if (mayBeEmpty(path) && options.env[name]?.trim() === "") return undefined;
      return new Secret(lookUp(name, path));
    }
    const misuse = misuseIn(text);
    if (misuse !== undefined) {
      unset.add(pathText(path));
      problems.push(problemAt(source, { path, ...misuse }));
      return text;
    }
    return text.replace(EMBEDDED, (_, embedded: string) => lookUp(embedded, path));
  };

  const walk = (value: unknown, path: TreePath): unknown => {
    if (typeof value === "string") return resolveText(value, path);
    if (Array.isArray(value)) return value.map((item: unknown, index) => walk(item, [...path, index]));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, [...path, key])]));
  };

  return { source: { ...source, tree: walk(source.tree, []) }, problems, unset, values };
}

/** Before a first rotation there is no current key, and the secret that a workflow names holds nothing. */
function mayBeEmpty(path: TreePath): boolean {
  return path.length === 4 && path[0] === "rotations" && path[2] === "key" && path[3] === "current";
}

function problemWith(name: string, env: Environment) {
  if (/^(ACTIONS|INPUT)_/i.test(name)) {
    return {
      missing: false,
      message: `\${${name}} is not for configuration: variables that begin with ACTIONS_ or INPUT_ belong to the runner`,
    };
  }
  if (env[name]?.trim()) return undefined;
  return {
    missing: true,
    message: `the environment variable ${name} ${env[name] === undefined ? "is not set" : "is empty"}`,
    hint: `Give the step \`env: { ${name}: "\${{ secrets.${name} }}" }\`, and see that a secret of this name exists.`,
  };
}

function misuseIn(text: string): { readonly message: string; readonly hint?: string } | undefined {
  if (text.includes("${{")) {
    return {
      message: "GitHub's expressions are not evaluated in a configuration file",
      hint: 'Write ${NAME} here, and give the step `env: { NAME: "${{ secrets.NAME }}" }`.',
    };
  }
  for (const [reference, name] of text.matchAll(EMBEDDED)) {
    if (!NAME.test(name ?? "")) {
      return { message: `'${reference}' is not a reference: ${"${NAME}"} with letters, digits and underscores` };
    }
  }
  return undefined;
}
