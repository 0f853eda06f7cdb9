import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import formats from "ajv-formats";

/** One request and what was answered, as the contract sees it. */
export interface Exchange {
  readonly method: string;
  /** Percent-encoded, without base path and query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Parsed body; undefined: none. */
  readonly request: unknown;
  readonly status: number;
  /** Parsed body; undefined: none. */
  readonly response: unknown;
}

/** GitHub's published description of its API, to hold traffic against. Keeps no record of it. */
export interface Contract {
  /** Tells what the request does that the document does not allow: path, method, query, body. */
  checkRequest(exchange: Pick<Exchange, "method" | "path" | "query" | "request">): readonly string[];
  /** Tells what the answer does that the document does not allow: status, body. */
  checkResponse(exchange: Exchange): readonly string[];
}

type Json = Record<string, unknown>;

interface Operation {
  readonly name: string;
  readonly pattern: RegExp;
  /** Number of literal path segments: `/secrets/public-key` goes before `/secrets/{secret_name}`. */
  readonly literals: number;
  readonly method: string;
  readonly definition: Json;
}

/** Statuses that any operation may answer although few are documented with it; the body is then a basic error. */
const ANY_OPERATION = new Set([301, 307, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504]);

/** GraphQL has a schema of its own. */
const OUTSIDE = "/graphql";

const DOCUMENT = new URL("./openapi.json", import.meta.url);

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function at(node: unknown, ...keys: readonly string[]): unknown {
  let current = node;
  for (const key of keys) current = isJson(current) ? current[key] : undefined;
  return current;
}

function listOperations(document: Json): readonly Operation[] {
  const operations: Operation[] = [];
  for (const [path, item] of Object.entries(isJson(document.paths) ? document.paths : {})) {
    const segments = path
      .split("/")
      .map((segment) => (segment.startsWith("{") ? "[^/]+" : segment.replaceAll(".", "\\.")));
    // The one parameter that spans segments, as GitHub's own routing has it.
    const pattern = new RegExp(`^${segments.join("/")}${path.endsWith("{path}") ? "(/[^/]+)*" : ""}$`);
    const literals = segments.filter((segment) => segment !== "[^/]+").length;
    for (const [method, definition] of Object.entries(isJson(item) ? item : {})) {
      if (isJson(definition)) operations.push({ name: `${method} ${path}`, pattern, literals, method, definition });
    }
  }
  return operations.sort((a, b) => b.literals - a.literals);
}

