import type { KeyObject } from "node:crypto";
import { Secret } from "../contract/secret.ts";

/** A private key, or what is wrong with the text, as what follows its name in a sentence. */
export type AppKey =
  | { readonly key: Secret; readonly problem?: undefined }
  | { readonly problem: string; readonly hint: string };

const PEM = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/;

/** Characters on a line of PEM. @see https://www.rfc-editor.org/rfc/rfc7468#section-2 */
const LINE = /.{1,64}/g;

const HINT =
  "Generate a private key in the settings of the GitHub App (General, Private keys), and store the whole .pem file as the secret, from -----BEGIN to -----END.";

/**
 * Reads the private key of a GitHub App. Line breaks may be real, written as `\\n`, or lost to blanks, as happens to
 * keys on their way through forms and variables. Nothing of the text is in a problem.
 * @see https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/managing-private-keys-for-github-apps
 */
export function readAppKey(text: string): AppKey {
  const [, label = "", body = ""] = PEM.exec(text.replaceAll("\\r", "").replaceAll("\\n", "\n")) ?? [];
  if (label === "") {
    const half = /-----(BEGIN|END)/.test(text);
    return { problem: half ? "is cut off: it needs both a BEGIN and an END line" : "is not a PEM file", hint: HINT };
  }
  if (label === "OPENSSH PRIVATE KEY") return { problem: "is a key for SSH, not one of a GitHub App", hint: HINT };
  if (!label.endsWith("PRIVATE KEY")) return { problem: `holds a ${label.toLowerCase()}, no private key`, hint: HINT };
  if (label.startsWith("ENCRYPTED") || body.includes("ENCRYPTED")) {
    return { problem: "is locked with a passphrase", hint: "Store it without one, as GitHub gave it out." };
  }
  const lines = body.replaceAll(/\s/g, "").match(LINE) ?? [];
  const pem = [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
  const key = parse(pem);
  if (key === undefined) return { problem: "cannot be read: its text is damaged or not complete", hint: HINT };
  if (key.asymmetricKeyType !== "rsa") return { problem: "is no RSA key, as those of GitHub Apps are", hint: HINT };
  return { key: new Secret(pem) };
}

/** The parser's own words could quote the key, so they are dropped. */
function parse(pem: string): KeyObject | undefined {
  try {
    // Not imported: a run without an App would load it before its first request.
    return process.getBuiltinModule("node:crypto").createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
