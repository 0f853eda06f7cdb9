import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import http, { createServer } from "node:http";
import type { AddressInfo, Server as TcpServer } from "node:net";
import { createServer as createTcpServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { RotationError } from "../../src/contract/error.ts";
import { Secret } from "../../src/contract/secret.ts";
import type { HttpClientOptions, HttpRequest } from "../../src/lib/http.ts";
import { failureOf, faultOf, httpClient, retryAfterMs } from "../../src/lib/http.ts";

const NOW_MS = Date.parse("2026-03-01T12:00:00.250Z");
const open: (() => void)[] = [];
const live = { signal: new AbortController().signal };

afterEach(() => {
  for (const close of open.splice(0)) close();
});

async function listen(server: TcpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  open.push(() => server.close());
  return (address as AddressInfo).port;
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  const port = await listen(server);
  open.push(() => server.closeAllConnections());
  return `http://127.0.0.1:${port}`;
}

function client(baseUrl: string, options: Partial<HttpClientOptions> = {}) {
  return httpClient({ service: "Acme", baseUrl, clock: { now: () => NOW_MS }, ...options });
}

function get(path = "/things", more: Partial<HttpRequest> = {}): HttpRequest {
  return { method: "GET", path, what: "reading things", ...more };
}

async function errorOf(promise: Promise<unknown>): Promise<RotationError> {
  const outcome = await promise.then(
    () => new Error("resolved, though it should not"),
    (error: unknown) => error,
  );
  if (outcome instanceof RotationError) return outcome;
  throw outcome;
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of incoming) text += String(chunk);
  return text;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

describe("a request", () => {
  test("carries the path below the base path, the key, the headers and the JSON body", async () => {
    const seen: unknown[] = [];
    const url = await serve(async (incoming, response) => {
      const { authorization, "content-type": type, "user-agent": agent, "x-extra": extra } = incoming.headers;
      seen.push([incoming.method, incoming.url, authorization, type, agent, extra, await textOf(incoming)]);
      json(response, 201, { id: "k1" });
    });
    const acme = client(`${url}/api/v2`, { headers: { "user-agent": "rekey" } });
    const answer = await acme.send(
      {
        method: "POST",
        path: "/a%2Fb/../c?page=1",
        what: "making a thing",
        bearer: new Secret("s3cr3t-s3cr3t-s3cr3t"),
        headers: { "X-Extra": new Secret("extra") },
        json: { name: "ü" },
      },
      live,
    );
    expect(seen).toEqual([
      [
        "POST",
        "/api/v2/a%2Fb/../c?page=1",
        "Bearer s3cr3t-s3cr3t-s3cr3t",
        "application/json; charset=utf-8",
        "rekey",
        "extra",
        '{"name":"ü"}',
      ],
    ]);
    expect([answer.status, answer.json, answer.header("content-type")]).toEqual([
      201,
      { id: "k1" },
      "application/json",
    ]);
  });

  test("carries the value of a secret inside its JSON", async () => {
    const bodies: string[] = [];
    const url = await serve(async (incoming, response) => {
      bodies.push(await textOf(incoming));
      json(response, 200, {});
    });
    const body = { api_key: new Secret('k"1'), list: [new Secret("a"), 1], none: undefined };
    await client(url).send({ method: "POST", path: "/", what: "verifying", json: body }, live);
    expect(bodies).toEqual(['{"api_key":"k\\"1","list":["a",1]}']);
  });

  test("can carry a form", async () => {
    const seen: string[] = [];
    const url = await serve(async (incoming, response) => {
      seen.push(String(incoming.headers["content-type"]), await textOf(incoming));
      json(response, 200, {});
    });
    const form = { grant_type: "client_credentials", client_secret: new Secret("a&b") };
    await client(url).send({ method: "POST", path: "/token", what: "logging in", form }, live);
    expect(seen).toEqual(["application/x-www-form-urlencoded", "grant_type=client_credentials&client_secret=a%26b"]);
  });

  test("has a connection of its own, closed after use, if it cannot be repeated", async () => {
    const seen: unknown[] = [];
    const url = await serve((incoming, response) => {
      seen.push([incoming.method, incoming.headers.connection]);
      response.end();
    });
    for (const method of ["GET", "POST", "DELETE", "PATCH"] as const)
      await client(url).send({ ...get(), method }, live);
    expect(seen).toEqual([
      ["GET", "keep-alive"],
      ["POST", "close"],
      ["DELETE", "keep-alive"],
      ["PATCH", "close"],
    ]);
  });

  test("with a key that no header can carry is refused before anything is sent", async () => {
    let arrived = 0;
    const url = await serve((_incoming, response) => {
      arrived += 1;
      response.end();
    });
    const error = await errorOf(client(url).send(get("/", { bearer: new Secret("with-a-line-break\n") }), live));
    expect([error.fault, error.effect, arrived]).toEqual(["config", "none", 0]);
    expect(error.message).not.toContain("with-a-line-break");
  });

  test("over plain http leaves for loopback only", () => {
    expect(() => client("http://kosli.example.com")).toThrow(/must begin with https/);
    expect(() => client("ftp://127.0.0.1")).toThrow(/must begin with https/);
  });

  test("teaches the server's clock", async () => {
    const url = await serve((_incoming, response) => {
      response.sendDate = false;
      response.writeHead(200, { date: new Date(NOW_MS + 90_000).toUTCString() }).end();
    });
    const acme = client(url);
    expect(acme.serverClock()).toBeUndefined();
    await acme.send(get(), live);
    expect(acme.serverClock()).toEqual({ offsetMs: 90_250, uncertaintyMs: 500 });
  });
});

describe("an answer", () => {
  test("that is not JSON survives as text", async () => {
    const page = "<html><title>Sign in to the proxy</title><body>secret-of-the-body</body></html>";
    const url = await serve((_incoming, response) =>
      response.writeHead(502, { "content-type": "text/html" }).end(page),
    );
    const answer = await client(url).send(get(), live);
    expect([answer.status, answer.json, answer.text]).toEqual([502, undefined, page]);
    const error = failureOf(answer, { service: "Acme", what: "reading things", nowMs: NOW_MS });
    expect(error.message).toBe('Acme answered 502 while reading things: a page titled "Sign in to the proxy"');
    expect([error.fault, error.effect]).toEqual(["unavailable", "unknown"]);
  });

  test("without a body, or with a byte-order mark, is read", async () => {
    const url = await serve((incoming, response) =>
      response.end(incoming.url === "/bom" ? '\uFEFF{"a":1}' : undefined),
    );
    expect((await client(url).send(get("/bom"), live)).json).toEqual({ a: 1 });
    expect((await client(url).send(get("/empty"), live)).json).toBeUndefined();
  });

  test.each([301, 302, 303, 307, 308])(
    "%i is an error that names the other host, which is never asked",
    async (status) => {
      let asked = 0;
      const other = await serve((_incoming, response) => {
        asked += 1;
        response.end();
      });
      const url = await serve((_incoming, response) =>
        response.writeHead(status, { location: `${other}/login?x=1` }).end(),
      );
      const error = await errorOf(client(url).send(get("/", { bearer: new Secret("s3cr3t-s3cr3t-s3cr3t") }), live));
      expect([error.fault, asked]).toEqual(["config", 0]);
      expect(error.message).toContain(`redirected to ${other.slice("http://".length)} (${status})`);
      expect(error.message).not.toContain("/login");
    },
  );

  test("longer than the cap is broken off", async () => {
    const url = await serve((_incoming, response) => response.end("x".repeat(5000)));
    const error = await errorOf(client(url, { maxBodyBytes: 4000 }).send(get(), live));
    expect([error.fault, error.effect]).toEqual(["contract", "unknown"]);
  });

  test("cut in the middle leaves the effect open", async () => {
    const url = await serve((_incoming, response) => {
      response.writeHead(201, { "content-length": "100" });
      response.write('{"id":');
      response.socket?.end();
    });
    const error = await errorOf(client(url).send({ method: "POST", path: "/", what: "minting" }, live));
    expect([error.fault, error.effect]).toEqual(["unavailable", "unknown"]);
  });
});

describe("no answer", () => {
  test("from a port where nobody listens proves that nothing was sent", async () => {
    const server = createServer();
    const port = await listen(server);
    server.close();
    const error = await errorOf(client(`http://127.0.0.1:${port}`).send(get(), live));
    expect([error.fault, error.effect]).toEqual(["unavailable", "none"]);
    expect(error.message).toBe(`Acme at 127.0.0.1:${port}: could not be reached while reading things (ECONNREFUSED)`);
  });

  test("after a failed TLS handshake proves that nothing was sent", async () => {
    const plain = await serve((_incoming, response) => response.end());
    const port = await listen(createTcpServer((socket) => socket.destroy()));
    for (const url of [plain.replace("http:", "https:"), `https://127.0.0.1:${port}`]) {
      for (const method of ["GET", "POST"] as const) {
        const error = await errorOf(client(url).send({ ...get(), method, json: {} }, live));
        expect([error.fault, error.effect]).toEqual(["unavailable", "none"]);
      }
    }
  });

  test("after the request arrived leaves the effect open, and a POST is not repeated", async () => {
    let arrived = 0;
    const url = await serve((incoming) => {
      arrived += 1;
      incoming.socket.destroy();
    });
    const error = await errorOf(client(url).send({ method: "POST", path: "/", what: "minting", json: {} }, live));
    expect([error.fault, error.effect, arrived]).toEqual(["unavailable", "unknown", 1]);
  });

  test("on an idle connection that was closed meanwhile is asked for again, if that cannot hurt", async () => {
    const arrived: string[] = [];
    const perSocket = new WeakMap<object, number>();
    const url = await serve((incoming, response) => {
      const count = (perSocket.get(incoming.socket) ?? 0) + 1;
      perSocket.set(incoming.socket, count);
      arrived.push(`${incoming.method} ${count}`);
      if (count === 2) incoming.socket.destroy();
      else json(response, 200, { count });
    });
    const acme = client(url);
    await acme.send(get(), live);
    expect((await acme.send(get(), live)).json).toEqual({ count: 1 });
    expect(arrived).toEqual(["GET 1", "GET 2", "GET 1"]);
    await acme.send({ method: "POST", path: "/", what: "minting", json: {} }, live);
    expect(arrived.at(-1)).toBe("POST 1");
    await acme.send({ method: "PUT", path: "/", what: "minting", once: true }, live);
    expect(arrived.at(-1), "a PUT that makes something new takes no idle connection").toBe("PUT 1");
  });

  test("before the deadline is a time-out with an open effect", async () => {
    const deadline = new AbortController();
    const asked: number[] = [];
    const url = await serve(() => deadline.abort(new DOMException("late", "TimeoutError")));
    const acme = client(url, {
      deadline(ms) {
        asked.push(ms);
        return deadline.signal;
      },
    });
    const error = await errorOf(acme.send(get(), live));
    expect([error.fault, error.effect, asked]).toEqual(["timeout", "unknown", [30_000]]);
    expect(error.message).toMatch(/^Acme at 127\.0\.0\.1:\d+ did not answer in time while reading things$/);
  });

  test("before a cancellation says so, and whether the request had left", async () => {
    const during = new AbortController();
    const url = await serve(() => during.abort());
    const left = await errorOf(client(url).send(get(), { signal: during.signal }));
    const never = await errorOf(client(url).send(get(), { signal: AbortSignal.abort() }));
    expect([left.fault, left.effect]).toEqual(["cancelled", "unknown"]);
    expect([never.fault, never.effect]).toEqual(["cancelled", "none"]);
  });
});

describe("a status means", () => {
  test.each([
    [400, "config", "none"],
    [401, "unauthenticated", "none"],
    [403, "forbidden", "none"],
    [404, "not-found", "none"],
    [409, "conflict", "none"],
    [410, "not-found", "none"],
    [422, "config", "none"],
    [408, "timeout", "unknown"],
    [429, "rate-limited", "none"],
    [500, "unavailable", "unknown"],
    [501, "unavailable", "unknown"],
    [503, "unavailable", "unknown"],
    [504, "timeout", "unknown"],
    [202, "contract", "unknown"],
  ])("%i: %s, effect %s", (status, fault, effect) => {
    expect(faultOf(status)).toEqual({ fault, effect });
  });
});

describe("the words of an error", () => {
  const secret = new Secret("s3cr3t/s3cr3t+s3cr3t");
  async function messageOf(body: unknown, type = "application/json") {
    const text = typeof body === "string" && type !== "application/json" ? body : JSON.stringify(body);
    const url = await serve((_incoming, response) => response.writeHead(400, { "content-type": type }).end(text));
    const answer = await client(url).send(get(), live);
    const context = { service: "Acme", what: "reading things", secrets: [secret], nowMs: NOW_MS };
    return failureOf(answer, context).message.replace("Acme answered 400 while reading things", "");
  }

  test.each([
    ["message", { message: "no such thing" }, ": no such thing"],
    ["message and errors", { message: "bad", errors: { x: "too big" } }, ': bad {"x":"too big"}'],
    ["errors with messages", { errors: [{ code: "A", message: "bad" }, { message: "worse" }] }, ": bad (A), worse"],
    ["one error with a message", { errors: { code: "GONE", message: "not here" } }, ": not here (GONE)"],
    ["errors of which one has no message", { errors: [{ message: "bad" }, 7] }, ': [{"message":"bad"},7]'],
    ["nested error", { error: { message: "nested" } }, ": nested"],
    ["OAuth", { error: "invalid_client", error_description: "unknown client" }, ": unknown client"],
    ["problem details", { title: "Bad", detail: "the detail" }, ": the detail"],
    ["a bare string", "Access denied", ": Access denied"],
    ["nothing that can be told", { a: 1 }, ""],
    ["an array", [1], ""],
  ])("are found in a body with %s", async (_name, body, expected) => {
    expect(await messageOf(body)).toBe(expected);
  });

  test("never hold the secret of the request, in any form", async () => {
    const value = secret.reveal();
    const forms = [value, encodeURIComponent(value), btoa(value), JSON.stringify(value)];
    expect(await messageOf({ message: forms.join(" and ") })).toBe(': *** and *** and *** and "***"');
  });

  test("never hold a run of characters that could be another secret", async () => {
    const key = "Zk3".repeat(15);
    expect(await messageOf({ message: `key ${key} of 01JDEXAMPLE0000000000000K1` })).toBe(
      ": key […] of 01JDEXAMPLE0000000000000K1",
    );
  });

  test("are one line of at most 256 characters that no runner takes for a command", async () => {
    const message = await messageOf(
      `::error::x\n::add-mask::y\r\n##[group]z\u2028 \u001b[31m${"word ".repeat(100)}`,
      "text/plain",
    );
    expect(message).toMatch(/^: : :error::x ::add-mask::y ## \[group\]z \[31mword/);
    expect([...message.slice(2)].length).toBe(256);
  });
});

describe("Retry-After", () => {
  const headers = (values: Readonly<Record<string, string>>) => ({ header: (name: string) => values[name] });
  const date = (offsetMs: number) => new Date(NOW_MS + offsetMs).toUTCString();

  test.each([
    ["seconds", { "retry-after": "7" }, 7000],
    ["zero", { "retry-after": "0" }, 0],
    ["a date by our clock", { "retry-after": date(60_000) }, 59_750],
    ["a date by the server's clock", { "retry-after": date(60_000), date: date(50_000) }, 10_000],
    ["a date in the past", { "retry-after": date(-60_000) }, 0],
    ["nonsense", { "retry-after": "soon" }, undefined],
    ["nothing", {}, undefined],
  ])("is read from %s", (_name, values, expected) => {
    expect(retryAfterMs(headers(values), NOW_MS)).toBe(expected);
  });

  test("reaches the error", async () => {
    const url = await serve((_incoming, response) => response.writeHead(429, { "retry-after": "3" }).end());
    const error = failureOf(await client(url).send(get(), live), { service: "Acme", what: "x", nowMs: NOW_MS });
    expect([error.fault, error.retryAfterMs]).toEqual(["rate-limited", 3000]);
  });
});

describe("a proxy of the global agents", () => {
  async function proxy(seen: string[]): Promise<string> {
    const server = createServer((incoming, response) => {
      seen.push(`${incoming.method} ${incoming.url}`);
      json(response, 200, { via: "proxy" });
    });
    server.on("connect", (incoming, socket) => {
      seen.push(`CONNECT ${incoming.url}`);
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    });
    const port = await listen(server);
    open.push(() => server.closeAllConnections());
    return `http://127.0.0.1:${port}`;
  }

  test("is used, also by a request with a connection of its own", async () => {
    const seen: string[] = [];
    const address = await proxy(seen);
    open.push(http.setGlobalProxyFromEnv({ http_proxy: address, https_proxy: address }));
    const acme = client("http://127.0.0.1:1");
    expect((await acme.send(get(), live)).json).toEqual({ via: "proxy" });
    await acme.send({ method: "POST", path: "/things", what: "minting", json: {} }, live);
    expect(seen).toEqual(["GET http://127.0.0.1:1/things", "POST http://127.0.0.1:1/things"]);
  });

  test("that refuses a tunnel proves that nothing was sent", async () => {
    const seen: string[] = [];
    const address = await proxy(seen);
    open.push(http.setGlobalProxyFromEnv({ http_proxy: address, https_proxy: address }));
    for (const method of ["GET", "POST"] as const) {
      const error = await errorOf(client("https://kosli.test").send({ ...get(), method }, live));
      expect([error.fault, error.effect]).toEqual(["unavailable", "none"]);
      expect(error.hint).toContain("proxy");
    }
    expect(seen).toEqual(["CONNECT kosli.test:443", "CONNECT kosli.test:443"]);
  });

  test("is left out for hosts in no_proxy", async () => {
    const seen: string[] = [];
    const url = await serve((_incoming, response) => json(response, 200, { via: "nobody" }));
    open.push(http.setGlobalProxyFromEnv({ http_proxy: await proxy(seen), no_proxy: "127.0.0.1" }));
    expect((await client(url).send(get(), live)).json).toEqual({ via: "nobody" });
    expect(seen).toEqual([]);
  });
});
