import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { WireFailure } from "../../src/lib/http-transport.ts";
import { wireFetch } from "../../src/lib/wire-fetch.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const servers: Server[] = [];

/** Starts a server on loopback; it notes `METHOD path authorization body` of what arrives. */
async function serve(handler: Handler): Promise<{ url: string; seen: string[]; server: Server }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      seen.push([request.method, request.url, request.headers.authorization, body].filter(Boolean).join(" "));
      handler(request, response);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, server };
}

function fetcher(heads: unknown[] = []) {
  return wireFetch({ service: "Lab", maxBodyBytes: 1000, onHead: (headers) => heads.push(headers.date) });
}

const headers = { authorization: "token x" };

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe("the fetch for client libraries", () => {
  it("hands over status, headers and body, and the date as soon as it is here", async () => {
    const heads: unknown[] = [];
    const { url, seen } = await serve((_request, response) => {
      response.writeHead(201, { "X-Thing": "a", "set-cookie": ["b", "c"] }).end("zwölf");
    });

    const answer = await fetcher(heads)(`${url}/a%2Fb?c=d`, { method: "PUT", headers, body: "{}" });

    expect([answer.status, await answer.text(), answer.headers.get("x-thing")]).toEqual([201, "zwölf", "a"]);
    expect(answer.headers.get("set-cookie")).toBe("b, c");
    expect(heads).toEqual([expect.stringMatching(/GMT$/)]);
    expect(seen).toEqual(["PUT /a%2Fb?c=d token x {}"]);
  });

  it.each([
    ["GET", 301],
    ["GET", 302],
    ["PUT", 307],
    ["POST", 308],
  ])("follows a %s that is answered with %i on the same server, method and body kept", async (method, status) => {
    const { url, seen } = await serve((request, response) => {
      if (request.url === "/new?x=1") response.end("here");
      else response.writeHead(status, { location: "/new?x=1" }).end();
    });

    const body = method === "GET" ? {} : { body: "{}" };
    const answer = await fetcher()(`${url}/old`, { method, headers, ...body });

    expect([answer.status, await answer.text(), answer.url]).toEqual([200, "here", `${url}/new?x=1`]);
    expect(seen[1]).toBe(`${method} /new?x=1 token x${method === "GET" ? "" : " {}"}`);
  });

  it("does not carry the credential to another server", async () => {
    const elsewhere = await serve((_request, response) => response.end("gotcha"));
    const { url } = await serve((_request, response) => {
      response.writeHead(301, { location: `${elsewhere.url}/` }).end();
    });

    await expect(fetcher()(url, { headers })).rejects.toMatchObject({ fault: "config", effect: "none" });

    expect(elsewhere.seen).toEqual([]);
  });

  it("does not follow redirects without end", async () => {
    const { url, seen } = await serve((_request, response) => response.writeHead(301, { location: "/" }).end());

    await expect(fetcher()(url, { headers })).rejects.toMatchObject({ fault: "config" });

    expect(seen).toHaveLength(6);
  });

  it("hands over a redirect that leads nowhere as the answer that it is", async () => {
    const { url } = await serve((_request, response) => response.writeHead(304).end());

    expect((await fetcher()(url, { headers })).status).toBe(304);
  });

  it("sends a request again, once, when the idle connection for it was closed meanwhile", async () => {
    let closing = false;
    const { url, seen } = await serve((request, response) => {
      if (closing) request.socket.destroy();
      else response.end("fine");
      closing = seen.length === 1;
    });
    const send = fetcher();
    await send(`${url}/one`, { headers });

    const answer = await send(`${url}/two`, { method: "PUT", headers, body: "{}" });

    expect(await answer.text()).toBe("fine");
    expect(seen).toEqual(["GET /one token x", "PUT /two token x {}", "PUT /two token x {}"]);
  });

  it("does not send a POST again", async () => {
    const { url, seen } = await serve((request) => request.socket.destroy());

    await expect(fetcher()(url, { method: "POST", headers, body: "{}" })).rejects.toBeInstanceOf(WireFailure);

    expect(seen).toHaveLength(1);
  });

  it("fails with what is known where there is no answer", async () => {
    const { url, server } = await serve((_request, response) => response.end("x".repeat(2000)));
    await expect(fetcher()(url, { headers })).rejects.toMatchObject({ code: "BODY_TOO_LONG", sent: true });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));

    await expect(fetcher()(url, { headers })).rejects.toMatchObject({ sent: false });
  });

  it("ends with its signal", async () => {
    const controller = new AbortController();
    const { url } = await serve(() => controller.abort());

    await expect(fetcher()(url, { headers, signal: controller.signal })).rejects.toBeInstanceOf(WireFailure);
  });
});
