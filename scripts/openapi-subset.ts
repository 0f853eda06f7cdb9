/**
 * Writes `test/twins/github/openapi.json`: the part of GitHub's own OpenAPI document that the GitHub twin checks its
 * traffic against. Run it as `node scripts/openapi-subset.ts [path of api.github.com.json]`; without a path it
 * installs the pinned package into a temporary folder (385 MB) and removes it again. The result is committed.
 *
 * @see https://github.com/octokit/openapi
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PACKAGE = "@octokit/openapi@23.0.2";
const OUTPUT = new URL("../test/twins/github/openapi.json", import.meta.url);

type Json = Record<string, unknown>;

/** Paths kept, and the methods kept of them: what rekey calls, and what surrounds it in the same families. */
const KEPT: readonly (readonly [path: RegExp, methods: readonly string[]])[] = [
  [/^\/(orgs|repos)\/.*\/secrets(\/.*)?$/, ["get", "put", "delete"]],
  [/\/(actions|agents)\/organization-secrets$/, ["get"]],
  [/^\/repos\/\{owner\}\/\{repo\}$/, ["get"]],
  [
    /^\/repos\/\{owner\}\/\{repo\}\/(topics|environments|environments\/\{environment_name\}|contents\/\{path\})$/,
    ["get"],
  ],
  [/^\/repos\/\{owner\}\/\{repo\}\/actions\/(runs|runs\/\{run_id\})$/, ["get"]],
  [/^\/repos\/\{owner\}\/\{repo\}\/actions\/workflows(\/\{workflow_id\}(\/runs|\/dispatches)?)?$/, ["get", "post"]],
  [/^\/(repos\/\{owner\}\/\{repo\}|orgs\/\{org\})\/properties\/values$/, ["get"]],
  [/^\/(orgs\/\{org\}|users\/\{username\}|user|orgs\/\{org\}\/teams\/\{team_slug\})\/repos$/, ["get"]],
  [/^\/(installation|search)\/repositories$/, ["get"]],
  [/^\/(orgs\/\{org\}|users\/\{username\}|repos\/\{owner\}\/\{repo\})\/installation$/, ["get"]],
  [/^\/installation\/token$/, ["delete"]],
  [/^\/app\/installations\/\{installation_id\}\/access_tokens$/, ["post"]],
  [/^\/(rate_limit|app|user|users\/\{username\}|orgs\/\{org\})$/, ["get"]],
];

const NOT_KEPT = /secret-scanning/;
const DROPPED = new Set([
  "description",
  "example",
  "examples",
  "summary",
  "externalDocs",
  "tags",
  "title",
  "headers",
  "discriminator",
]);

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function child(node: Json, key: string): Json {
  const value = node[key];
  if (!isJson(value)) throw new TypeError(`The document has no object at "${key}"`);
  return value;
}

/** Copies a node without prose and examples. The keys of a `properties` map are names, not keywords. */
function slim(node: unknown, isPropertyMap = false): unknown {
  if (Array.isArray(node)) return node.map((item) => slim(item));
  if (!isJson(node)) return node;
  const copy: Json = {};
  for (const [key, value] of Object.entries(node)) {
    if (!isPropertyMap && (DROPPED.has(key) || key.startsWith("x-"))) continue;
    copy[key] = slim(value, !isPropertyMap && key === "properties");
  }
  return isPropertyMap ? copy : withNull(copy);
}

/**
 * Says "or null" in a way that ajv takes: it refuses `nullable` beside `oneOf`, `anyOf`, `allOf` or `$ref` without a
 * `type`, and compares null with `enum` before it looks at `nullable`.
 */
function withNull(schema: Json): Json {
  if (schema.nullable !== true) return schema;
  if (typeof schema.type === "string") {
    return Array.isArray(schema.enum) && !schema.enum.includes(null)
      ? { ...schema, enum: [...schema.enum, null] }
      : schema;
  }
  const { nullable: _nullable, ...rest } = schema;
  const alternatives = rest.oneOf ?? rest.anyOf;
  const key = rest.oneOf ? "oneOf" : "anyOf";
  if (Array.isArray(alternatives)) return { ...rest, [key]: [...alternatives, { enum: [null] }] };
  return Object.keys(rest).length === 0 ? {} : { anyOf: [rest, { enum: [null] }] };
}

function keptMethods(path: string): readonly string[] {
  if (NOT_KEPT.test(path)) return [];
  return KEPT.filter(([pattern]) => pattern.test(path)).flatMap(([, methods]) => methods);
}

