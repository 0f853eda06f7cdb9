import { describe, expect, it } from "vitest";
import { jsonOf, restRequest } from "../../src/destinations/github-secret/rest.ts";

describe("a request to GitHub on the wire", () => {
  it("fills in the template and asks a GET with the rest", () => {
    const path = "/repos/{owner}/{repo}/actions/secrets";
    const params = { owner: "acme", repo: "api", per_page: 100, page: 2, left_out: undefined };

    expect(restRequest({ method: "GET", path, params })).toEqual({
      path: "/repos/acme/api/actions/secrets?per_page=100&page=2",
    });
  });

  it("keeps a value to one piece of the path, whatever it holds", () => {
    const path = "/environments/{environment_name}/secrets";

    expect(restRequest({ method: "GET", path, params: { environment_name: "blue/green? #1 é" } }).path).toBe(
      "/environments/blue%2Fgreen%3F%20%231%20%C3%A9/secrets",
    );
  });

  it("spreads a path over its pieces where the template says so", () => {
    const params = { path: ".github/workflows/a b.yml", ref: "feature/x&y" };

    expect(restRequest({ method: "GET", path: "/contents/{+path}", params }).path).toBe(
      "/contents/.github/workflows/a%20b.yml?ref=feature%2Fx%26y",
    );
  });

  it("makes the rest the body of anything else, and none where nothing is left", () => {
    const params = { org: "acme", key_id: "1", selected_repository_ids: [1, 2] };

    expect(restRequest({ method: "PUT", path: "/orgs/{org}", params })).toEqual({
      path: "/orgs/acme",
      body: '{"key_id":"1","selected_repository_ids":[1,2]}',
    });
    expect(restRequest({ method: "DELETE", path: "/orgs/{org}", params: { org: "acme" } })).toEqual({
      path: "/orgs/acme",
    });
  });

  it("is not made without what its template asks for", () => {
    expect(() => restRequest({ method: "GET", path: "/orgs/{org}", params: {} })).toThrow(TypeError);
  });
});

describe("the body of an answer", () => {
  it.each([
    ["application/json; charset=utf-8", { a: 1 }],
    ["application/problem+json", { a: 1 }],
    ["text/html", undefined],
    [undefined, undefined],
  ])("of type %s", (type, json) => {
    expect(jsonOf('{"a":1}', type)).toEqual(json);
  });

  it("that is no JSON, though it says so, is none", () => {
    expect(jsonOf("<html>", "application/json")).toBeUndefined();
    expect(jsonOf("", "application/json")).toBeUndefined();
  });
});
