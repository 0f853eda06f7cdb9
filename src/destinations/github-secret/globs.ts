import picomatch from "picomatch";

const OWNER = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;
const REPOSITORY = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
const WILD = /[*?[\]{}]/;
const PATTERN = /^[A-Za-z0-9._\-*?[\]{},!]+$/;

/** Characters of regular expressions that neither globs nor names of repositories have. */
const REGEX = /[\^$|\\+()]/;

/** `.*` where no name would have a dot: a regular expression's "anything". `[.]*` says what the glob would. */
const ANYTHING = /[/_-]\.\*/;

/** Whether an entry is a pattern, not the name of one repository. */
export function isGlob(entry: string): boolean {
  return WILD.test(entry);
}

/** Why a text is not the name of one repository, as what follows its name in a sentence; undefined if it is. */
export function nameProblem(entry: string): string | undefined {
  if (isGlob(entry)) return `'${entry}' is a pattern: it belongs in repositories`;
  return globProblem(entry);
}

/** Why a text is neither a name nor a glob; undefined if it is one. `anyOwner`: the owner may be a pattern too. */
export function globProblem(entry: string, { anyOwner = false } = {}): string | undefined {
  if (REGEX.test(entry) || ANYTHING.test(entry)) {
    return `'${entry}' looks like a regular expression: these are globs, in which * stands for any characters, ? for one and {a,b} for alternatives, for example acme/web-*`;
  }
  if (entry.startsWith("!")) return `'${entry}' is a negation: list what is to be left out under exclude`;
  const [owner = "", repo = "", ...more] = entry.split("/");
  if (owner === "" || repo === "" || more.length > 0) return `'${entry}' is not of the form owner/name`;
  if (!anyOwner && isGlob(owner)) return `'${entry}' has no literal owner: write it out, for example acme/*`;
  const ownerIsFine = anyOwner && isGlob(owner) ? PATTERN.test(owner) : OWNER.test(owner);
  if (!ownerIsFine) return `'${entry}' is not of the form owner/name: '${owner}' cannot be an owner`;
  const repoIsFine = isGlob(repo) ? PATTERN.test(repo) : REPOSITORY.test(repo);
  return repoIsFine ? undefined : `'${entry}' is not of the form owner/name: '${repo}' cannot be a repository`;
}

/** Makes a matcher of full names for any of some names and globs. Ignores case, as GitHub does. */
export function matcher(entries: readonly string[]): (fullName: string) => boolean {
  if (entries.length === 0) return () => false;
  const options = { nocase: true, dot: true, nonegate: true, noextglob: true };
  return picomatch([...entries], options);
}
