/** A story that has no test yet. */
export interface Waiting {
  /** What must hold, once there is something to hold it against. */
  readonly title: string;
  /** The kind of destination or key service that it needs. */
  readonly for: string;
}

/** Stories that can only be played with a destination or a key service that this version does not have. */
export const WAITING: Readonly<Record<string, Waiting>> = {
  F35: {
    title:
      "the id and the secret of one credential, kept in two variables, are never left as a pair that does not match",
    for: "aws-access-key",
  },
  F44: {
    title: "consumers that got a value as an environment variable or by subPath are found and restarted",
    for: "kubernetes-secret",
  },
};

/** Stories whose lesson is tested here, and whose own mishap needs one of these kinds to be played as well. */
export const ALSO_WAITING: Readonly<Record<string, string>> = {
  F12: "ldap-password",
  F31: "gcp-secret-manager",
  F33: "kubernetes-secret",
  F39: "kubernetes-secret",
  F40: "kubernetes-secret",
  F41: "kubernetes-secret",
  F42: "kubernetes-secret",
  F43: "kubernetes-secret",
  F68: "kubernetes-secret",
};
