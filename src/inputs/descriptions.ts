import { relative, resolve } from "node:path";
import type { Environment } from "./configuration.ts";
import type { Problem } from "./problem.ts";
import { mapping, pathText, problemAt, type Source, type TreePath } from "./source.ts";

/** Kinds of key services that are described by a mapping, with templates of its own, or by a file that holds one. */
const DESCRIBED: ReadonlySet<string> = new Set(["http"]);

/** Whether a value lies inside a description: its `${…}` are not references to the environment. */
export function isInDescription(tree: unknown, path: TreePath): boolean {
  const [top, name, part, field] = path;
  if (top !== "rotations" || part !== "key-service" || field !== "description") return false;
  const service = mapping(mapping(mapping(mapping(tree)?.rotations)?.[String(name)])?.["key-service"]);
  return DESCRIBED.has(String(service?.kind));
}

/** A source whose descriptions are all mappings, as far as their files could be read. */
export interface Described {
  readonly source: Source;
  readonly problems: readonly Problem[];
  /** Texts of the paths whose file could not be read. */
  readonly unset: ReadonlySet<string>;
}

export interface DescribeOptions {
  readonly env: Environment;
  readFile(path: string): Promise<string | undefined>;
}

/**
 * Reads the files that hold descriptions, and puts what they hold in the place of their paths: from here on a
 * description is a mapping, and what is wrong in it is told with the file and line that it stands at. Reads files.
 */
export async function insertDescriptions(source: Source, options: DescribeOptions): Promise<Described> {
  const problems: Problem[] = [];
  const unset = new Set<string>();
  let whole = source;
  for (const { path, file } of pathsOf(source.tree)) {
    const read = await readDescription(file, options);
    if ("source" in read) whole = graft(whole, path, read.source);
    else {
      unset.add(pathText(path));
      const about = "message" in read ? [problemAt(source, { path, ...read })] : read.problems;
      problems.push(...about);
    }
  }
  return { source: whole, problems, unset };
}

function pathsOf(tree: unknown): readonly { readonly path: TreePath; readonly file: string }[] {
  const rotations = mapping(mapping(tree)?.rotations) ?? {};
  return Object.entries(rotations).flatMap(([name, rotation]) => {
    const path = ["rotations", name, "key-service", "description"];
    const file = mapping(mapping(rotation)?.["key-service"])?.description;
    return typeof file === "string" && isInDescription(tree, path) ? [{ path, file: file.trim() }] : [];
  });
}

type Read =
  | { readonly source: Source }
  | { readonly problems: readonly Problem[] }
  | { readonly message: string; readonly hint?: string };

const HINT =
  "The path starts at the root of the repository, and a step `uses: actions/checkout` must come before. A description may also be written here, as a mapping.";

async function readDescription(file: string, { env, readFile }: DescribeOptions): Promise<Read> {
  const root = resolve(env.GITHUB_WORKSPACE || ".");
  const path = resolve(root, file);
  if (relative(root, path).startsWith("..")) {
    return { message: `the file '${file}' lies outside the repository`, hint: HINT };
  }
  const text = await readFile(path).catch((error: unknown) => {
    const code: unknown = Reflect.get(Object(error), "code");
    if (code === "EISDIR" || code === "EACCES" || code === "ELOOP") return undefined;
    throw error;
  });
  if (text === undefined) return { message: `there is no file '${file}' that can be read`, hint: HINT };
  const { parseYaml } = await import("./yaml-source.ts");
  return parseYaml(text, { file });
}

/** A source with another one in the place of one of its values. */
function graft(source: Source, path: TreePath, part: Source): Source {
  const isInside = (other: TreePath) => path.every((step, index) => other[index] === step);
  return {
    tree: replaced(source.tree, path, part.tree),
    label: (other) => source.label(other),
    locate: (other, what) =>
      isInside(other) ? part.locate(other.slice(path.length), what) : source.locate(other, what),
  };
}

function replaced(tree: unknown, [step, ...rest]: TreePath, value: unknown): unknown {
  if (step === undefined) return value;
  const holder = mapping(tree) ?? {};
  return { ...holder, [step]: replaced(holder[String(step)], rest, value) };
}
