import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request as send } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { clientOf } from "./client.ts";
import { type GithubTwin, type GithubTwinOptions, openContract, startGithubTwin } from "./twin.ts";

const contract = openContract();
let twin: GithubTwin;

async function start(options: GithubTwinOptions = {}): Promise<void> {
  twin = await startGithubTwin({ contract, ...options });
  twin.addRepository("acme/api");
  twin.addToken("t", { permissions: { secrets: "write", organization_secrets: "write", actions: "write" } });
}

/** Sends a request as a client of a proxy, or of a socket, does. */
function raw(options: {
  path: string;
  host?: string;
  port?: number;
  socketPath?: string;
  agent?: Agent;
  headers?: Record<string, string>;
}): Promise<string> {
  const headers = { authorization: "token t", "user-agent": "test", ...options.headers };
  return new Promise((resolve, reject) => {
    const outgoing = send({ ...options, headers }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve(text));
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

afterEach(async () => {
  await twin.stop();
});

describe("the server of the GitHub twin", () => {
  it("tells its own time and names each answer", async () => {
    const now = Date.parse("2026-11-21T10:00:00.900Z");
    await start({ clock: { now: () => now, sleep: async () => {} }, skewMs: -3_600_000 });

    const first = await clientOf(twin.url, "t").get("/repos/acme/api");
    const second = await clientOf(twin.url, "t").get("/repos/acme/api");

    expect(first.headers.get("date")).toBe("Sat, 21 Nov 2026 09:00:00 GMT");
    expect(first.headers.get("x-github-request-id")).not.toBe(second.headers.get("x-github-request-id"));
  });

  it("answers HEAD without a body", async () => {
    await start();

    expect(await clientOf(twin.url, "t").send("HEAD", "/repos/acme/api")).toMatchObject({
      status: 200,
      body: undefined,
    });
    expect(twin.violations).toEqual([]);
  });

  it("takes whole URLs, as a proxy gets them, and keeps their host in its links", async () => {
    await start();
    const port = Number(new URL(twin.url).port);

    const text = await raw({
      host: "127.0.0.1",
      port,
      path: "http://api.github.localhost/repos/acme/api",
      headers: { host: "api.github.localhost" },
    });

    expect(JSON.parse(text)).toMatchObject({
      full_name: "acme/api",
      url: "http://api.github.localhost/repos/acme/api",
    });
  });

  it("listens on a unix socket", async () => {
    const folder = mkdtempSync(join(tmpdir(), "twin-"));
    const socketPath = join(folder, "s.sock");
    await start({ listen: { path: socketPath } });

    const text = await raw({ socketPath, path: "/repos/acme/api", headers: { host: "api.github.com" } });
    rmSync(folder, { recursive: true });

    expect(twin.url).toBe("http://api.github.com");
    expect(JSON.parse(text)).toMatchObject({ url: "http://api.github.com/repos/acme/api" });
  });

  it("is an enterprise server under /api/v3, without agents, codespaces, run details and limits", async () => {
    await start({ ghes: true });
    twin.addWorkflow("acme/api", "smoke.yml");
    const client = clientOf(twin.url, "t");
    const outside = clientOf(twin.url.replace("/api/v3", ""), "t");

    const repository = await client.get("/repos/acme/api");
    const list = await client.get("/orgs/acme/repos?per_page=1");
    const dispatched = await client.send("POST", "/repos/acme/api/actions/workflows/smoke.yml/dispatches", {
      ref: "main",
    });

    expect(twin.url).toMatch(/\/api\/v3$/);
    expect(repository.body).toMatchObject({ url: `${twin.url}/repos/acme/api` });
    expect(repository.headers.get("x-ratelimit-remaining")).toBeNull();
    expect(list.status).toBe(200);
    expect(dispatched.status).toBe(204);
    expect((await client.putSecret("/repos/acme/api/actions/secrets", "K", "v")).status).toBe(201);
    expect((await client.get("/repos/acme/api/agents/secrets")).status).toBe(404);
    expect((await client.get("/orgs/acme/codespaces/secrets")).status).toBe(404);
    expect((await outside.get("/repos/acme/api")).status).toBe(404);
    expect(twin.violations).toEqual([]);
  });

  it("refuses a request without a user agent, and one that is not JSON", async () => {
    await start();
    const port = Number(new URL(twin.url).port);

    const nameless = await raw({ host: "127.0.0.1", port, path: "/repos/acme/api", headers: { "user-agent": "" } });
    const response = await fetch(`${twin.url}/repos/acme/api/actions/secrets/K`, {
      method: "PUT",
      headers: { authorization: "token t" },
      body: "{",
    });

    expect(JSON.parse(nameless)).toMatchObject({ message: "Request forbidden by administrative rules." });
    expect(response.status).toBe(400);
  });

  it("answers 400 to an escape that is none, and 404 to an empty segment", async () => {
    await start();
    const client = clientOf(twin.url, "t");

    expect((await client.get("/repos/acme/%ZZ")).status).toBe(400);
    expect((await client.get("//repos/acme/api")).status).toBe(404);
  });

  it("keeps its state and its address while it is down", async () => {
    await start();
    const client = clientOf(twin.url, "t");
    await client.putSecret("/repos/acme/api/actions/secrets", "K", "v");

    await twin.down();
    await expect(client.get("/repos/acme/api")).rejects.toThrow("fetch failed");
    await twin.up();

    expect((await client.get("/repos/acme/api/actions/secrets/K")).status).toBe(200);
  });

  it("counts connections, and reuses those that stay open", async () => {
    await start();
    const port = Number(new URL(twin.url).port);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });

    for (let index = 0; index < 5; index += 1) await raw({ host: "127.0.0.1", port, path: "/repos/acme/api", agent });
    agent.destroy();

    expect(twin.stats()).toEqual({ maxConcurrent: 1, sockets: 1 });
  });
});
