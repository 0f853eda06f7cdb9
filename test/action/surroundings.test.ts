import { createServer, request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, test } from "vitest";
import { startGithubTwin } from "../twins/github/twin.ts";
import { expectClean, expectOutcome, methods } from "./expect.ts";
import { GITHUB_TOKEN, inWorld, PERMISSIONS, SECRET, startWorld, type World } from "./world.ts";

const api = { repository: "acme/api", name: SECRET };
const NO_SHORTHAND = {
  "kosli-host": "",
  "kosli-org": "",
  "kosli-service-account": "",
  "kosli-api-token": "",
  repositories: "",
};

interface Heard {
  readonly path: string;
  readonly text: string;
}

/** A server that notes what it is sent; it answers `status`. */
async function listen(status: number): Promise<{ url: string; heard: Heard[]; stop(): Promise<void> }> {
  const heard: Heard[] = [];
  const server = createServer((incoming, answer) => {
    let text = "";
    incoming.setEncoding("utf8");
    incoming.on("data", (chunk: string) => {
      text += chunk;
    });
    incoming.on("end", () => {
      heard.push({ path: incoming.url ?? "", text });
      answer.writeHead(status).end("ok");
    });
  });
  return { url: await open(server), heard, stop: () => close(server) };
}

async function open(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

function fileOf(world: World, extra = ""): string {
  return `version: 1
defaults: { max-age: 90d }
rotations:
  kosli-ci:
    key-service: { kind: kosli, host: "${world.kosli.url}", org: acme, service-account: ci, api-token: "\${ADMIN}" }
    destinations:
      - { kind: github-secret, repository: acme/api, name: ${SECRET} }
  kosli-cd:
    key-service: { kind: kosli, host: "${world.kosli.url}", org: acme, service-account: cd, api-token: "\${ADMIN}" }
    destinations:
      - { kind: github-secret, repository: acme/api, name: KOSLI_CD }
${extra}`;
}

inWorld("several rotations of a file run in one step; a webhook that fails changes nothing", async (world) => {
  const slack = await listen(200);
  const broken = await listen(500);
  world.kosli.addAccount({ name: "cd", privilege: "member" });
  const young = world.kosli.addKey({ account: "cd", createdAtMs: world.kosli.now() - 86_400_000 });
  world.github.putSecret({ repository: "acme/api", name: "KOSLI_CD" }, young.value);
  const notify = `notify:
  - { kind: webhook, url: "\${SLACK}", format: slack, on: [opened, rotated, not-due, always] }
  - { kind: webhook, url: "\${BROKEN}", format: json, on: [always] }
`;
  const env = { ADMIN: world.admin.value, SLACK: `${slack.url}/hook/T0PSECRET`, BROKEN: `${broken.url}/x` };
  const result = await world.run(
    { ...NO_SHORTHAND, config: "rekey.yml" },
    { env, workspace: { "rekey.yml": fileOf(world, notify) } },
  );
  await slack.stop();
  await broken.stop();
  expectOutcome(result, "rotated");
  expect(slack.heard.map((post) => post.path)).toEqual(["/hook/T0PSECRET"]);
  const told = slack.heard[0]?.text ?? "";
  expect(JSON.parse(told)).toHaveProperty("text");
  expect(told).toContain("kosli-ci");
  expect(told).not.toContain(world.newest().value);
  expect(broken.heard.length).toBeGreaterThan(1);
  expect(result.log).toMatch(/webhook/i);
  expect(result.log + result.summary).not.toContain("T0PSECRET");
  expect(world.kosli.keys("cd")).toHaveLength(1);
  expectClean(result, world);
});

inWorld("the default file is read; `rotations` names those to run; the report has them", async (world) => {
  const env = { ADMIN: world.admin.value };
  const workspace = { ".github/rekey.yml": fileOf(world) };
  const result = await world.run({ ...NO_SHORTHAND, mode: "plan", rotations: "kosli-ci" }, { env, workspace });
  expectOutcome(result, "planned");
  const report: unknown = JSON.parse(Object.values(result.files)[0] ?? "{}");
  expect(report).toMatchObject({ rotations: [{ name: "kosli-ci" }] });
  const wrong = await world.run({ ...NO_SHORTHAND, mode: "plan", rotations: "kosli-c" }, { env, workspace });
  expectOutcome(wrong, "failed");
  expect(wrong.log).toMatch(/kosli-c'.*kosli-ci/);
});

inWorld("a key that rotates itself is written home first, and from then on revokes with the new one", async (world) => {
  world.kosli.addAccount({ name: "bot", privilege: "admin" });
  const own = world.kosli.addKey({ account: "bot", createdAtMs: world.kosli.now() - 100 * 86_400_000 });
  for (const repository of ["acme/api", "acme/zoo"]) {
    if (repository !== "acme/api") world.github.addRepository(repository);
    world.github.putSecret({ repository, name: SECRET }, own.value, { writtenAtMs: world.github.nowMs() - 86_400_000 });
  }
  const result = await world.run({
    repositories: "acme/zoo\nacme/api",
    "kosli-service-account": "bot",
    "kosli-api-token": own.value,
    "current-key": own.value,
    strategy: "create",
    retire: "after-verify",
  });
  expectOutcome(result, "rotated");
  expect(world.github.writes.map((write) => ("repository" in write.place ? write.place.repository : ""))).toEqual([
    "acme/api",
    "acme/zoo",
  ]);
  const fresh = world.kosli.keys("bot").at(-1);
  expect(world.kosli.accepts(own.value)).toBe(false);
  const revocations = world.kosli.requests.filter((entry) => entry.method === "DELETE" && entry.path.endsWith(own.id));
  expect(revocations.map((entry) => entry.caller)).toEqual([fresh?.id]);
  expectClean(result, world);
});

test("GitHub Enterprise Server: the base path is kept, and stores that it lacks are refused before anything is minted", async () => {
  const world = await startWorld();
  const ghes = await startGithubTwin({ ghes: true });
  ghes.addRepository("acme/api");
  ghes.addToken(GITHUB_TOKEN, { permissions: PERMISSIONS });
  for (const store of ["actions", "dependabot"] as const) {
    ghes.putSecret({ ...api, store }, world.old.value, { writtenAtMs: ghes.nowMs() - 86_400_000 });
  }
  const more = { env: { GITHUB_API_URL: ghes.url } };
  const refused = await world.run({ stores: "actions\ncodespaces" }, more);
  expectOutcome(refused, "failed");
  expect(world.kosli.keys("ci")).toHaveLength(1);
  const result = await world.run({ stores: "actions\ndependabot" }, more);
  expectOutcome(result, "rotated");
  expect(ghes.value({ ...api, store: "dependabot" })).toBe(world.newest().value);
  expect(ghes.violations).toEqual([]);
  expect(methods(ghes.requests)).toEqual(["GET", "PUT"]);
  await ghes.stop();
  await world.stop();
});

inWorld("a proxy is used where the environment names one, and passed by where `no_proxy` says so", async (world) => {
  const through: string[] = [];
  const proxy = createServer((incoming, answer) => {
    const url = new URL(incoming.url ?? "");
    through.push(url.host);
    const onward = request(
      {
        host: url.hostname,
        port: url.port,
        path: url.pathname + url.search,
        method: incoming.method,
        headers: incoming.headers,
      },
      (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      },
    );
    incoming.pipe(onward);
  });
  proxy.on("connect", (incoming, socket, head) => {
    through.push(incoming.url ?? "");
    const { hostname, port } = new URL(`http://${incoming.url}`);
    const onward = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    const end = () => {
      socket.destroy();
      onward.destroy();
    };
    onward.on("error", end);
    socket.on("error", end);
  });
  const http_proxy = await open(proxy);
  const kosliHost = new URL(world.kosli.url).host;
  const githubHost = new URL(world.github.url).host;
  const all = await world.run({ mode: "plan" }, { env: { http_proxy } });
  expectOutcome(all, "planned");
  expect([...new Set(through)].sort()).toEqual([kosliHost, githubHost].sort());
  through.length = 0;
  const some = await world.run({ mode: "plan" }, { env: { http_proxy, no_proxy: kosliHost } });
  expectOutcome(some, "planned");
  expect([...new Set(through)]).toEqual([githubHost]);
  await close(proxy);
});
