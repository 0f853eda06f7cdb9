import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Clock } from "../../src/contract/clock.ts";
import { NOTIFY_EVENTS, type NotifyEvent, type Webhook } from "../../src/contract/notify.ts";
import { OUTCOMES, type RotationReport } from "../../src/contract/report.ts";
import { Secret } from "../../src/contract/secret.ts";
import { notify } from "../../src/report/notify.ts";
import { notifyEvents } from "../../src/report/notify-events.ts";
import { NEW_WINDOW, NOW, OLD_KEY, OLD_WINDOW, partial, rotation, run } from "./fixtures.ts";

const SECRET_PATH = "/services/T0000/B0000/sEcReTpAtH0123456789?token=sEcReTqUeRy";

const slept: number[] = [];
const clock: Clock = {
  now: () => NOW,
  sleep: async (ms) => {
    slept.push(ms);
  },
};

interface Taken {
  readonly url: string | undefined;
  readonly type: string | undefined;
  readonly body: string;
}

let server: Server;
let taken: Taken[] = [];
/** What the server does with each request in turn; the last one stays. `hang`: no answer. */
let answers: (number | "hang" | "break")[] = [200];

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

beforeEach(async () => {
  taken = [];
  answers = [200];
  slept.length = 0;
  server = createServer(async (request, response) => {
    taken.push({ url: request.url, type: request.headers["content-type"], body: await read(request) });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer === "break") request.socket.destroy();
    else if (answer !== "hang") response.writeHead(answer ?? 200).end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function webhook(on: readonly NotifyEvent[], format: "slack" | "json" = "json", path = SECRET_PATH): Webhook {
  return { url: new Secret(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`), format, on };
}

const report = run([rotation()]);

describe("a webhook", () => {
  it("gets one message per run with the events that it asked for", async () => {
    expect(await notify({ report, clock, webhooks: [webhook(["opened", "rotated", "failed"])] })).toEqual([]);
    expect(taken).toHaveLength(1);
    expect(taken[0]?.url).toBe(SECRET_PATH);
    expect(taken[0]?.type).toMatch(/^application\/json/);
    expect(JSON.parse(taken[0]?.body ?? "")).toMatchObject({
      version: 1,
      events: ["opened", "rotated"],
      outcome: "rotated",
      repository: "acme/rotate",
      rotations: [{ name: "kosli-ci", outcome: "rotated", predecessorExpiresAt: "2026-07-12T05:17:00Z" }],
    });
  });

  it("gets nothing for what it did not ask for", async () => {
    expect(await notify({ report, clock, webhooks: [webhook(["failed", "held"])] })).toEqual([]);
    expect(taken).toEqual([]);
  });

  it("that wants a heartbeat gets one from every run, even from one that never began", async () => {
    const never = run([], { problems: ["rotations.ci: unknown key"] });
    await notify({ report: never, clock, webhooks: [webhook(["always"])] });
    expect(JSON.parse(taken[0]?.body ?? "")).toMatchObject({
      outcome: "failed",
      problems: ["rotations.ci: unknown key"],
    });
  });

  it("in Slack's format reads like a note from a colleague", async () => {
    await notify({ report: run([partial(18, 3)]), clock, webhooks: [webhook(["partial"], "slack")] });
    expect(JSON.parse(taken[0]?.body ?? "").text).toMatchInlineSnapshot(`
      "*rekey · acme/rotate · kosli-ci: partly done*
      *kosli-ci* (partly done): The new key \`8f14e45f-ceea-4a7d-9e3b-5f0c2d1a7b66\` is in 18 of 21 destinations; 3 do not hold it yet. The old key \`3c59dc04-8e88-4f0a-b1d6-0e6b6c1d2f90\` works until 2026-07-12 05:17 UTC (in 6 d 23 h).
      • *3 destinations were not written.* \`acme/legacy-1 · actions · KOSLI_API_TOKEN\`, \`acme/legacy-2 · actions · KOSLI_API_TOKEN\` and \`acme/legacy-3 · actions · KOSLI_API_TOKEN\`. The first: \`acme/legacy-1 · actions · KOSLI_API_TOKEN\`: writing acme/legacy-1 was refused: 403 Resource not accessible by personal access token. It still holds the old key. _Give the token the repository permission Secrets: write._
      • *The old key's time is running.* The old key \`3c59dc04-8e88-4f0a-b1d6-0e6b6c1d2f90\` ends on 2026-07-12 05:17 UTC (in 6 d 23 h). Destinations that still hold it stop working then. _See that a run succeeds before._
      <https://github.com/acme/rotate/actions/runs/1234|Open the run>"
    `);
  });

  it("in Slack's format wakes no channel and starts no link, whatever a service says", async () => {
    const hostile = rotation({
      outcome: "held",
      findings: [
        {
          level: "error",
          code: "call-failed",
          phase: "mint",
          on: "<!channel>",
          fault: "contract",
          message: "<https://evil.example|click> & <@U1>",
        },
      ],
    });
    await notify({ report: run([hostile]), clock, webhooks: [webhook(["held"], "slack")] });
    const { text } = JSON.parse(taken[0]?.body ?? "");
    expect(text.replace("<https://github.com/acme/rotate/actions/runs/1234|Open the run>", "")).not.toMatch(/[<>]/);
  });

  it("hears of the rotations that gave its events, not of the others", async () => {
    const both = run([rotation({ name: "fine" }), { ...partial(1, 1), name: "half" }]);
    await notify({ report: both, clock, webhooks: [webhook(["partial"])] });
    expect(JSON.parse(taken[0]?.body ?? "").rotations.map(({ name }: { name: string }) => name)).toEqual(["half"]);
  });
});

describe("a webhook that fails", () => {
  it("is tried twice, with a pause, when the fault may pass", async () => {
    answers = [503, 200];
    expect(await notify({ report, clock, webhooks: [webhook(["always"])] })).toEqual([]);
    expect(taken).toHaveLength(2);
    expect(slept).toEqual([2000]);
  });

  const faults: readonly (readonly [string, (number | "break")[], number, RegExp])[] = [
    ["that the server keeps failing", [500], 2, /^Webhook 1 of 1: it answered 500$/],
    ["that it refuses", [403], 1, /^Webhook 1 of 1: it answered 403$/],
    ["that it redirects", [302], 1, /redirected/],
    ["that the connection breaks", ["break"], 2, /connection broke/],
  ];
  for (const [name, sequence, tries, warning] of faults) {
    it(`is a warning ${name}, without its address`, async () => {
      answers = [...sequence];
      const warnings = await notify({ report, clock, webhooks: [webhook(["always"])] });
      expect(taken).toHaveLength(tries);
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toMatch(warning);
      expect(warnings.join()).not.toMatch(/sEcReT|services/);
    });
  }

  it("is given up when the server does not answer in time", async () => {
    answers = ["hang"];
    const deadline = () => AbortSignal.abort(new DOMException("late", "TimeoutError"));
    const warnings = await notify({ report, clock, webhooks: [webhook(["always"])], deadline });
    expect(warnings[0]).toContain("did not answer in time");
    expect(warnings.join()).not.toMatch(/sEcReT|services/);
  });

  it("does not keep the others from being told", async () => {
    const dead: Webhook = { url: new Secret("http://127.0.0.1:1/sEcReT"), format: "json", on: ["always"] };
    const odd: Webhook = { url: new Secret("sEcReT no address"), format: "json", on: ["always"] };
    const plain: Webhook = { url: new Secret("http://example.invalid/sEcReT"), format: "json", on: ["always"] };
    const named: Webhook = { url: new Secret("https://user:sEcReT@example.invalid/"), format: "json", on: ["always"] };
    const warnings = await notify({ report, clock, webhooks: [dead, odd, plain, named, webhook(["always"])] });
    expect(taken).toHaveLength(1);
    expect(warnings).toHaveLength(4);
    expect(warnings.join()).not.toContain("sEcReT");
  });
});

describe("the events of a run", () => {
  const eventsOf = (more: Partial<RotationReport>) => [...notifyEvents(run([rotation(more)]))].toSorted();

  it("are the window that this run opened, and closed", () => {
    expect(eventsOf({})).toEqual(["always", "opened", "rotated"]);
    expect(
      eventsOf({
        outcome: "retired",
        keys: [
          { ...OLD_WINDOW, role: "revoked" },
          { ...NEW_WINDOW, mintedByThisRun: false },
        ],
        findings: [{ level: "notice", code: "retired", keyId: OLD_KEY, how: "revoked" }],
      }),
    ).toEqual(["always", "closed", "retired"]);
  });

  it("do not say closed while another old key lives", () => {
    expect(
      eventsOf({
        outcome: "retired",
        keys: [OLD_WINDOW, { ...NEW_WINDOW, mintedByThisRun: false }],
        findings: [{ level: "notice", code: "retired", keyId: "another", how: "revoked" }],
      }),
    ).toEqual(["always", "retired"]);
  });

  it("are keys that end and old keys that are used", () => {
    const idle = { outcome: "not-due", keys: [NEW_WINDOW] } as const;
    expect(
      eventsOf({ ...idle, findings: [{ level: "warning", code: "expiring", keyId: OLD_KEY, atMs: NOW }] }),
    ).toContain("expiring");
    expect(
      eventsOf({ ...idle, findings: [{ level: "warning", code: "lingering-use", keyId: OLD_KEY, lastUsedAtMs: NOW }] }),
    ).toContain("lingering-use");
    expect(
      eventsOf({
        ...idle,
        findings: [{ level: "notice", code: "retire-waits", keyId: OLD_KEY, why: "lingering-use" }],
      }),
    ).toContain("lingering-use");
  });

  it("have every outcome among them, of each rotation", () => {
    for (const outcome of OUTCOMES) expect(eventsOf({ outcome })).toContain(outcome);
    expect(notifyEvents(run([rotation(), partial(1, 1)]))).toContain("rotated");
    expect(new Set(NOTIFY_EVENTS).size).toBe(NOTIFY_EVENTS.length);
  });
});
