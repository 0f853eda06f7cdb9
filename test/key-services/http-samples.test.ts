import { describe, expect, test } from "vitest";
import { Secret } from "../../src/contract/secret.ts";
import { SHIPPED_NAMES } from "../../src/key-services/http/services/index.ts";
import { EXAMPLES, example } from "./http-examples.ts";
import { EXAMPLE_SAMPLES } from "./http-samples/examples.ts";
import type { Sample } from "./http-samples/sample.ts";
import { SHIPPED_SAMPLES } from "./http-samples/shipped.ts";
import { minting, op, replacing, type Scripted, type Sent, script } from "./http-script.ts";

const TRIED = new Secret("the-value-that-is-tried");
const DAY_MS = 86_400_000;

type Case = readonly [name: string, sample: Sample, options: Readonly<Record<string, unknown>>];

const cases: readonly Case[] = [
  ...SHIPPED_NAMES.map((name): Case => [name, SHIPPED_SAMPLES[name], { service: name }]),
  ...Object.entries(EXAMPLE_SAMPLES).map(
    ([name, sample]): Case => [`examples/${name}`, sample, { description: example(name) }],
  ),
];
const having = (part: "list" | "revoke" | "verify") => cases.filter(([, sample]) => sample[part] !== undefined);

/** Opens a description before a server that answers everything so, but for access tokens. */
async function answering([, sample, options]: Case, answer: Scripted) {
  const server = await script((sent: Sent) =>
    isTokenCall(sent) ? { body: { access_token: "an-access-token-of-the-run", expires_in: 3600 } } : answer,
  );
  const credentials = Object.fromEntries(
    (sample.credentials ?? []).map((name) => [name, new Secret(`value-of-${name}`)]),
  );
  const { params = {}, current, id } = sample;
  const service = server.open(
    { ...options, params, credentials },
    { ...(current && { current: new Secret("the-value-that-consumers-hold") }), ...(id !== undefined && { id }) },
  );
  const calls = () => server.sent.filter((sent) => !isTokenCall(sent));
  return { service, calls, clock: server.clock };
}

/** The call by which rekey itself gets an access token, not one by which a key is tried. */
function isTokenCall({ target, text, headers }: Sent): boolean {
  return (
    target.startsWith("/oauth/token") || (target === "/api/oauth/token" && !isTrial(headers.authorization ?? "", text))
  );
}

function isTrial(authorization: string, text: string): boolean {
  return atob(authorization.replace("Basic ", "")).includes(TRIED.reveal()) || text.includes(TRIED.reveal());
}

const line = ({ method, target }: Sent) => `${method} ${target}`;

describe("the sample exchanges", () => {
  test("are there for every shipped description, and for every example that no twin answers", () => {
    expect(Object.keys(SHIPPED_SAMPLES).sort()).toEqual([...SHIPPED_NAMES].sort());
    const answered = ["kosli", "kinde", "kinde-rotate"];
    expect([...Object.keys(EXAMPLE_SAMPLES), ...answered].sort()).toEqual([...EXAMPLES].sort());
  });
});

describe("a new key is made as the vendor documents it", () => {
  test.each(cases)("%s", async (...one) => {
    const [, { issue, id }] = one;
    const { service, calls, clock } = await answering(one, issue.gets);
    const ends = issue.ends ? { expiresAtMs: clock.now() + 90 * DAY_MS } : {};
    const replaces = { id: id ?? "k1", description: "ci" };
    const key = await minting(service).mint(
      replacing({ replaces, ...(issue.graceMs !== undefined && { graceMs: issue.graceMs }), ...ends }),
      op,
    );
    expect({ id: key.id, value: key.value.reveal() }).toEqual(issue.gives);
    const [sent] = calls();
    expect(sent && line(sent)).toBe(issue.sends);
    if (issue.headers) expect(sent?.headers).toMatchObject(issue.headers);
    if (typeof issue.body === "string") expect(sent?.text).toContain(issue.body);
    else if (issue.body !== undefined) expect(sent?.json).toEqual(issue.body);
  });
});

describe("keys are listed as the vendor documents it", () => {
  test.each(having("list"))("%s", async (...one) => {
    const [, { list }] = one;
    const { service, calls } = await answering(one, { body: list?.gets });
    expect(await service.list(op)).toEqual([list?.gives]);
    expect(calls().map(line)[0]).toBe(list?.sends);
  });
});

describe("a key is revoked as the vendor documents it", () => {
  test.each(having("revoke"))("%s", async (...one) => {
    const [, { revoke, id }] = one;
    const { service, calls } = await answering(one, revoke?.gets ?? {});
    expect(await service.revoke(id ?? "k1", op)).toBe("revoked");
    expect(calls().map(line)).toEqual(revoke?.sends);
    if (revoke?.body !== undefined) expect(calls().at(-1)?.json).toEqual(revoke.body);
  });
});

describe("a key is tried as the vendor documents it", () => {
  test.each(having("verify"))("%s", async (...one) => {
    const [, { verify, id }] = one;
    const where = { place: "", keyId: id ?? "k1" };
    const alive = await answering(one, verify?.alive ?? {});
    expect(await alive.service.probe(TRIED, where, op)).toBe("accepted");
    const sent = alive.calls().at(-1);
    expect(sent && line(sent)).toBe(verify?.sends);
    if (verify?.headers) expect(sent?.headers).toMatchObject(verify.headers);
    const dead = await answering(one, verify?.dead ?? {});
    expect(await dead.service.probe(TRIED, where, op)).toBe("refused");
  });
});
