import { describe, expect, test } from "vitest";
import type { KeyRecord } from "../../src/contract/key-service.ts";
import { credentials, description, errorOf, op, routes, type Scripted, type Sent, script } from "./http-script.ts";

/** Lists by a description with these fields before a server that answers so. */
async function listing(more: Readonly<Record<string, unknown>>, answer: (sent: Sent) => Scripted | undefined) {
  const list = { request: { method: "GET", path: "/v1/keys", query: { limit: "2" } }, id: "/id", ...more };
  const { open, sent, url } = await script(answer);
  const service = open({ description: description({ list }), credentials });
  return { list: () => service.list(op), sent, url };
}

const page = (from: number) => [{ id: from }, { id: from + 1 }];
const ids = (keys: readonly KeyRecord[]) => keys.map(({ id }) => id);

describe("pages", () => {
  test.each<[string, Readonly<Record<string, unknown>>, (sent: Sent) => Scripted]>([
    [
      "after the last id",
      { items: "/data", next: { by: "last-id", param: "after", more: "/more" } },
      ({ target }) =>
        target.includes("after=2") ? { body: { data: page(3), more: false } } : { body: { data: page(1), more: true } },
    ],
    [
      "by a token in the query",
      { items: "/data", next: { by: "token", param: "cursor", from: "/next" } },
      ({ target }) =>
        target.includes("cursor=abc")
          ? { body: { data: page(3), next: "" } }
          : { body: { data: page(1), next: "abc" } },
    ],
    [
      "by number",
      { next: { by: "page", param: "page" } },
      ({ target }) => ({ body: target.includes("page=3") ? [] : page(target.includes("page=2") ? 3 : 1) }),
    ],
    [
      "by number from zero, where the last one is repeated for ever",
      { next: { by: "page", param: "page", first: 0 } },
      ({ target }) => ({ body: page(/page=[1-9]/.test(target) ? 3 : 1) }),
    ],
    [
      "by an address in the answer",
      { items: "/data", next: { by: "url", from: "/next" } },
      ({ target }) =>
        target.includes("p=2")
          ? { body: { data: page(3), next: null } }
          : { body: { data: page(1), next: "/v1/keys?p=2" } },
    ],
    [
      "by a link in a header",
      { next: { by: "link-header" } },
      ({ target }) =>
        target.includes("p=2")
          ? { body: page(3), headers: { link: '</v1/keys?p=1>; rel="prev"' } }
          : { body: page(1), headers: { link: '</v1/keys?p=1>; rel="first", </v1/keys?p=2>; rel="next"' } },
    ],
  ])("are read to the end: %s", async (_how, more, answer) => {
    const { list } = await listing(more, answer);
    expect(ids(await list())).toEqual(["1", "2", "3", "4"]);
  });

  test("by a token in the body keep the rest of it", async () => {
    const next = { by: "token", param: "/page/cursor", from: "/next" };
    const request = { method: "POST", path: "/v1/keys", "read-only": true, json: { api: "a", page: { size: 2 } } };
    const { list, sent } = await listing({ request, items: "/data", next }, ({ json }) => {
      const isSecond = Object(Object(json).page).cursor === "c2";
      return { body: isSecond ? { data: page(3) } : { data: page(1), next: "c2" } };
    });
    expect(ids(await list())).toEqual(["1", "2", "3", "4"]);
    expect(sent[1]?.json).toEqual({ api: "a", page: { size: 2, cursor: "c2" } });
  });

  test.each(["https://evil.example.com/v1/keys?p=2", "//evil.example.com/v1/keys", "/v2/other"])(
    "are not read elsewhere: %s gets no credential",
    async (told) => {
      const { open, sent, url } = await script(() => ({ body: { data: page(1), next: told } }));
      const list = {
        request: { method: "GET", path: "/keys" },
        items: "/data",
        id: "/id",
        next: { by: "url", from: "/next" },
      };
      const service = open({ description: description({ list }), credentials, "base-url": `${url}/v1` });
      const error = await errorOf(service.list(op));
      expect([error.fault, error.effect, sent.length]).toEqual(["contract", "none", 1]);
    },
  );

  test("that nobody asked for are an error: the keys beyond them would look gone", async () => {
    const { list } = await listing({}, () => ({ body: page(1), headers: { link: '</v1/keys?p=2>; rel="next"' } }));
    expect((await errorOf(list())).hint).toContain("needs next");
  });

  test("that never end are an error", async () => {
    const { list, sent } = await listing({ next: { by: "page", param: "page" } }, () => ({
      body: page(2 * sent.length),
    }));
    expect((await errorOf(list())).message).toContain("more than 1000 pages");
  });
});

describe("a listed key", () => {
  test("is read by the pointers of the description", async () => {
    const { list } = await listing(
      {
        items: "/data",
        id: "/meta/id",
        name: "/attributes/name",
        created: "/attributes/created",
        "last-used": "/attributes/used",
        "last-used-from": "/attributes/ip",
        suffix: "/attributes/last4",
        expires: "/attributes/end",
        status: "/state",
        active: ["on"],
      },
      () => ({
        body: {
          data: [
            {
              meta: { id: 7 },
              state: "on",
              attributes: {
                name: "ci",
                created: 1_780_584_129,
                used: 0,
                ip: "1.2.3.4",
                last4: "wxyz",
                end: "2099-01-01",
              },
            },
            { meta: { id: 8 }, state: "off" },
          ],
        },
      }),
    );
    expect(await list()).toEqual([
      {
        id: "7",
        description: "ci",
        createdAtMs: 1_780_584_129_000,
        expiresAtMs: Date.parse("2099-01-01"),
        lastUsedFrom: "1.2.3.4",
        suffix: "wxyz",
      },
    ]);
  });

  test.each<[string, unknown, string]>([
    ["no list", { items: [] }, "an object (with items) instead of a list"],
    ["a page of a browser", "<html>", "instead of a list"],
    ["an entry without an id", [{ name: "ci" }], "an entry without a usable id"],
    ["an id that no path can carry", [{ id: ".." }], "an entry without a usable id"],
    [
      "a last use that cannot be read, as it is not never",
      [{ id: "k1", used: "yesterday" }],
      "last-used of the key k1",
    ],
  ])("is refused: %s", async (_what, body, words) => {
    const { list } = await listing({ "last-used": "/used" }, () => ({ body }));
    const error = await errorOf(list());
    expect([error.fault, error.effect]).toEqual(["contract", "none"]);
    expect(error.message).toContain(words);
  });

  test("is the only one where the service reads keys one by one", async () => {
    const get = { request: { method: "GET", path: "/keys/${key.id}" }, id: "/id", name: "/name" };
    const { open, sent } = await script(routes({ "GET /keys/app%2F1": { body: { id: "app/1", name: "ci" } } }));
    const service = open({ description: description({ get }), credentials }, { id: "app/1" });
    expect(await service.list(op)).toEqual([{ id: "app/1", description: "ci" }]);
    expect(sent).toHaveLength(1);
  });
});