/** Points the references of a schema at the document that ajv knows as `github`. */
function rebase(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(rebase);
  if (!isJson(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) =>
      key === "$ref" && typeof value === "string" ? [key, value.replace(/^#/, "github#")] : [key, rebase(value)],
    ),
  );
}

/** Query values are text; where the document says number or boolean, they are read as such before they are checked. */
function fromQuery(value: string, schema: unknown): unknown {
  const type = at(schema, "type");
  if ((type === "integer" || type === "number") && /^-?\d+$/.test(value)) return Number(value);
  if (type === "boolean" && (value === "true" || value === "false")) return value === "true";
  return value;
}

class GithubContract implements Contract {
  readonly #document: Json;
  readonly #operations: readonly Operation[];
  readonly #ajv: Ajv;
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(document: Json) {
    this.#document = document;
    this.#operations = listOperations(document);
    this.#ajv = new Ajv({ strict: false, allErrors: true });
    formats.default(this.#ajv);
    const described = isJson(document.components) ? document.components : {};
    this.#ajv.addSchema({ $id: "github", components: rebase(described) });
  }

  checkRequest({
    method,
    path,
    query,
    request,
  }: Pick<Exchange, "method" | "path" | "query" | "request">): readonly string[] {
    const operation = this.#find(method, path);
    if (!operation) return path === OUTSIDE ? [] : [`${method} ${path}: not in the document`];
    return [...this.#checkQuery(operation, query), ...this.#checkRequestBody(operation, request)];
  }

  checkResponse({ method, path, status, response }: Exchange): readonly string[] {
    const operation = this.#find(method, path);
    if (!operation) return [];
    const documented = this.#resolve(at(operation.definition, "responses", String(status)));
    if (!documented && !ANY_OPERATION.has(status)) return [`${operation.name}: status ${status} is not documented`];
    const schema = documented
      ? at(documented, "content", "application/json", "schema")
      : { $ref: "#/components/schemas/basic-error" };
    if (schema === undefined) {
      const empty = response === undefined || (isJson(response) && Object.keys(response).length === 0);
      return empty || status >= 400 ? [] : [`${operation.name}: ${status} has a body, the document has none`];
    }
    return this.#validate(`${operation.name} ${status}`, schema, response);
  }

  #find(method: string, path: string): Operation | undefined {
    const wanted = method === "HEAD" ? "get" : method.toLowerCase();
    return this.#operations.find((operation) => operation.method === wanted && operation.pattern.test(path));
  }

  #resolve(node: unknown): unknown {
    const reference = at(node, "$ref");
    return typeof reference === "string" ? at(this.#document, ...reference.slice(2).split("/")) : node;
  }

  #checkQuery(operation: Operation, query: URLSearchParams): readonly string[] {
    const listed = operation.definition.parameters;
    const known = new Map<string, unknown>();
    for (const entry of Array.isArray(listed) ? listed : []) {
      const parameter = this.#resolve(entry);
      const name = at(parameter, "name");
      if (at(parameter, "in") === "query" && typeof name === "string") known.set(name, at(parameter, "schema"));
    }
    const violations: string[] = [];
    for (const [name, value] of query) {
      const schema = known.get(name);
      if (schema === undefined) violations.push(`${operation.name}: query parameter "${name}" is not documented`);
      else
        violations.push(
          ...this.#validate(`${operation.name} ?${name}`, schema, fromQuery(value, this.#resolve(schema))),
        );
    }
    return violations;
  }

  #checkRequestBody(operation: Operation, request: unknown): readonly string[] {
    const body = this.#resolve(operation.definition.requestBody);
    const schema = at(body, "content", "application/json", "schema");
    if (schema === undefined) {
      return request === undefined ? [] : [`${operation.name}: the document knows no request body`];
    }
    if (request === undefined) return at(body, "required") ? [`${operation.name}: the request body is missing`] : [];
    return [
      ...this.#unknownFields(operation, schema, request),
      ...this.#validate(`${operation.name} request`, schema, request),
    ];
  }

  /** GitHub's schemas allow any further field; a field that it does not know is our mistake all the same. */
  #unknownFields(operation: Operation, schema: unknown, request: unknown): readonly string[] {
    const properties = at(this.#resolve(schema), "properties");
    if (!isJson(properties) || !isJson(request)) return [];
    const unknown = Object.keys(request).filter((name) => !(name in properties));
    return unknown.map((name) => `${operation.name} request: field "${name}" is not documented`);
  }

  #validate(subject: string, schema: unknown, value: unknown): readonly string[] {
    const validate = this.#compiled.get(subject) ?? this.#compile(subject, schema);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      (error) => `${subject}: body${error.instancePath} ${error.message ?? error.keyword}`,
    );
  }

  #compile(subject: string, schema: unknown): ValidateFunction {
    const rebased = rebase(schema);
    const validate = this.#ajv.compile(isJson(rebased) ? rebased : {});
    this.#compiled.set(subject, validate);
    return validate;
  }
}

/** Reads the committed document and makes it ready. Takes tens of milliseconds: share the result between twins. */
export function openContract(): Contract {
  const document: unknown = JSON.parse(readFileSync(DOCUMENT, "utf8"));
  if (!isJson(document)) throw new TypeError("openapi.json is not an object");
  return new GithubContract(document);
}
