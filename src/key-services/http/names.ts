import { didYouMean } from "../../lib/nearest.ts";
import type { Description } from "./schema.ts";
import { malformed, referencesIn } from "./templates.ts";

/** Where a problem of a description is, and what it is. */
export interface Flaw {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const GRACE = ["ms", "seconds", "minutes", "hours", "days", "none", "until.rfc3339", "until.epoch"] as const;
const EXPIRES = ["epoch", "ms", "rfc3339", "date", "in_seconds", "in_hours", "in_days"] as const;

/** Names that have a value while a key is made. */
export const ISSUE_NAMES: readonly string[] = [
  ...["old.id", "old.value", "run.name", "run.idempotency"],
  ...GRACE.map((unit) => `grace.${unit}`),
  ...EXPIRES.map((form) => `expires.${form}`),
];

/** What may stand in one part of a description. */
interface Place {
  readonly node: unknown;
  readonly path: readonly (string | number)[];
  /** Names beside the parameters. */
  readonly names: readonly string[];
  /** Whether `${cred.x}` may stand there. */
  readonly credentials: boolean;
}

/** Everything in a description that may hold templates, with the names that have a value there. */
function placesOf(description: Description): readonly Place[] {
  const { issue, revoke, undo, verify } = description;
  const outputs = Object.keys(issue.outputs ?? {}).map((name) => `outputs.${name}`);
  const open = { names: [], credentials: false } as const;
  const own = { names: ["run.idempotency"], credentials: true } as const;
  const old = { ...own, names: ["old.id", "old.value", "run.idempotency"] } as const;
  const tried = { ...own, names: ["key.id", "key.value", "run.idempotency"] } as const;
  const places: Place[] = [
    { node: description["base-url"], path: ["base-url"], ...open },
    { node: description["other-hosts"], path: ["other-hosts"], ...open },
    { node: description.headers, path: ["headers"], ...own },
    { node: description.auth, path: ["auth"], ...own },
    { node: description.key.value, path: ["key", "value"], names: ["id", "secret", ...outputs], credentials: false },
    { node: description.key["presented-as"], path: ["key", "presented-as"], ...tried },
    { node: issue.request, path: ["issue", "request"], names: ISSUE_NAMES, credentials: true },
    { node: issue.ok?.where, path: ["issue", "ok", "where"], ...open, names: ["old.id"] },
    { node: revoke?.steps, path: ["revoke", "steps"], ...old },
    { node: revoke?.ok?.where, path: ["revoke", "ok", "where"], ...open, names: ["old.id"] },
    { node: undo?.steps, path: ["undo", "steps"], ...old },
    { node: description.list?.request, path: ["list", "request"], ...own },
    { node: description.get?.request, path: ["get", "request"], ...own, names: ["key.id", "run.idempotency"] },
    { node: verify?.request, path: ["verify", "request"], ...tried },
    { node: verify?.accept.where, path: ["verify", "accept", "where"], ...open, names: ["key.id"] },
    { node: verify?.reject?.where, path: ["verify", "reject", "where"], ...open, names: ["key.id"] },
  ];
  return places.filter(({ node }) => node !== undefined);
}

/** Names in templates that have no value where they stand. Pure. */
export function nameFlaws(description: Description): readonly Flaw[] {
  const params = (description.params ?? []).map((name) => `params.${name}`);
  return placesOf(description).flatMap((place) =>
    textsIn(place.node, place.path).flatMap(({ text, path }) => {
      const flaw = malformed(text) ?? unknownName(text, place, params) ?? secretInAddress(text, path);
      return flaw === undefined ? [] : [{ path, message: flaw }];
    }),
  );
}

function unknownName(text: string, place: Place, params: readonly string[]): string | undefined {
  for (const { name } of referencesIn(text)) {
    if (place.names.includes(name) || params.includes(name)) continue;
    if (place.credentials && /^cred\.[a-z][a-z0-9_]*$/.test(name)) continue;
    const known = [...place.names, ...params, ...(place.credentials ? ["cred.…"] : [])];
    const missing = name.startsWith("params.") ? ", which is not among params" : "";
    return `has \${${name}}${missing}: no such name here${didYouMean(name, known)}`;
  }
  return undefined;
}

const SECRET = /^(?:cred\..*|old\.value|key\.value|secret)$/;

/** Addresses are logged on their way, so what is secret goes into headers and bodies. */
function secretInAddress(text: string, path: readonly (string | number)[]): string | undefined {
  const isAddress = path.includes("path") || path.includes("query");
  const found = referencesIn(text).find(({ name }) => SECRET.test(name));
  return isAddress && found ? `has \${${found.name}}: a secret must not stand in an address` : undefined;
}

/** Every text in a tree, with its place. */
export function textsIn(
  node: unknown,
  path: readonly (string | number)[] = [],
): readonly { readonly text: string; readonly path: readonly (string | number)[] }[] {
  if (typeof node === "string") return [{ text: node, path }];
  if (Array.isArray(node)) return node.flatMap((item: unknown, index) => textsIn(item, [...path, index]));
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => textsIn(value, [...path, name]));
}

/** Names of one family that a tree refers to: `cred` gives `token` for `${cred.token}`; required where any is. */
export function namesOf(node: unknown, family: string): ReadonlyMap<string, { readonly optional: boolean }> {
  const found = new Map<string, { readonly optional: boolean }>();
  for (const { text } of textsIn(node)) {
    for (const { name, optional } of referencesIn(text)) {
      if (!name.startsWith(`${family}.`)) continue;
      const short = name.slice(family.length + 1);
      found.set(short, { optional: optional && (found.get(short)?.optional ?? true) });
    }
  }
  return found;
}

/** Whether a tree refers to a name. */
export function refersTo(node: unknown, name: string): boolean {
  return textsIn(node).some(({ text }) => referencesIn(text).some((reference) => reference.name === name));
}