/** Only JSON bodies matter here, and the specification wants a description on each response. */
function slimOperation(operation: Json): Json {
  const responses: Json = {};
  for (const [status, response] of Object.entries(child(operation, "responses"))) {
    responses[status] = slimResponse(response);
  }
  const { operationId, parameters, requestBody } = operation;
  return {
    operationId,
    ...(parameters === undefined ? {} : { parameters: slim(parameters) }),
    ...(requestBody === undefined ? {} : { requestBody: slim(requestBody) }),
    responses,
  };
}

function slimResponse(response: unknown): unknown {
  if (!isJson(response) || typeof response.$ref === "string") return response;
  const json = isJson(response.content) ? response.content["application/json"] : undefined;
  return { description: "-", ...(json === undefined ? {} : { content: { "application/json": slim(json) } }) };
}

function collectReferences(node: unknown, into: Set<string>): void {
  if (Array.isArray(node)) for (const item of node) collectReferences(item, into);
  if (!isJson(node)) return;
  if (typeof node.$ref === "string") into.add(node.$ref);
  for (const value of Object.values(node)) collectReferences(value, into);
}

/**
 * The document calls the parameter `created` a date-time, while its own text sends the reader to the search syntax
 * (`>=2026-01-01T00:00:00Z`), which the real server takes.
 *
 * @see https://docs.github.com/rest/actions/workflow-runs
 */
function withSearchSyntax(components: Record<string, Json>): Json {
  const { parameters = {} } = components;
  const created = { ...child(parameters, "created"), schema: { type: "string" } };
  return { ...components, parameters: { ...parameters, created } };
}

/** Follows every `$ref` to its end. */
function usedComponents(document: Json, paths: Json): Json {
  const components: Record<string, Json> = {};
  const queue = new Set<string>();
  collectReferences(paths, queue);
  // A Set iterates over what is added meanwhile, so this loop ends when nothing new is referred to.
  for (const reference of queue) {
    const [, , section = "", name = ""] = reference.split("/");
    const source = child(child(document, "components"), section)[name];
    const copy = section === "responses" ? slimResponse(source) : slim(source);
    components[section] = { ...components[section], [name]: copy };
    collectReferences(copy, queue);
  }
  return withSearchSyntax(components);
}

function subset(document: Json): Json {
  const paths: Json = {};
  for (const [path, item] of Object.entries(child(document, "paths"))) {
    const methods = keptMethods(path);
    if (!isJson(item) || methods.length === 0) continue;
    const kept = Object.entries(item).filter(([method]) => methods.includes(method));
    paths[path] = Object.fromEntries(
      kept.map(([method, operation]) => [method, isJson(operation) ? slimOperation(operation) : operation]),
    );
  }
  const info = { title: "GitHub REST API, the part that rekey uses", version: PACKAGE };
  return { openapi: document.openapi, info, paths, components: usedComponents(document, paths) };
}

/** Compact JSON with a line per path and per component, so that a change can be read in a diff. */
function print(document: Json): string {
  const lines = (node: unknown, depth: number): string => {
    if (depth === 0 || !isJson(node)) return JSON.stringify(node);
    const entries = Object.entries(node).map(([key, value]) => `${JSON.stringify(key)}:${lines(value, depth - 1)}`);
    return `{\n${entries.join(",\n")}\n}`;
  };
  const { components, ...rest } = document;
  const head = lines(rest, 2).replace(/\n\}$/, "");
  return `${head},\n"components":${lines(components, 2)}\n}\n`;
}

function readDocument(path: string | undefined): Json {
  if (path) return parse(path);
  const folder = mkdtempSync(join(tmpdir(), "openapi-"));
  try {
    execFileSync("npm", ["install", "--prefix", folder, "--no-save", "--ignore-scripts", PACKAGE], { stdio: "ignore" });
    return parse(join(folder, "node_modules/@octokit/openapi/generated/api.github.com.json"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function parse(path: string): Json {
  const document: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (!isJson(document)) throw new TypeError(`${path} is not an OpenAPI document`);
  return document;
}

const result = subset(readDocument(process.argv[2]));
writeFileSync(OUTPUT, print(result));
const operations = Object.values(child(result, "paths")).flatMap((item) => Object.keys(isJson(item) ? item : {}));
console.log(`${Object.keys(child(result, "paths")).length} paths, ${operations.length} operations`);
