import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { problems, read, SHORTHAND } from "./reading.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PKCS1 = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const PKCS8 = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const APP = { "github-token": "", "github-app-client-id": "Iv23liAbCdEf0123456789" } as const;

function given(key: string, more: Readonly<Record<string, string>> = {}) {
  return { inputs: { ...SHORTHAND, ...APP, "github-app-private-key": key, ...more } };
}

describe("a GitHub App instead of a token", () => {
  it.each([
    ["as GitHub gives it out", PKCS1],
    ["as PKCS#8", PKCS8],
    ["on one line with \\n", PKCS1.replaceAll("\n", "\\n")],
    ["on one line with \\r\\n", PKCS1.replaceAll("\n", "\\r\\n")],
    ["with the line breaks of Windows", PKCS1.replaceAll("\n", "\r\n")],
    ["with blanks for line breaks", PKCS1.replaceAll("\n", " ")],
    ["in quotes", `"${PKCS1.replaceAll("\n", "\\n")}"`],
  ])("takes the private key %s", async (_, text) => {
    const { github, secrets } = await read(given(text));

    expect(github.token).toBeUndefined();
    expect(github.app?.clientId).toBe(APP["github-app-client-id"]);
    expect([PKCS1, PKCS8]).toContain(github.app?.privateKey.reveal());
    // Both as it was given and as it is used: any of its lines may turn up.
    expect(secrets.map((secret) => secret.reveal())).toEqual(
      expect.arrayContaining([text.trim(), github.app?.privateKey.reveal()]),
    );
  });

  it.each([
    ["auto", false],
    ["force", false],
    ["plan", true],
    ["check", true],
  ])("in the mode %s asks for tokens that only read: %s", async (mode, readOnly) => {
    const { github } = await read(given(PKCS1, { mode }));

    expect(github.app?.readOnly).toBe(readOnly);
  });

  it("shows neither key nor token when its configuration is printed", async () => {
    const shown = JSON.stringify(await read(given(PKCS1)));

    expect(shown).toContain('"privateKey":"[secret]"');
    expect(shown).not.toContain("PRIVATE KEY");
  });
});

const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const encrypted = { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" } as const;
const KEY = "input 'github-app-private-key':";

const refused: readonly (readonly [name: string, inputs: Readonly<Record<string, string>>, expected: string])[] = [
  ["a token beside it", { "github-token": "pat" }, "input 'github-app-client-id': cannot stand beside 'github-token'"],
  ["no private key", { "github-app-private-key": "" }, `${KEY} is missing or empty`],
  ["no client id", { "github-app-client-id": "" }, "input 'github-app-client-id': is missing or empty"],
  [
    "the inputs exchanged",
    { "github-app-client-id": PKCS1, "github-app-private-key": "Iv23liAbCd" },
    "input 'github-app-client-id': is not the client id",
  ],
  ["another text", { "github-app-private-key": "ghp_0123456789" }, `${KEY} is not a PEM file`],
  ["a key that is cut off", { "github-app-private-key": PKCS1.slice(0, 900) }, `${KEY} is cut off`],
  [
    "a damaged key",
    { "github-app-private-key": PKCS1.replace(/\n.{64}\n/, "\n") },
    `${KEY} cannot be read: its text is damaged or not complete`,
  ],
  [
    "a public key",
    { "github-app-private-key": publicKey.export({ type: "spki", format: "pem" }).toString() },
    `${KEY} holds a public key`,
  ],
  [
    "a key that is no RSA key",
    { "github-app-private-key": ec.export({ type: "pkcs8", format: "pem" }).toString() },
    `${KEY} is no RSA key`,
  ],
  [
    "a key with a passphrase",
    { "github-app-private-key": privateKey.export(encrypted).toString() },
    `${KEY} is locked with a passphrase`,
  ],
  [
    "a key for SSH",
    { "github-app-private-key": PKCS8.replaceAll("PRIVATE KEY", "OPENSSH PRIVATE KEY") },
    `${KEY} is a key for SSH`,
  ],
];

describe("an App that cannot be used is refused before any request", () => {
  it.each(refused)("%s", async (_, inputs, expected) => {
    const told = await problems(given(PKCS1, inputs));

    expect(told.filter((problem) => problem.startsWith(expected))).toHaveLength(1);
    for (const line of PKCS1.split("\n").slice(1, -2)) expect(told.join("\n")).not.toContain(line);
  });
});
