import { Secret } from "../contract/secret.ts";
import { REFERENCE } from "../lib/schema.ts";
import type { Environment } from "./configuration.ts";
import { isInDescription } from "./descriptions.ts";
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
 * field refuses later. Blanks around a value are dropped, as they are around inputs. The description of a key service
 * has templates of its own, and stays as it is. No effect.
 */
export function resolveReferences(source: Source, options: ResolveOptions): Resolved {
  const resolver = new Resolver(source, options);
  const tree = resolver.resolve(source.tree, []);
  return { source: { ...source, tree }, problems: resolver.problems, unset: resolver.unset, values: resolver.values };
}

/** Walks the tree and keeps what it found. */
class Resolver {
  readonly problems: Problem[] = [];
  readonly unset = new Set<string>();
  readonly values = new Map<string, string>();
  readonly #source: Source;
  readonly #options: ResolveOptions;

  constructor(source: Source, options: ResolveOptions) {
    this.#source = source;
    this.#options = options;
  }

  resolve(value: unknown, path: TreePath): unknown {
    if (isInDescription(this.#source.tree, path)) return value;
    if (typeof value === "string") return this.#text(value, path);
    if (Array.isArray(value)) return value.map((item: unknown, index) => this.resolve(item, [...path, index]));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolve(item, [...path, key])]));
  }

  #text(text: string, path: TreePath): unknown {
    const name = REFERENCE.exec(text.trim())?.[1];
    if (name !== undefined) {
      if (mayBeEmpty(path) && this.#options.env[name]?.trim() === "") return undefined;
      return new Secret(this.#lookUp(name, path));
    }
    const misuse = misuseIn(text);
    if (misuse === undefined) return text.replace(EMBEDDED, (_, embedded: string) => this.#lookUp(embedded, path));
    this.unset.add(pathText(path));
    this.problems.push(problemAt(this.#source, { path, ...misuse }));
    return text;
  }

  #lookUp(name: string, path: TreePath): string {
    const { env, lenient } = this.#options;
    const problem = problemWith(name, env);
    if (problem === undefined) {
      const value = (env[name] ?? "").trim();
      this.values.set(value, `\${${name}}`);
      return value;
    }
    this.unset.add(pathText(path));
    if (!(problem.missing && lenient(path))) this.problems.push(problemAt(this.#source, { path, ...problem }));
    return "";
  }
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
