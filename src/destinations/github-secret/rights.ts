import { type Place, permissionOf } from "./places.ts";

export type Level = "read" | "write";

/** What a request needs: one permission of a fine-grained token, or of an App where it is installed. */
export interface Right {
  /** GitHub's name for it, by which a token can be limited to it; absent: its API has none. */
  readonly name?: string;
  readonly level: Level;
  /** As GitHub's settings pages call it: `the repository permission "Secrets"`. */
  readonly title: string;
}

/** Reading workflows and their runs; to `write` is to start them. */
export function actionsRight(level: Level): Right {
  return { name: "actions", level, title: `the repository permission "Actions"` };
}

/** Reading files. */
export const CONTENTS_RIGHT: Right = { name: "contents", level: "read", title: `the repository permission "Contents"` };

/** Reading teams and their repositories. */
export const MEMBERS_RIGHT: Right = { name: "members", level: "read", title: `the organization permission "Members"` };

/** Reading the values of custom properties. */
export const PROPERTIES_RIGHT: Right = {
  name: "organization_custom_properties",
  level: "read",
  title: `the organization permission "Custom properties"`,
};

/** Reading the secrets of a place, or writing them. */
export function rightOf(place: Place, level: Level): Right {
  const name = nameOf(place);
  return { level, title: permissionOf(place), ...(name === undefined ? {} : { name }) };
}

/**
 * The others have no name in GitHub's API by which a token could be limited to them.
 * @see https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app
 */
function nameOf({ scope, store }: Place): string | undefined {
  if (scope.kind === "environment") return "environments";
  if (scope.kind === "organization") return store === "actions" ? "organization_secrets" : undefined;
  if (store === "actions") return "secrets";
  return store === "dependabot" ? "dependabot_secrets" : undefined;
}

/** `(read)`, `(read and write)`: as GitHub's settings pages say it. */
export function levelText(level: Level): string {
  return level === "read" ? "(read)" : "(read and write)";
}

const RANK: Readonly<Record<string, number>> = { read: 1, write: 2, admin: 3 };

/** Whether what was granted is enough. */
export function suffices(granted: string | undefined, wanted: Level): boolean {
  return granted !== undefined && (RANK[granted] ?? 0) >= (RANK[wanted] ?? 0);
}
