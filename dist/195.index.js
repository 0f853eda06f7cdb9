export const id = 195;
export const ids = [195];
export const modules = {

/***/ 4331:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   cP: () => (/* binding */ defineKeyService),
/* harmony export */   mz: () => (/* binding */ defineDestination),
/* harmony export */   o2: () => (/* binding */ defineCanary)
/* harmony export */ });
function close(summary, schema, bind) {
    return {
        summary,
        schema,
        configure(raw) {
            const parsed = schema.safeParse(raw);
            return parsed.success
                ? { success: true, data: bind(parsed.data) }
                : { success: false, issues: parsed.error.issues };
        },
    };
}
/** Closes over the option type of a key service kind. */
function defineKeyService(type) {
    return close(type.summary, type.schema, (options) => ({
        account: type.account(options),
        problems: (rotation) => type.check?.(options, rotation) ?? [],
        open: (tools, rotation) => type.open(options, tools, rotation),
    }));
}
/** Closes over the option type of a destination kind. */
function defineDestination(type) {
    return close(type.summary, type.schema, (options) => ({
        places: (tools) => type.places(options, tools),
        open: (tools) => type.open(options, tools),
    }));
}
/** Closes over the option type of a canary kind. */
function defineCanary(summary, type) {
    return close(summary, type.schema, (options) => ({ open: (tools) => type.open(options, tools) }));
}


/***/ }),

/***/ 5195:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  canary: () => (/* reexport */ canary),
  destination: () => (/* binding */ destination),
  openWatch: () => (/* reexport */ openWatch)
});

// EXTERNAL MODULE: ./build/contract/plug-in.js
var plug_in = __webpack_require__(4331);
;// CONCATENATED MODULE: ./build/lib/memory.js
/** Makes an empty memory; it lives as long as its holder. */
function memory() {
    const asked = new Map();
    return {
        recall(key, ask) {
            const known = asked.get(key);
            if (known)
                return known;
            const asking = ask();
            asked.set(key, asking);
            asking.catch(() => {
                if (asked.get(key) === asking)
                    asked.delete(key);
            });
            return asking;
        },
        knows: (key) => asked.has(key),
        forget: (key) => void asked.delete(key),
    };
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/entry.js
/** The secrets of some scopes in all stores of an entry. */
function placesIn(scopes, options) {
    return scopes.flatMap((scope) => options.stores.map((store) => ({ scope, store, name: options.name })));
}
/** A repository itself, or its environments where an entry names some. */
function scopesIn({ owner, name: repo }, { environments }) {
    if (environments.length === 0)
        return [{ kind: "repository", owner, repo }];
    return environments.map((environment) => ({ kind: "environment", owner, repo, environment }));
}
/** The places that an entry names outright, before anybody was asked. */
function namedPlaces(options) {
    const { target } = options;
    if (target.kind === "organization")
        return placesIn([{ kind: "organization", org: target.org }], options);
    const scopes = target.names.flatMap((fullName) => {
        const [owner = "", name = ""] = fullName.split("/");
        return scopesIn({ owner, name }, target);
    });
    return placesIn(scopes, options);
}
/** An entry in a few words: `acme/api, acme/web-* · actions, dependabot · KOSLI_API_TOKEN`. */
function labelOfEntry({ target, stores, name }) {
    const where = target.kind === "organization" ? `organization ${target.org}` : repositoriesLabel(target);
    return `${where} · ${stores.join(", ")} · ${name}`;
}
const MAX_LABEL_NAMES = 3;
function repositoriesLabel({ names, globs, environments }) {
    const all = [...globs, ...names];
    const shown = all.slice(0, MAX_LABEL_NAMES).join(", ");
    const more = all.length > MAX_LABEL_NAMES ? ` and ${all.length - MAX_LABEL_NAMES} more` : "";
    return `${shown}${more}${environments.length > 0 ? ` (${environments.join(", ")})` : ""}`;
}

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 11 modules
var schemas = __webpack_require__(2857);
// EXTERNAL MODULE: ./build/lib/schema.js
var schema = __webpack_require__(6669);
// EXTERNAL MODULE: ./node_modules/picomatch/index.js
var picomatch = __webpack_require__(4006);
;// CONCATENATED MODULE: ./build/destinations/github-secret/globs.js

const OWNER = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;
const REPOSITORY = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
const WILD = /[*?[\]{}]/;
const PATTERN = /^[A-Za-z0-9._\-*?[\]{},!]+$/;
/** Characters of regular expressions that neither globs nor names of repositories have. */
const REGEX = /[\^$|\\+()]/;
/** `.*` where no name would have a dot: a regular expression's "anything". `[.]*` says what the glob would. */
const ANYTHING = /[/_-]\.\*/;
/** Whether an entry is a pattern, not the name of one repository. */
function isGlob(entry) {
    return WILD.test(entry);
}
/** Why a text is not the name of one repository, as what follows its name in a sentence; undefined if it is. */
function nameProblem(entry) {
    if (isGlob(entry))
        return `'${entry}' is a pattern: it belongs in repositories`;
    return globProblem(entry);
}
/** Why a text is neither a name nor a glob; undefined if it is one. `anyOwner`: the owner may be a pattern too. */
function globProblem(entry, { anyOwner = false } = {}) {
    if (REGEX.test(entry) || ANYTHING.test(entry)) {
        return `'${entry}' looks like a regular expression: these are globs, in which * stands for any characters, ? for one and {a,b} for alternatives, for example acme/web-*`;
    }
    if (entry.startsWith("!"))
        return `'${entry}' is a negation: list what is to be left out under exclude`;
    const [owner = "", repo = "", ...more] = entry.split("/");
    if (owner === "" || repo === "" || more.length > 0)
        return `'${entry}' is not of the form owner/name`;
    if (!anyOwner && isGlob(owner))
        return `'${entry}' has no literal owner: write it out, for example acme/*`;
    const ownerIsFine = anyOwner && isGlob(owner) ? PATTERN.test(owner) : OWNER.test(owner);
    if (!ownerIsFine)
        return `'${entry}' is not of the form owner/name: '${owner}' cannot be an owner`;
    const repoIsFine = isGlob(repo) ? PATTERN.test(repo) : REPOSITORY.test(repo);
    return repoIsFine ? undefined : `'${entry}' is not of the form owner/name: '${repo}' cannot be a repository`;
}
/** Makes a matcher of full names for any of some names and globs. Ignores case, as GitHub does. */
function matcher(entries) {
    if (entries.length === 0)
        return () => false;
    const options = { nocase: true, dot: true, nonegate: true, noextglob: true };
    return picomatch([...entries], options);
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/places.js
/** The stores of GitHub that hold secrets. Each has its own copy, its own public key and its own permission. */
const STORES = ["actions", "dependabot", "codespaces", "agents"];
/**
 * Where the secrets of a place are listed; `/public-key`, `/{secret_name}` and `/{secret_name}/repositories` follow.
 * All families have this one shape.
 * @see https://docs.github.com/rest/actions/secrets
 * @see https://docs.github.com/rest/dependabot/secrets
 * @see https://docs.github.com/rest/codespaces/repository-secrets
 */
function routeOf({ scope, store }) {
    switch (scope.kind) {
        case "repository":
            return {
                path: `/repos/{owner}/{repo}/${store}/secrets`,
                params: { owner: scope.owner, repo: scope.repo },
            };
        case "environment":
            return {
                path: "/repos/{owner}/{repo}/environments/{environment_name}/secrets",
                params: { owner: scope.owner, repo: scope.repo, environment_name: scope.environment },
            };
        case "organization":
            return { path: `/orgs/{org}/${store}/secrets`, params: { org: scope.org } };
    }
}
/** `acme/api`, `acme/api:production`, `acme`: for people. */
function scopeName(scope) {
    switch (scope.kind) {
        case "repository":
            return `${scope.owner}/${scope.repo}`;
        case "environment":
            return `${scope.owner}/${scope.repo}:${scope.environment}`;
        case "organization":
            return scope.org;
    }
}
/** `acme/api · actions · KOSLI_API_TOKEN`: for people. */
function labelOf({ scope, store, name }) {
    const where = scope.kind === "organization" ? `organization ${scope.org}` : scopeName(scope);
    return `${where} · ${store} · ${name}`;
}
/** The same for every run and every spelling: GitHub ignores the case of all these names. */
function idOf({ scope, store, name }, apiUrl) {
    const where = scope.kind === "organization" ? `orgs/${scope.org}` : scopeName(scope);
    return `github-secret:${new URL(apiUrl).host}:${where.toLowerCase()}:${store}:${name}`;
}
/** Key for caches of what belongs to a store of a scope. */
function placeKey({ scope, store }) {
    return `${scope.kind}:${scopeName(scope).toLowerCase()}:${store}`;
}
const REPOSITORY_PERMISSION = {
    actions: "Secrets",
    dependabot: "Dependabot secrets",
    codespaces: "Codespaces secrets",
    agents: "Agent secrets",
};
const ORGANIZATION_PERMISSION = {
    actions: "Secrets",
    dependabot: "Organization dependabot secrets",
    codespaces: "Organization codespaces secrets",
    agents: "Agent secrets",
};
/**
 * The permission, as GitHub's settings pages name it, that a fine-grained token or an App needs for a place.
 * @see https://docs.github.com/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens
 */
function permissionOf({ scope, store }) {
    if (scope.kind === "environment")
        return `the repository permission "Environments"`;
    return scope.kind === "organization"
        ? `the organization permission "${ORGANIZATION_PERMISSION[store]}"`
        : `the repository permission "${REPOSITORY_PERMISSION[store]}"`;
}
/** What the token needs at a place, and what a 404 there may mean besides. */
function needsOf({ scope, store }) {
    const needs = `${permissionOf({ scope, store })} (read and write) for ${scopeName(scope)}`;
    const may = [absence(scope)];
    // Enterprise Server has neither of them yet.
    if (store === "codespaces" || store === "agents")
        may.push(`this server has no ${store} secrets`);
    return { needs, missing: `Either ${may.join(", or ")}, or the token cannot see it: it needs ${needs}.` };
}
function absence(scope) {
    switch (scope.kind) {
        case "repository":
            return "the name is wrong";
        case "environment":
            return `there is no environment "${scope.environment}" in ${scope.owner}/${scope.repo} (rekey does not create environments)`;
        case "organization":
            return `there is no organization "${scope.org}"`;
    }
}

// EXTERNAL MODULE: ./build/contract/error.js
var contract_error = __webpack_require__(9789);
;// CONCATENATED MODULE: ./build/lib/all-done.js
/** Like `Promise.all`, but nothing is under way any more when it throws the first of the failures. */
async function allDone(promises) {
    await Promise.allSettled(promises);
    return Promise.all(promises);
}

// EXTERNAL MODULE: ./build/lib/http.js + 4 modules
var http = __webpack_require__(7613);
// EXTERNAL MODULE: ./build/lib/safe-text.js
var safe_text = __webpack_require__(2243);
;// CONCATENATED MODULE: ./build/destinations/github-secret/failures.js



/**
 * The error for an answer that is none of those expected, with what to do about it.
 * @see https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
 */
function githubFailure(answer, context) {
    return (0,http/* failureOf */.g5)(answer, {
        service: "GitHub",
        what: context.what,
        hint: hintFor(answer, context),
        nowMs: answer.sentAtMs,
        secrets: answer.credential ? [answer.credential] : [],
    });
}
function hintFor(answer, { needs, missing }) {
    switch (answer.status) {
        case 401:
            return "The token is wrong, expired or revoked: make a new one and update the secret behind github-token.";
        case 403:
            return forbiddenHint(answer, needs);
        case 404:
            return missing ?? `Either the name is wrong, or the token cannot see it: it needs ${needs}.`;
        default:
            return undefined;
    }
}
function forbiddenHint(answer, needs) {
    const message = messageOf(answer);
    if (/archived/i.test(message))
        return "The repository is archived: unarchive it, or leave it out (exclude).";
    const sso = /url=(https:[^\s;,]+)/.exec(answer.header("x-github-sso") ?? "")?.[1];
    if (sso || /SAML/i.test(message)) {
        const where = sso ? ` at ${sso}` : " in the settings of the token (Configure SSO)";
        return `The organization enforces single sign-on: authorize the token for it${where}.`;
    }
    const asked = answer.header("x-accepted-github-permissions");
    const told = asked ? ` (GitHub asks for ${(0,safe_text/* safeText */.H)(asked)})` : "";
    const workflow = /by integration/i.test(message) ? "; the workflow's own GITHUB_TOKEN can never write secrets" : "";
    return `Give the token ${needs}${told}${workflow}.`;
}
/** GitHub's own words about a failure, for matching, not for printing. */
function messageOf(answer) {
    const body = answer.json;
    const message = typeof body === "object" && body !== null ? Reflect.get(body, "message") : undefined;
    return typeof message === "string" ? message : answer.text;
}
/**
 * Reads an answer by its schema.
 * @throws RotationError `unavailable` for a body that broke off, `contract` for one that is not as documented
 */
function readBody(schema, answer, what) {
    const parsed = schema.safeParse(answer.json);
    if (parsed.success)
        return parsed.data;
    if (answer.json === undefined && answer.text === "") {
        throw new contract_error/* RotationError */.F("unavailable", `GitHub's answer broke off while ${what}`, { effect: "none" });
    }
    const where = parsed.error.issues[0]?.path.join(".") || "its body";
    throw new contract_error/* RotationError */.F("contract", `GitHub's answer was not as documented while ${what} (${where})`, {
        effect: "none",
    });
}
/** Whether a failure is a definite answer, which a repetition would not change. */
function isDefinite(error) {
    if (!(error instanceof contract_error/* RotationError */.F))
        return false;
    const { fault } = error;
    return fault !== "unavailable" && fault !== "timeout" && fault !== "rate-limited" && fault !== "cancelled";
}
/** A definite failure as what stands in the way of a write. Anything that may pass by itself is thrown on. */
function blockerOf(error) {
    if (!isDefinite(error) || error.fault === "cancelled")
        throw error;
    return { fault: error.fault, why: error.message, ...(error.hint ? { hint: error.hint } : {}) };
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/pages.js

/** The most that GitHub puts on a page. */
const PAGE_SIZE = 100;
/**
 * Reads all pages of a list in their order: the first one tells how many there are, the others are asked for side by
 * side. `read` turns an answer into items and throws for one that is not a page.
 * @see https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
 */
async function allPages({ client, request, op }, read) {
    const ask = (page) => client.send({ ...request, params: { ...request.params, per_page: PAGE_SIZE, page } }, op);
    const first = await ask(1);
    const items = [...read(first)];
    const last = lastPage(first.header("link"));
    const rest = await allDone(Array.from({ length: last - 1 }, (_, index) => ask(index + 2)));
    for (const answer of rest)
        items.push(...read(answer));
    return items;
}
/** Number of the last page by the `Link` header; 1 where there is none. */
function lastPage(link) {
    for (const entry of link?.split(",") ?? []) {
        const match = /<([^>]+)>\s*;\s*rel="last"/.exec(entry);
        const page = match?.[1] && URL.canParse(match[1]) ? Number(new URL(match[1]).searchParams.get("page")) : Number.NaN;
        if (Number.isInteger(page) && page > 0)
            return page;
    }
    return 1;
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/repositories.js






const VISIBILITIES = ["public", "private", "internal"];
/** Names that a run asks singly before it reads owners' lists. */
const MAX_SINGLE = 3;
/** Names missing in a list that are asked singly; one that is renamed or hidden from lists is rare, wrong ones may be many. */
const MAX_SECOND_LOOKS = 25;
const repositoryShape = schemas/* object */.Ikc({
    name: schemas/* string */.YjP(),
    full_name: schemas/* string */.YjP().regex(/^[^/]+\/[^/]+$/),
    private: schemas/* boolean */.zMY(),
    archived: schemas/* boolean */.zMY().optional(),
    disabled: schemas/* boolean */.zMY().optional(),
    visibility: schemas/* string */.YjP().optional(),
    topics: schemas/* array */.YOg(schemas/* string */.YjP()).optional(),
    default_branch: schemas/* string */.YjP().optional(),
});
/** Opens the book of one token. No request yet. */
function repositoryBook(client) {
    const lists = memory();
    const singles = memory();
    const renamed = new Map();
    const firstLooks = new Set();
    let secondLooks = 0;
    const ofOwner = (owner, op) => lists.recall(owner.toLowerCase(), () => listOwner(client, owner, op));
    const single = (name, op) => singles.recall(name.toLowerCase(), async () => {
        const found = await askSingle(client, name, op);
        if ("repository" in found)
            renamed.set(name.toLowerCase(), found.repository.fullName);
        return found;
    });
    /** Whether these names fit among the few that are asked singly without a look at their owner's list. */
    function mayAskSingly(names) {
        const all = new Set([...firstLooks, ...names.map((name) => name.toLowerCase())]);
        if (all.size > MAX_SINGLE)
            return false;
        for (const name of all)
            firstLooks.add(name);
        return true;
    }
    async function inList(name, op) {
        try {
            const known = (await ofOwner(ownerOf(name), op)).find((each) => sameName(each.fullName, name));
            if (known)
                return { repository: known };
        }
        catch (error) {
            // A token that may not see an owner's list may still see one of its repositories.
            if (!isDefinite(error) || error.fault === "unauthenticated")
                throw error;
        }
        secondLooks += 1;
        return secondLooks > MAX_SECOND_LOOKS ? { error: unlisted(name) } : single(name, op);
    }
    async function find(names, op) {
        const asked = (name) => singles.knows(name.toLowerCase());
        const open = names.filter((name) => !asked(name) && !lists.knows(ownerOf(name).toLowerCase()));
        const direct = new Set(mayAskSingly(open) ? open : []);
        const look = (name) => (asked(name) || direct.has(name) ? single(name, op) : inList(name, op));
        const found = await allDone(names.map(async (name) => [name, await look(name)]));
        return new Map(found);
    }
    return { ofOwner, find, single, canonical: (name) => renamed.get(name.toLowerCase()) ?? name };
}
function ownerOf(name) {
    return name.slice(0, name.indexOf("/"));
}
function sameName(a, b) {
    return a.toLowerCase() === b.toLowerCase();
}
function toRepository(body) {
    const [owner = "", name = body.name] = body.full_name.split("/");
    return {
        fullName: body.full_name,
        owner,
        name,
        archived: body.archived ?? false,
        disabled: body.disabled ?? false,
        visibility: body.visibility ?? (body.private ? "private" : "public"),
        topics: body.topics ?? [],
        ...(body.default_branch ? { defaultBranch: body.default_branch } : {}),
    };
}
const READ_METADATA = `the repository permission "Metadata" (read)`;
/** @see https://docs.github.com/rest/repos/repos#get-a-repository */
async function askSingle(client, name, op) {
    const what = `looking for the repository ${name}`;
    const params = { owner: ownerOf(name), repo: name.slice(name.indexOf("/") + 1) };
    const answer = await client.send({ method: "GET", path: "/repos/{owner}/{repo}", params, what }, op);
    if (answer.status === 200)
        return { repository: toRepository(readBody(repositoryShape, answer, what)) };
    const error = githubFailure(answer, { what, needs: `access to ${name}` });
    if (!isDefinite(error) || error.fault === "unauthenticated")
        throw error;
    return { error };
}
function unlisted(name) {
    const owner = ownerOf(name);
    return new contract_error/* RotationError */.F("not-found", `${name} is not among the repositories of ${owner} that the token sees`, {
        hint: `Either the name is wrong, or the token cannot see it: give the token access to ${name}.`,
    });
}
/** @see https://docs.github.com/rest/repos/repos#list-organization-repositories */
async function listOwner(client, owner, op) {
    const what = `listing the repositories of ${owner}`;
    const page = (path, params, absent) => listPages({ client, request: { method: "GET", path, params, what }, op }, absent);
    const ofOrganization = await page("/orgs/{org}/repos", { org: owner, type: "all" }, [404]);
    if (ofOrganization)
        return ofOrganization;
    const shown = await page("/users/{username}/repos", { username: owner, type: "owner" }, []);
    // The list of a user has public repositories only; private ones are listed to their owner, or to an App there.
    const affiliation = "owner,collaborator";
    const own = (await page("/user/repos", { affiliation }, [401, 403, 404])) ??
        (await page("/installation/repositories", {}, [401, 403, 404])) ??
        [];
    const all = new Map([...(shown ?? []), ...own].map((each) => [each.fullName.toLowerCase(), each]));
    return [...all.values()].filter((each) => sameName(each.owner, owner));
}
const listShape = schemas/* union */.KCZ([
    schemas/* array */.YOg(repositoryShape),
    schemas/* object */.Ikc({ repositories: schemas/* array */.YOg(repositoryShape) }).transform(({ repositories }) => repositories),
]);
/** All pages of a list of repositories; undefined where the first answer has one of the statuses `absent`. */
async function listPages(list, absent) {
    let missing = false;
    const items = await allPages(list, (answer) => {
        missing = absent.includes(answer.status);
        if (missing)
            return [];
        const { what } = list.request;
        if (answer.status !== 200)
            throw githubFailure(answer, { what, needs: READ_METADATA });
        return readBody(listShape, answer, what);
    });
    return missing ? undefined : items.map(toRepository);
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/options.js





/** A field that the design knows and this version does not have. */
function later() {
    return schemas/* never */.ZmZ({ error: "is not in this version of rekey" }).optional();
}
/** A text of which a function says what is wrong with it. */
function checked(problemOf) {
    return (0,schema/* text */.Qq)().superRefine((value, context) => {
        const message = problemOf(value);
        if (message)
            context.addIssue({ code: "custom", message });
    });
}
/** @see https://docs.github.com/actions/reference/security/secrets#naming-your-secrets */
function secretNameProblem(name) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
        return `'${name}' cannot be the name of a secret: letters, digits and underscores, not beginning with a digit`;
    }
    return /^GITHUB_/i.test(name) ? `'${name}' cannot be the name of a secret: GITHUB_ is reserved` : undefined;
}
function organizationProblem(name) {
    return /^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name) ? undefined : `'${name}' cannot be the name of an organization`;
}
const fields = schemas/* strictObject */.rej({
    repository: checked(nameProblem).optional().meta({ description: "One repository: owner/name." }),
    repositories: (0,schema/* list */.p_)(checked(globProblem)).optional().meta({
        description: "Repositories: names (owner/name) and globs with a literal owner (acme/web-*).",
    }),
    organization: checked(organizationProblem).optional().meta({
        description: "An organization; its secret keeps its visibility and its selected repositories.",
    }),
    environments: (0,schema/* list */.p_)((0,schema/* text */.Qq)()).optional().meta({ description: "Environments of each of the repositories." }),
    name: checked(secretNameProblem).meta({ description: "Name of the secret." }),
    stores: (0,schema/* list */.p_)(schemas/* enum */.k5n(STORES)).default(["actions"]).meta({ description: "Which stores hold it. Default actions." }),
    topics: (0,schema/* list */.p_)((0,schema/* text */.Qq)()).optional().meta({
        description: "Of the repositories that a glob matches, those that carry all of these topics.",
    }),
    visibility: schemas/* union */.KCZ([schemas/* enum */.k5n(VISIBILITIES).transform((one) => [one]), (0,schema/* list */.p_)(schemas/* enum */.k5n(VISIBILITIES))])
        .optional()
        .meta({ description: "Of the repositories that a glob matches, those that are one of these." }),
    exclude: (0,schema/* list */.p_)(checked((value) => globProblem(value, { anyOwner: true })))
        .optional()
        .meta({ description: "Repositories to leave out: names and globs." }),
    required: schemas/* boolean */.zMY().default(true).meta({ description: "Whether a failure here fails the run. Default true." }),
    create: schemas/* boolean */.zMY().default(false).meta({
        description: "Whether to create the secret where none of that name exists. Default false.",
    }),
    home: schemas/* boolean */.zMY().optional().meta({
        description: "Write this one first. Default: the repository that runs rekey.",
    }),
    "having-secret": later(),
    properties: later(),
    team: later(),
});
/** Schema of the options; strict. */
const githubSecretSchema = fields
    .superRefine((value, context) => {
    for (const message of problemsOf(value))
        context.addIssue({ code: "custom", message });
})
    .transform(normalize);
/** What is wrong with fields that are fine each by itself. */
function problemsOf(value) {
    const targets = [value.repository, value.repositories, value.organization].filter((target) => target !== undefined);
    if (targets.length !== 1) {
        const which = targets.length === 0 ? "names no target" : "names more than one kind of target";
        return [`${which}: give exactly one of repository, repositories and organization`];
    }
    const problems = [];
    if (value.environments && value.organization !== undefined) {
        problems.push("environments belong to repositories: an organization has none");
    }
    const foreign = value.stores.filter((store) => store !== "actions");
    if (value.environments && foreign.length > 0) {
        problems.push(`environments have secrets of the store actions only (got ${foreign.join(", ")})`);
    }
    const hasGlobs = value.repositories?.some(isGlob) ?? false;
    if ((value.topics || value.visibility) && !hasGlobs) {
        problems.push("topics and visibility select among the repositories that a glob matches: there is none");
    }
    if (value.exclude && !value.repositories)
        problems.push("exclude goes with repositories only");
    return problems;
}
function normalize(value) {
    const named = value.repositories ?? (value.repository === undefined ? [] : [value.repository]);
    return {
        target: value.organization === undefined
            ? {
                kind: "repositories",
                names: unique(named.filter((entry) => !isGlob(entry))),
                globs: unique(named.filter(isGlob)),
                environments: unique(value.environments ?? []),
                topics: (value.topics ?? []).map((topic) => topic.toLowerCase()),
                visibility: value.visibility ?? [],
                exclude: value.exclude ?? [],
            }
            : { kind: "organization", org: value.organization },
        name: value.name.toUpperCase(),
        stores: [...new Set(value.stores)],
        required: value.required,
        create: value.create,
        ...(value.home === undefined ? {} : { home: value.home }),
    };
}
/** Without repetitions; names that differ in case only are one. */
function unique(names) {
    const known = new Map(names.toReversed().map((name) => [name.toLowerCase(), name]));
    return [...known.values()].toReversed();
}

// EXTERNAL MODULE: ./build/lib/nearest.js
var nearest = __webpack_require__(6062);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/iso.js
var iso = __webpack_require__(4377);
;// CONCATENATED MODULE: ./build/destinations/github-secret/secrets.js




const itemShape = schemas/* object */.Ikc({
    name: schemas/* string */.YjP(),
    updated_at: iso/* datetime */.w$({ offset: true }),
    visibility: schemas/* enum */.k5n(["all", "private", "selected"]).optional(),
});
const selectionShape = schemas/* object */.Ikc({ repositories: schemas/* array */.YOg(schemas/* object */.Ikc({ id: schemas/* number */.aig(), full_name: schemas/* string */.YjP() })) });
/**
 * Reads what GitHub shows of a secret; undefined where there is none of that name.
 * @see https://docs.github.com/rest/actions/secrets#get-a-repository-secret
 */
async function readSecret(call) {
    const what = `reading ${labelOf(call.place)}`;
    const answer = await send(call, { method: "GET", what });
    if (answer.status === 404)
        return undefined;
    if (answer.status !== 200)
        throw failure(call, answer, what);
    const { updated_at, visibility } = readBody(itemShape, answer, what);
    return { updatedAtMs: Date.parse(updated_at), ...(visibility ? { visibility } : {}) };
}
const namesShape = schemas/* object */.Ikc({ secrets: schemas/* array */.YOg(schemas/* object */.Ikc({ name: schemas/* string */.YjP() })) });
/** Names of all secrets at a place: what GitHub's settings pages show. */
async function readNames({ client, place, op }) {
    const { path, params } = routeOf(place);
    const what = `listing the ${place.store} secrets of ${scopeName(place.scope)}`;
    return allPages({ client, request: { method: "GET", path, params, what }, op }, (answer) => {
        if (answer.status !== 200)
            throw githubFailure(answer, { what, ...needsOf(place) });
        return readBody(namesShape, answer, what).secrets.map(({ name }) => name);
    });
}
/** Writes a sealed value; resolves with any answer. @see https://docs.github.com/rest/actions/secrets#create-or-update-a-repository-secret */
function putSecret(call, body) {
    return send(call, { method: "PUT", what: `writing ${labelOf(call.place)}`, body });
}
/** Deletes a secret. @throws RotationError where the answer is not that it is gone */
async function deleteSecret(call) {
    const what = `deleting ${labelOf(call.place)}`;
    const answer = await send(call, { method: "DELETE", what });
    if (answer.status !== 204 && answer.status !== 404)
        throw failure(call, answer, what);
}
/** Reads which repositories see an organization's secret, all pages, in GitHub's order. */
async function readSelection(call) {
    const what = `reading the repositories selected for ${labelOf(call.place)}`;
    const { path, params } = secretRoute(call.place);
    const request = { method: "GET", path: `${path}/repositories`, params, what };
    return allPages({ client: call.client, request, op: call.op }, (answer) => {
        if (answer.status !== 200)
            throw failure(call, answer, what);
        return readBody(selectionShape, answer, what).repositories;
    });
}
/** Sets the whole list of repositories that see an organization's secret. */
async function putSelection(call, ids) {
    const what = `restoring the repositories selected for ${labelOf(call.place)}`;
    const body = { selected_repository_ids: ids };
    const answer = await send(call, { method: "PUT", what, body, below: "/repositories" });
    if (answer.status !== 204)
        throw failure(call, answer, what);
}
/** The error for an answer about a secret that is none of those expected. */
function failure({ place }, answer, what) {
    return githubFailure(answer, { what, ...needsOf(place) });
}
function secretRoute(place) {
    const { path, params } = routeOf(place);
    return { path: `${path}/{secret_name}`, params: { ...params, secret_name: place.name } };
}
function send({ client, place, op }, { method, what, body, below = "" }) {
    const { path, params } = secretRoute(place);
    return client.send({ method, path: path + below, params: { ...params, ...body }, what }, op);
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/blockers.js





/** Why no secret of a repository can be written. @see https://docs.github.com/repositories/archiving-a-github-repository */
function closedBlocker(repository) {
    const state = repository.archived ? "archived" : repository.disabled ? "disabled" : undefined;
    if (!state)
        return undefined;
    const why = `${repository.fullName} is ${state}, so nothing can be written there`;
    const hint = state === "archived" ? "Unarchive it, or leave it out." : "Leave it out, or ask GitHub's support why.";
    return { fault: "conflict", why, hint };
}
/** What to say of a repository that cannot be had: with the nearest name of its owner's, if that can be told. */
async function missingBlocker({ session, name, result }, op) {
    const blocker = blockerOf(result.error);
    if (blocker.fault !== "not-found")
        return blocker;
    const owner = name.slice(0, name.indexOf("/"));
    const known = await suggestions(async () => (await session.repositories.ofOwner(owner, op)).map((repository) => repository.name));
    const near = (0,nearest/* nearest */.p)(name.slice(owner.length + 1), known);
    const rename = near ? ` (did you mean ${owner}/${near}?)` : "";
    const hint = `Either the name is wrong${rename}, or the token cannot see it: give the token access to ${name}.`;
    return { ...blocker, why: `there is no repository ${name}, as far as the token can see`, hint };
}
/** What to say of a secret that is not there and is not to be created: with the nearest name that is there. */
async function absentBlocker(call) {
    const { name, store, scope } = call.place;
    const where = scope.kind === "organization" ? `the organization ${scope.org}` : scopeName(scope);
    const near = (0,nearest/* nearest */.p)(name, await suggestions(() => readNames(call)));
    const rename = near ? ` (did you mean ${near}?)` : "";
    return {
        fault: "not-found",
        why: `${where} holds no secret ${name} in the store ${store}`,
        hint: `Check the name of the secret${rename} and the stores, or set create: true (create-missing) to have it created.`,
    };
}
/** Only a suggestion hangs on this question: where it cannot be answered there is none. */
async function suggestions(ask) {
    try {
        return await ask();
    }
    catch (error) {
        if (error instanceof contract_error/* RotationError */.F && error.fault !== "cancelled")
            return [];
        throw error;
    }
}
/** What to say of a pattern that leads to no repository. */
function nothingMatches(at) {
    const owner = at.glob.slice(0, at.glob.indexOf("/"));
    const why = at.matching.length === 0
        ? `the pattern ${at.glob} matches none of the ${at.all.length} repositories of ${owner} that the token sees`
        : `of the ${at.matching.length} repositories that the pattern ${at.glob} matches, exclude, topics and visibility leave none`;
    return { fault: "not-found", why, hint: "Check the pattern, and which repositories the token may see." };
}
/** What to say of an entry whose patterns match, and lead to no secret that can be written. `why`: the first reason. */
function nothingHolds(options, skipped) {
    const { name, stores } = options;
    return {
        fault: "not-found",
        why: `nothing that the patterns match has a secret ${name} (${stores.join(", ")}) that can be written: ${skipped.count} skipped, the first because ${skipped.why}`,
        hint: "Check the name of the secret and the permissions of the token, or set create: true to have it created.",
    };
}
/** What to say of an entry that stands for more secrets than are allowed. */
function tooMany(label, { count, maxTargets }) {
    return {
        fault: "config",
        why: `${label} stands for ${count} secrets, more than the ${maxTargets} that are allowed`,
        hint: `Check the patterns; if all of them are meant, allow as many with github: { max-targets: ${count} } in the configuration file.`,
    };
}

;// CONCATENATED MODULE: ./build/lib/pause.js

/**
 * Waits on the clock, or until the run ends.
 * @throws RotationError `cancelled`
 */
async function pause(clock, ms, op) {
    try {
        await clock.sleep(ms, op.signal);
    }
    catch (error) {
        if (!op.signal.aborted)
            throw error;
        throw new contract_error/* RotationError */.F("cancelled", "the run ended during a wait", { effect: "none" });
    }
}

;// CONCATENATED MODULE: ./build/lib/sealed-box.js

/**
 * Seals a value in an anonymous box that only the owner of the key pair can open: standard padded base64. Two boxes
 * of one value are never equal. The library is loaded by the first call, as most runs change nothing.
 * @throws RotationError `config` for a value that is too long, `contract` for a key that is none
 * @see https://doc.libsodium.org/public-key_cryptography/sealed_boxes
 */
async function seal(value, { publicKey, maxBytes }) {
    const bytes = Buffer.from(value.reveal(), "utf8");
    if (bytes.length > maxBytes) {
        throw new contract_error/* RotationError */.F("config", `the key has ${bytes.length} bytes, the destination takes at most ${maxBytes}`);
    }
    const { default: sodium } = await __webpack_require__.e(/* import() */ 768).then(__webpack_require__.bind(__webpack_require__, 4768));
    await sodium.ready;
    const key = Buffer.from(publicKey, "base64");
    if (key.length !== sodium.crypto_box_PUBLICKEYBYTES) {
        throw new contract_error/* RotationError */.F("contract", `the public key to seal for has ${key.length} bytes instead of 32`, {
            effect: "none",
        });
    }
    return sodium.to_base64(sodium.crypto_box_seal(bytes, key), sodium.base64_variants.ORIGINAL);
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/organization.js



/** Secrets of repositories and environments are seen by their repository and nobody else. */
function repositoryAudience() {
    return {
        learn: async () => { },
        body: async () => ({}),
        restore: async () => { },
        change: async () => undefined,
    };
}
/** What was learned longer ago than this is read again before a write: somebody may have changed it meanwhile. */
const FRESH_MS = 30_000;
/** A secret that is created for an organization: seen by its private repositories, as GitHub's own tools do it. */
const VISIBILITY_OF_NEW = "private";
/**
 * An organization's secret. A write has to send its visibility and all selected repositories along: GitHub clears a
 * selection that is not sent.
 * @see https://docs.github.com/rest/actions/secrets#create-or-update-an-organization-secret
 */
function organizationAudience(clock) {
    return new OrganizationAudience(clock);
}
class OrganizationAudience {
    #clock;
    #item;
    #selection = [];
    #learnedAtMs = Number.NEGATIVE_INFINITY;
    /** What is missing in the selection since our write. */
    #lost;
    constructor(clock) {
        this.#clock = clock;
    }
    async learn(call, item) {
        if (item && !item.visibility) {
            const what = `reading ${labelOf(call.place)}`;
            throw new contract_error/* RotationError */.F("contract", `GitHub did not tell the visibility while ${what}`, { effect: "none" });
        }
        this.#item = item;
        if (item?.visibility === "selected")
            this.#selection = await readSelection(call);
        this.#learnedAtMs = this.#clock.now();
    }
    async body(call) {
        if (this.#clock.now() - this.#learnedAtMs > FRESH_MS)
            await this.learn(call, await readSecret(call));
        const visibility = this.#item?.visibility ?? VISIBILITY_OF_NEW;
        return visibility === "selected"
            ? { visibility, selected_repository_ids: this.#selection.map(({ id }) => id) }
            : { visibility };
    }
    async restore(call) {
        if (this.#item?.visibility !== "selected")
            return;
        this.#lost = await this.#missing(call);
        if (this.#lost.length === 0)
            return;
        await putSelection(call, this.#selection.map(({ id }) => id));
        this.#lost = await this.#missing(call);
    }
    async change(call, item) {
        const before = this.#item?.visibility ?? VISIBILITY_OF_NEW;
        if (item.visibility !== before)
            return `its visibility was ${before} and is now ${item.visibility ?? "not told"}`;
        if (before !== "selected")
            return undefined;
        const lost = this.#lost ?? (await this.#missing(call));
        if (lost.length === 0)
            return undefined;
        const names = lost.slice(0, 5).map(({ full_name }) => full_name);
        const more = lost.length > names.length ? ` and ${lost.length - names.length} more` : "";
        return `it is no longer selected for ${names.join(", ")}${more}`;
    }
    async #missing(call) {
        const present = new Set((await readSelection(call)).map(({ id }) => id));
        return this.#selection.filter(({ id }) => !present.has(id));
    }
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/target.js








/** @see https://docs.github.com/actions/reference/limits#secrets-limits */
const MAX_BYTES = 48 * 1024;
/** Waits between looks for a write that GitHub does not show yet: 63 s in all. */
const VERIFY_WAITS_MS = [1000, 2000, 4000, 8000, 16_000, 32_000];
/** One secret of GitHub as a place to write to. No request yet. */
function githubTarget(options) {
    const { place, session } = options;
    const target = new SecretTarget(options);
    return {
        id: idOf(place, options.apiUrl),
        label: labelOf(place),
        ...(place.scope.kind === "organization" ? {} : { place: `${place.scope.owner}/${place.scope.repo}` }),
        named: options.named,
        required: options.required,
        create: options.create,
        home: options.home,
        clock: () => session.client.clock(),
        observe: (op) => target.observe(op),
        preflight: (op) => target.preflight(op),
        write: (value, op) => target.write(value, op),
        verify: (_value, receipt, op) => target.verify(receipt, op),
    };
}
class SecretTarget {
    #options;
    #audience;
    /** The last reading; undefined: none yet. */
    #seen;
    #seenInAdvance;
    /** The earliest time, by GitHub's clock, that our own last write can show. */
    #notBeforeMs;
    constructor(options) {
        this.#options = options;
        this.#seen = options.seen && { item: options.seen };
        this.#seenInAdvance = options.seen !== undefined;
        const { scope } = options.place;
        this.#audience = scope.kind === "organization" ? organizationAudience(options.clock) : repositoryAudience();
    }
    async observe(op) {
        const item = this.#seenInAdvance ? this.#seen?.item : await this.#read(op);
        this.#seenInAdvance = false;
        return item ? { exists: true, writtenAtMs: item.updatedAtMs } : { exists: false };
    }
    async preflight(op) {
        try {
            const item = this.#seen ? this.#seen.item : await this.#read(op);
            await this.#options.session.publicKey(this.#options.place, op);
            if (!item && !this.#options.create)
                return await absentBlocker(this.#call(op));
            await this.#audience.learn(this.#call(op), item);
            return undefined;
        }
        catch (error) {
            return blockerOf(error);
        }
    }
    async write(value, op) {
        const { session, place, clock, create } = this.#options;
        const call = this.#call(op);
        const known = this.#seen ? this.#seen.item : await this.#read(op);
        if (!known && !create) {
            const { fault, why, hint } = await absentBlocker(call);
            throw new contract_error/* RotationError */.F(fault, why, { hint });
        }
        const answer = await this.#put(value, call);
        if (answer.status === 201 && !create)
            await this.#undo(call);
        if (answer.status !== 201 && answer.status !== 204)
            throw failure(call, answer, `writing ${labelOf(place)}`);
        const date = Date.parse(answer.header("date") ?? "");
        const writtenAtMs = Number.isNaN(date) ? session.client.serverTime(clock.now()) : date;
        this.#notBeforeMs = earliestWrite(writtenAtMs, clock.now() - answer.sentAtMs);
        await this.#audience.restore(call);
        return { writtenAtMs, created: answer.status === 201 };
    }
    /** Seals and sends; once more if the server has another public key by now, which it says with 422. */
    async #put(value, call) {
        const { session, place } = this.#options;
        const audience = await this.#audience.body(call);
        const send = async ({ keyId: key_id, key: publicKey }) => {
            const encrypted_value = await seal(value, { publicKey, maxBytes: MAX_BYTES });
            return putSecret(call, { encrypted_value, key_id, ...audience });
        };
        const key = await session.publicKey(place, call.op);
        const answer = await send(key);
        if (answer.status !== 422)
            return answer;
        const renewed = await session.renewedPublicKey(place, key, call.op);
        return renewed.keyId === key.keyId && renewed.key === key.key ? answer : send(renewed);
    }
    async verify(receipt, op) {
        const { clock } = this.#options;
        const notBeforeMs = this.#notBeforeMs ?? earliestWrite(receipt.writtenAtMs, 0);
        let shown;
        for (let look = 0;; look++) {
            const item = await this.#read(op);
            if (item && item.updatedAtMs >= notBeforeMs)
                return this.#judge(item, op);
            shown = item ? `its last write was at ${new Date(item.updatedAtMs).toISOString()}` : "it does not exist";
            const waitMs = VERIFY_WAITS_MS[look];
            if (waitMs === undefined)
                break;
            await pause(clock, waitMs, op);
        }
        const wroteAt = new Date(receipt.writtenAtMs).toISOString();
        return { ok: false, why: `GitHub took the write at ${wroteAt}, but a minute later still says that ${shown}` };
    }
    async #judge(item, op) {
        const why = await this.#audience.change(this.#call(op), item);
        return why === undefined ? { ok: true, evidence: "version", writtenAtMs: item.updatedAtMs } : { ok: false, why };
    }
    async #read(op) {
        const item = await readSecret(this.#call(op));
        this.#seen = { item };
        return item;
    }
    #call(op) {
        const { session, place } = this.#options;
        return { client: session.client, place, op };
    }
    /** The secret went away between preflight and now, and the write made it anew where nobody wants it. */
    async #undo(call) {
        const label = labelOf(this.#options.place);
        await deleteSecret(call).catch((error) => {
            const why = error instanceof Error ? error.message : String(error);
            // No fault that is tried again: the next try would find the secret there and call it written.
            throw new contract_error/* RotationError */.F("not-found", `${label} had been deleted, so the write created it; removing it failed: ${why}`, {
                hint: "Delete the secret, or set create: true if it is wanted.",
                effect: "unknown",
            });
        });
        throw new contract_error/* RotationError */.F("not-found", `${label} was deleted while this run went on; what the write created was removed`, {
            hint: "Set create: true if the secret is wanted, else take it out of the configuration.",
        });
    }
}
const SECOND_MS = 1000;
/**
 * The earliest `updated_at` that a write can show, by GitHub's clock: the time of its answer, less the round trip,
 * less the parts of a second that neither of both times shows.
 */
function earliestWrite(writtenAtMs, roundTripMs) {
    return writtenAtMs - roundTripMs - 2 * SECOND_MS;
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/resolve.js








/**
 * Turns names and globs into targets. Read only. What was asked once is not asked again in the same run.
 * @throws RotationError for what may pass by itself, and for a token that GitHub refuses
 */
async function resolveEntry(entry, op) {
    const { options, tools } = entry;
    const work = { entry, op, targets: new Map(), skipped: [], unresolved: [] };
    if (options.target.kind === "organization") {
        for (const place of namedPlaces(options))
            addTarget(work, { place, named: true });
    }
    else {
        await resolveNames(work, options.target);
        for (const glob of options.target.globs)
            await resolveGlob(work, options.target, glob);
    }
    const { maxTargets } = tools.github;
    const count = work.targets.size;
    if (count > maxTargets) {
        const blocker = tooMany(labelOfEntry(options), { count, maxTargets });
        return { targets: [], skipped: [], unresolved: [unresolved(entry, blocker)] };
    }
    const [first] = work.skipped;
    if (count === 0 && first && work.unresolved.length === 0) {
        const blocker = nothingHolds(options, { count: work.skipped.length, why: `${first.label}: ${first.why}` });
        work.unresolved.push(unresolved(entry, blocker));
    }
    return { targets: [...work.targets.values()], skipped: work.skipped, unresolved: work.unresolved };
}
async function resolveNames(work, target) {
    const { entry, op } = work;
    const excluded = matcher(target.exclude);
    for (const name of target.names.filter(excluded)) {
        work.skipped.push({ label: name, why: "it is named, but also excluded" });
    }
    const wanted = target.names.filter((name) => !excluded(name));
    for (const [name, result] of await entry.session.repositories.find(wanted, op)) {
        if ("error" in result) {
            const blocker = await missingBlocker({ session: entry.session, name, result }, op);
            work.unresolved.push(unresolved(entry, blocker, name));
            continue;
        }
        const blocker = closedBlocker(result.repository);
        if (blocker)
            work.unresolved.push(unresolved(entry, blocker, name));
        else
            addPlaces(work, placesIn(scopesIn(result.repository, target), entry.options));
    }
}
function addPlaces(work, places) {
    for (const place of places)
        addTarget(work, { place, named: true });
}
async function resolveGlob(work, target, glob) {
    const { entry, op } = work;
    const owner = glob.slice(0, glob.indexOf("/"));
    try {
        const all = await entry.session.repositories.ofOwner(owner, op);
        const matches = matcher([glob]);
        const excluded = matcher(target.exclude);
        const matching = all.filter(({ fullName }) => matches(fullName));
        const wanted = matching.filter((each) => !excluded(each.fullName) && isSelected(each, target));
        if (wanted.length > 0)
            await addMatched(work, target, wanted);
        else
            work.unresolved.push(unresolved(entry, nothingMatches({ glob, all, matching }), glob));
    }
    catch (error) {
        // A dead token stops everything; it is not the fault of this pattern.
        if (!isDefinite(error) || error.fault === "unauthenticated")
            throw error;
        work.unresolved.push(unresolved(entry, blockerOf(error), glob));
    }
}
/** Adds the secrets of matched repositories: those that are there already, or all of them with `create`. */
async function addMatched(work, target, matched) {
    const open = [];
    for (const repository of matched) {
        const blocker = closedBlocker(repository);
        if (blocker)
            work.skipped.push({ label: repository.fullName, why: blocker.why });
        else
            open.push(repository);
    }
    const scopes = open.flatMap((repository) => scopesIn(repository, target));
    const places = placesIn(scopes, work.entry.options);
    const looks = await allDone(places.map(async (place) => ({ place, look: await lookAt(work, place) })));
    for (const { place, look } of looks) {
        if ("why" in look)
            work.skipped.push({ label: labelOf(place), why: look.why });
        else
            addTarget(work, { place, named: false, ...look });
    }
}
/** Reads a matched secret, unless it is named too: its target will read it. */
async function lookAt({ entry, op, targets }, place) {
    const { session, options, tools, looks } = entry;
    const id = idOf(place, tools.github.apiUrl);
    if (targets.has(id))
        return {};
    try {
        const seen = await looks.recall(id, () => readSecret({ client: session.client, place, op }));
        if (seen)
            return { seen };
        return options.create ? {} : { why: "it holds no such secret (create: true would create it)" };
    }
    catch (error) {
        if (!isDefinite(error) || error.fault === "unauthenticated")
            throw error;
        return { why: error.hint ? `${error.message}. ${error.hint}` : error.message };
    }
}
function isSelected(repository, { topics, visibility }) {
    const hasTopics = topics.every((topic) => repository.topics.includes(topic));
    return hasTopics && (visibility.length === 0 || visibility.some((each) => each === repository.visibility));
}
/** A place that is there already stays as it is: names come before globs. */
function addTarget({ entry, targets }, { place, named, seen }) {
    const { options, session, tools } = entry;
    const { apiUrl } = tools.github;
    const id = idOf(place, apiUrl);
    if (targets.has(id))
        return;
    const { scope } = place;
    const name = scope.kind === "organization" ? undefined : `${scope.owner}/${scope.repo}`;
    const home = options.home ?? name?.toLowerCase() === tools.run.repository.toLowerCase();
    const { required, create } = options;
    const { clock } = tools;
    targets.set(id, githubTarget({ session, clock, apiUrl, place, named, required, create, home, ...(seen ? { seen } : {}) }));
}
function unresolved({ options }, blocker, label = labelOfEntry(options)) {
    return { label, required: options.required, blocker };
}

// EXTERNAL MODULE: ./node_modules/@octokit/rest/dist-src/index.js + 3 modules
var dist_src = __webpack_require__(1267);
;// CONCATENATED MODULE: ./build/lib/minute-budget.js
const WINDOW_MS = 60_000;
/**
 * Makes a budget of `perMinute` units for every window of 60 s, wherever it begins; both ends count. No limit: a
 * budget that never runs out. An amount above the budget passes when nothing else is spent, as it could never pass
 * otherwise.
 */
function minuteBudget(perMinute) {
    const spent = [];
    let total = 0;
    let held = 0;
    /** An entry of the future is from before the local clock was set back; it would block for as long as that. */
    function expire(now) {
        for (let first = spent[0]; first && (now - first.atMs > WINDOW_MS || first.atMs > now); first = spent[0]) {
            total -= first.amount;
            spent.shift();
        }
    }
    return {
        waitMs(amount, now) {
            if (perMinute === undefined)
                return 0;
            expire(now);
            let excess = Math.min(amount, perMinute) + held + total - perMinute;
            if (excess <= 0)
                return 0;
            for (const entry of spent) {
                excess -= entry.amount;
                if (excess <= 0)
                    return entry.atMs + WINDOW_MS + 1 - now;
            }
            return Number.POSITIVE_INFINITY;
        },
        hold(amount) {
            held += amount;
        },
        release(amount, now) {
            held -= amount;
            if (perMinute === undefined)
                return;
            spent.push({ amount, atMs: now });
            total += amount;
        },
    };
}

;// CONCATENATED MODULE: ./build/lib/pace.js


const MAX_CLOSED_MS = 15 * 60_000;
/** First wait when a server that turns requests away does not say for how long; doubled from then on. */
const UNTOLD_WAIT_MS = 60_000;
/** Shortest wait after a refusal, doubled while refusals go on: a told time may have passed already. */
const LEAST_WAIT_MS = 1000;
/** Makes a gate: bursts while the budget of the sliding minute lasts, then waits that are exact. */
function paceGate(options) {
    const { clock, limits } = options;
    const points = minuteBudget(limits.pointsPerMinute);
    const writes = minuteBudget(limits.writesPerMinute);
    const reads = [];
    const changes = [];
    const closure = closedGate(options);
    let order = 0;
    let active = 0;
    let alarm;
    function wakeAfter(ms) {
        const controller = new AbortController();
        alarm = controller;
        clock.sleep(ms, controller.signal).then(pump, () => {
            // The only reason to reject is our own abort: a newer look at the queues has set another alarm, or needs none.
        });
    }
    /** The request to go next: the older head, unless it is a write and only the budget of writes is used up. */
    function next(now) {
        const [read, change] = [reads[0], changes[0]];
        if (!read || !change)
            return read ?? change;
        if (read.order < change.order || writes.waitMs(1, now) > 0)
            return read;
        return change;
    }
    function admit(waiting, now) {
        (waiting.write ? changes : reads).shift();
        active += 1;
        points.hold(waiting.points, now);
        if (waiting.write)
            writes.hold(1, now);
        waiting.admit();
    }
    function pump() {
        alarm?.abort();
        alarm = undefined;
        for (;;) {
            const now = clock.now();
            const waiting = next(now);
            if (!waiting)
                return;
            const refusal = closure.refusal(now);
            if (refusal) {
                for (const each of [...reads.splice(0), ...changes.splice(0)])
                    each.refuse(refusal);
                return;
            }
            if (active >= (closure.onProbation() ? 1 : limits.concurrent))
                return;
            const held = waiting.write ? writes.waitMs(1, now) : 0;
            const waitMs = Math.max(closure.waitMs(now), points.waitMs(waiting.points, now), held);
            if (waitMs > 0) {
                // An endless wait ends with the answer to a request under way, which looks at the queues again.
                if (Number.isFinite(waitMs))
                    wakeAfter(waitMs);
                return;
            }
            admit(waiting, now);
        }
    }
    function turn(request) {
        const { promise, resolve, reject } = Promise.withResolvers();
        const queue = request.write ? changes : reads;
        const leave = () => {
            queue.splice(queue.indexOf(waiting), 1);
            waiting.refuse(cancelled(options.service));
            pump();
        };
        const waiting = {
            order: order++,
            points: request.points,
            write: request.write,
            admit() {
                request.signal.removeEventListener("abort", leave);
                resolve();
            },
            refuse(error) {
                request.signal.removeEventListener("abort", leave);
                reject(error);
            },
        };
        request.signal.addEventListener("abort", leave, { once: true });
        queue.push(waiting);
        pump();
        return promise;
    }
    /** The budget is freed a minute after the answer: at that time at the latest the server had counted the request. */
    function release(request) {
        const now = clock.now();
        active -= 1;
        points.release(request.points, now);
        if (request.write)
            writes.release(1, now);
        pump();
    }
    return {
        async pass(request) {
            for (;;) {
                if (request.signal.aborted)
                    throw cancelled(options.service);
                await turn(request);
                const sentAtMs = clock.now();
                try {
                    const answer = await request.send();
                    const notice = request.noticeOf(answer);
                    closure.note(notice, { sentAtMs, now: clock.now() });
                    if (!notice?.refused)
                        return answer;
                }
                finally {
                    release(request);
                }
            }
        },
    };
}
function cancelled(service) {
    return new contract_error/* RotationError */.F("cancelled", `the run ended before a request to ${service} was sent`, { effect: "none" });
}
/** Remembers how long the server wants no requests, and how often in a row it has said so. */
function closedGate({ service, maxClosedMs = MAX_CLOSED_MS }) {
    let untilMs = Number.NEGATIVE_INFINITY;
    let sinceMs = 0;
    let closedAtMs = Number.NEGATIVE_INFINITY;
    let strikes = 0;
    let why = "";
    /** Refusals of requests that were sent before the gate closed are one event: they do not lengthen the wait. */
    function strike(notice, at) {
        const fresh = at.sentAtMs >= closedAtMs && at.now >= untilMs;
        if (strikes === 0)
            sinceMs = at.now;
        if (fresh || strikes === 0) {
            strikes += 1;
            closedAtMs = at.now;
        }
        const factor = 2 ** (strikes - 1);
        const waitMs = notice.waitMs === undefined ? UNTOLD_WAIT_MS * factor : notice.waitMs;
        untilMs = Math.max(untilMs, at.now + Math.max(waitMs, LEAST_WAIT_MS * factor));
        why = notice.why;
    }
    return {
        note(notice, at) {
            if (notice?.refused) {
                strike(notice, at);
                return;
            }
            if (at.sentAtMs >= closedAtMs && at.now >= untilMs)
                strikes = 0;
            if (notice?.waitMs !== undefined && at.now + notice.waitMs > untilMs) {
                untilMs = at.now + notice.waitMs;
                sinceMs = at.now;
                why = notice.why;
            }
        },
        waitMs: (now) => Math.max(0, untilMs - now),
        /** After a refusal one request goes first; the others follow when it was let in. */
        onProbation: () => strikes > 0,
        refusal(now) {
            if (untilMs <= now || untilMs - sinceMs <= maxClosedMs)
                return undefined;
            const minutes = Math.ceil((untilMs - now) / 60_000);
            return new contract_error/* RotationError */.F("rate-limited", `${service} takes no requests for another ${minutes} min: ${why}`, {
                hint: `Run again after ${new Date(untilMs).toISOString()}: what is done stays done, and the next run finishes the rest.`,
                retryAfterMs: untilMs - now,
            });
        },
    };
}

// EXTERNAL MODULE: ./build/lib/server-clock.js
var server_clock = __webpack_require__(9074);
;// CONCATENATED MODULE: ./build/destinations/github-secret/limits.js

/**
 * What GitHub documents, by pace. That a secret counts as content, of which 80 may be made in a minute, is not
 * documented: `safe` takes it to be so.
 * @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
const PACE_LIMITS = {
    safe: { concurrent: 100, pointsPerMinute: 900, writesPerMinute: 80 },
    points: { concurrent: 100, pointsPerMinute: 900 },
    none: { concurrent: 100 },
};
/** A primary limit ends at a whole second of the server's clock; this much later is surely after it. */
const RESET_MARGIN_MS = 1000;
/**
 * What an answer says about GitHub's limits: a refusal (429, or a 403 that speaks of a limit), or, with the last
 * request of the hour, that the next one would be refused.
 * @see https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
 */
function limitNotice(answer, serverNowMs) {
    const told = (0,http/* retryAfterMs */.Vs)(answer, serverNowMs);
    const exhausted = answer.header("x-ratelimit-remaining")?.trim() === "0";
    if (!isRefusal(answer, { told, exhausted })) {
        return exhausted ? primary(answer, { refused: false, serverNowMs }) : undefined;
    }
    if (told !== undefined)
        return { refused: true, waitMs: told, why: "a rate limit" };
    if (exhausted)
        return primary(answer, { refused: true, serverNowMs });
    return { refused: true, why: "a secondary rate limit" };
}
function isRefusal(answer, said) {
    if (answer.status === 429)
        return true;
    if (answer.status !== 403)
        return false;
    if (said.told !== undefined || said.exhausted)
        return true;
    const body = (0,http/* isRecord */.u4)(answer.json) ? answer.json : {};
    const words = `${String(body.message ?? "")} ${String(body.documentation_url ?? "")}`;
    return /rate[- ]limit|abuse detection/i.test(words);
}
function primary(answer, at) {
    const resetMs = Number(answer.header("x-ratelimit-reset")) * 1000;
    const why = "the hourly rate limit of the token";
    if (!Number.isFinite(resetMs) || resetMs <= 0)
        return { refused: at.refused, why };
    return { refused: at.refused, waitMs: Math.max(0, resetMs - at.serverNowMs) + RESET_MARGIN_MS, why };
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/client.js






/** The calendar version that all supported servers know. @see https://docs.github.com/rest/about-the-rest-api/api-versions */
const API_VERSION = "2022-11-28";
const TIMEOUT_MS = 30_000;
const answerShape = schemas/* object */.Ikc({ status: schemas/* number */.aig(), headers: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* unknown */.L5J()), data: schemas/* unknown */.L5J() });
/** Node's codes of failures in which no connection came to be, so that nothing was sent. */
const NEVER_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);
/** Makes the client of a run. No request yet. */
function githubClient(tools, { timeoutMs = TIMEOUT_MS } = {}) {
    const { clock, github } = tools;
    const octokit = new dist_src/* Octokit */.E({
        baseUrl: github.apiUrl,
        userAgent: "rekey",
        auth: github.token?.reveal(),
        log: silent(),
    });
    const learner = (0,server_clock/* learnClock */.B)();
    const gate = paceGate({ service: "GitHub", clock, limits: PACE_LIMITS[github.pace] });
    const serverTime = (localMs) => localMs + (learner.reading()?.offsetMs ?? 0);
    async function once(request, op) {
        const deadline = AbortSignal.timeout(timeoutMs);
        const signal = AbortSignal.any([op.signal, deadline]);
        const sentAtMs = clock.now();
        try {
            const { method, path: url, params } = request;
            const headers = { "x-github-api-version": API_VERSION };
            const sending = octokit.request({ ...params, method, url, headers, request: { signal } });
            const { status, headers: told, data } = await sending.catch(refusedAnswer);
            learner.learn({ date: String(told.date ?? ""), sentAtMs, receivedAtMs: clock.now() });
            // A body that breaks off reaches us as an empty one.
            signal.throwIfAborted();
            return { ...toAnswer({ status, headers: told, data }), sentAtMs, credential: github.token };
        }
        catch (error) {
            throw unanswered({ error, request, timeoutMs, deadline, outer: op.signal });
        }
    }
    return {
        clock: () => learner.reading(),
        serverTime,
        async send(request, op) {
            if (!github.token) {
                throw new contract_error/* RotationError */.F("unauthenticated", `no token for GitHub was given: cannot go on ${request.what}`, {
                    hint: "Set the input github-token to a fine-grained token or an App token that may write secrets.",
                });
            }
            return gate.pass({
                points: request.method === "GET" ? 1 : 5,
                write: request.method !== "GET",
                signal: op.signal,
                send: () => once(request, op),
                noticeOf: (answer) => limitNotice(answer, serverTime(clock.now())),
            });
        },
    };
}
/** Octokit logs every failed request to the console: here the report decides what is told. */
function silent() {
    const nothing = () => { };
    return { debug: nothing, info: nothing, warn: nothing, error: nothing };
}
/** Octokit throws for a status of 400 and above: the answer is inside. */
function refusedAnswer(error) {
    const parsed = answerShape.safeParse(error instanceof Error ? Reflect.get(error, "response") : undefined);
    if (!parsed.success)
        throw error;
    return parsed.data;
}
function toAnswer({ status, headers, data }) {
    return {
        status,
        json: typeof data === "string" ? undefined : data,
        text: typeof data === "string" ? data : "",
        header(name) {
            const value = headers[name];
            return value === undefined ? undefined : String(value);
        },
    };
}
/** The error for a request without an answer. Octokit's own is dropped: it carries headers and bodies. */
function unanswered({ error, request, timeoutMs, deadline, outer }) {
    const effect = request.method === "GET" ? "none" : "unknown";
    const outerIsLate = outer.reason instanceof Error && outer.reason.name === "TimeoutError";
    if (outer.aborted && !outerIsLate) {
        return new contract_error/* RotationError */.F("cancelled", `the run ended while ${request.what}`, { effect });
    }
    if (outer.aborted || deadline.aborted) {
        const within = outer.aborted ? "in time" : `within ${timeoutMs / 1000} s`;
        return new contract_error/* RotationError */.F("timeout", `GitHub did not answer ${within} while ${request.what}`, { effect });
    }
    const code = networkCode(error);
    return new contract_error/* RotationError */.F("unavailable", `GitHub could not be reached while ${request.what} (${code})`, {
        effect: NEVER_SENT.has(code) ? "none" : effect,
        hint: "Check github-api-url, the network of the runner and its proxy settings (https_proxy, no_proxy).",
    });
}
/** Node's code, for example `ECONNRESET`: it sits below what fetch and Octokit wrap around it. */
function networkCode(error) {
    for (let at = error; at instanceof Error; at = at.cause) {
        const code = Reflect.get(at, "code");
        if (typeof code === "string")
            return code;
    }
    return "no further reason given";
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/session.js







const publicKeyShape = schemas/* object */.Ikc({ key_id: schemas/* string */.YjP().min(1), key: schemas/* string */.YjP().min(1) });
/** Opens a session of its own. Plug-ins take the run's by {@link sessionOf}. */
function openSession(tools, options = {}) {
    const client = githubClient(tools, options);
    const keys = memory();
    return {
        client,
        repositories: repositoryBook(client),
        publicKey: (place, op) => keys.recall(placeKey(place), () => askPublicKey(client, place, op)),
        async renewedPublicKey(place, stale, op) {
            const known = await keys.recall(placeKey(place), () => askPublicKey(client, place, op));
            if (known.keyId !== stale.keyId || known.key !== stale.key)
                return known;
            keys.forget(placeKey(place));
            return keys.recall(placeKey(place), () => askPublicKey(client, place, op));
        },
    };
}
/** The session of this run: one for all rotations, destinations, canaries and watches. */
function sessionOf(tools) {
    return tools.shared("github", () => openSession(tools));
}
async function askPublicKey(client, place, op) {
    const { path, params } = routeOf(place);
    const what = `reading the public key of the ${place.store} secrets of ${scopeName(place.scope)}`;
    const answer = await client.send({ method: "GET", path: `${path}/public-key`, params, what }, op);
    if (answer.status !== 200)
        throw githubFailure(answer, { what, ...needsOf(place) });
    const { key_id: keyId, key } = readBody(publicKeyShape, answer, what);
    if (Buffer.from(key, "base64").length !== 32) {
        throw new contract_error/* RotationError */.F("contract", `GitHub's answer holds no usable key while ${what}`, { effect: "none" });
    }
    return { keyId, key };
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/workflow-runs.js


const runShape = schemas/* object */.Ikc({
    id: schemas/* union */.KCZ([schemas/* number */.aig(), schemas/* bigint */.oad()]),
    status: schemas/* string */.YjP().nullable(),
    conclusion: schemas/* string */.YjP().nullable(),
    html_url: schemas/* string */.YjP(),
    display_title: schemas/* string */.YjP().optional(),
    created_at: iso/* datetime */.w$({ offset: true }),
});
/** What running a canary takes. */
function needsActions({ owner, repo }) {
    return `the repository permission "Actions" (read and write) for ${owner}/${repo}`;
}
/**
 * Finds a dispatched run where the answer to the dispatch did not name it: by the nonce in its title, else the newest
 * one since. Undefined: not there yet.
 * @see https://docs.github.com/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow
 */
async function findRun({ client, workflow, nonce, notBeforeMs, ownRunId }, op) {
    const { owner, repo, workflow_id } = workflow;
    const what = `looking for the run of ${workflow_id} in ${owner}/${repo}`;
    const created = `>=${new Date(notBeforeMs).toISOString().slice(0, 19)}Z`;
    const params = { owner, repo, workflow_id, event: "workflow_dispatch", created, per_page: 100 };
    const path = "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs";
    const answer = await client.send({ method: "GET", path, params, what }, op);
    if (answer.status !== 200)
        throw githubFailure(answer, { what, needs: needsActions(workflow) });
    const { workflow_runs: runs } = readBody(schemas/* object */.Ikc({ workflow_runs: schemas/* array */.YOg(runShape) }), answer, what);
    const others = runs.filter(({ id, created_at }) => String(id) !== ownRunId && Date.parse(created_at) >= notBeforeMs);
    const ours = others.find(({ display_title }) => display_title?.includes(nonce));
    return (ours ?? others.toSorted((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at))[0])?.id;
}
/** Reads one run; undefined: not there, a new one may take a moment to appear. @see https://docs.github.com/rest/actions/workflow-runs#get-a-workflow-run */
async function readRun({ client, workflow, runId }, op) {
    const { owner, repo } = workflow;
    const what = `reading the run ${runId} of ${owner}/${repo}`;
    const path = "/repos/{owner}/{repo}/actions/runs/{run_id}";
    const answer = await client.send({ method: "GET", path, params: { owner, repo, run_id: String(runId) }, what }, op);
    if (answer.status === 404)
        return undefined;
    if (answer.status !== 200)
        throw githubFailure(answer, { what, needs: needsActions(workflow) });
    return readBody(runShape, answer, what);
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/dispatch.js



/** The input by which a workflow can tell whose run it is, where it declares one. */
const NONCE_INPUT = "rekey-nonce";
const detailsShape = schemas/* object */.Ikc({ workflow_run_id: schemas/* union */.KCZ([schemas/* number */.aig(), schemas/* bigint */.oad()]) });
/**
 * Starts a workflow with the nonce as input, or without inputs where it does not declare that one. Not idempotent:
 * each call is a run.
 * @throws RotationError
 * @see https://docs.github.com/rest/actions/workflows#create-a-workflow-dispatch-event
 */
async function dispatch({ client, workflow, nonce }, op) {
    const { owner, repo, workflow_id, ref } = workflow;
    const what = `starting the workflow ${workflow_id} in ${owner}/${repo} on ${ref}`;
    const path = "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches";
    const extra = {
        inputs: { [NONCE_INPUT]: nonce },
        return_run_details: true,
    };
    const start = () => client.send({ method: "POST", path, params: { owner, repo, workflow_id, ref, ...extra }, what }, op);
    let answer = await start();
    // A refused dispatch has started nothing: what the other side does not know is left out, one thing at a time.
    while ((extra.inputs && isUnexpectedInput(answer)) || (extra.return_run_details && isUnknownField(answer))) {
        if (isUnexpectedInput(answer))
            delete extra.inputs;
        else
            delete extra.return_run_details;
        answer = await start();
    }
    if (answer.status !== 200 && answer.status !== 204) {
        throw githubFailure(answer, { what, needs: needsActions(workflow), missing: missingHint(workflow) });
    }
    const sentMs = client.serverTime(answer.sentAtMs) - (client.clock()?.uncertaintyMs ?? 0);
    const runId = answer.status === 200 ? readBody(detailsShape, answer, what).workflow_run_id : undefined;
    return { runId, notBeforeMs: Math.floor(sentMs / 1000) * 1000 };
}
function isUnexpectedInput(answer) {
    return answer.status === 422 && /unexpected inputs/i.test(messageOf(answer));
}
/** Servers that do not know `return_run_details` refuse the body, or ignore the field. */
function isUnknownField(answer) {
    return (answer.status === 422 || answer.status === 400) && /return_run_details/.test(messageOf(answer));
}
function missingHint(workflow) {
    const needs = needsActions(workflow);
    return `Either the workflow or ${workflow.ref} is not there, or the token may not start it: it needs ${needs}.`;
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/workflow-file.js



const contentShape = schemas/* object */.Ikc({ content: schemas/* string */.YjP(), encoding: schemas/* literal */.euz("base64") });
/**
 * Finds out from the file whether a workflow can be started by hand on its branch or tag. Read only. A token that may
 * not read files learns nothing here, which is no blocker: only a plain answer counts.
 * @see https://docs.github.com/rest/repos/contents#get-repository-content
 */
async function triggerBlocker({ client, workflow, path }, op) {
    const { owner, repo, ref } = workflow;
    const what = `reading ${path} in ${owner}/${repo} on ${ref}`;
    const route = "/repos/{owner}/{repo}/contents/{+path}";
    const answer = await client.send({ method: "GET", path: route, params: { owner, repo, path, ref }, what }, op);
    if (answer.status === 404 && /no commit found for the ref/i.test(messageOf(answer))) {
        const hint = "Set ref to a branch or a tag of that repository.";
        return { fault: "not-found", why: `${owner}/${repo} has no branch or tag ${ref} for the canary to run on`, hint };
    }
    if (answer.status !== 200)
        return undefined;
    const { content } = readBody(contentShape, answer, what);
    const { parseDocument } = await __webpack_require__.e(/* import() */ 815).then(__webpack_require__.t.bind(__webpack_require__, 8815, 19));
    const document = parseDocument(Buffer.from(content, "base64").toString("utf8"));
    if (document.errors.length > 0)
        return undefined;
    const file = document.toJS();
    if (!(0,http/* isRecord */.u4)(file) || hasTrigger(file.on))
        return undefined;
    return {
        fault: "config",
        why: `the workflow ${path} in ${owner}/${repo} cannot be started: it has no trigger workflow_dispatch on ${ref}`,
        hint: "Add workflow_dispatch to its triggers; an input rekey-nonce tells its run from others.",
    };
}
/** `on` is a word, a list of words or a mapping. */
function hasTrigger(on) {
    if (Array.isArray(on))
        return on.includes("workflow_dispatch");
    return on === "workflow_dispatch" || ((0,http/* isRecord */.u4)(on) && Object.hasOwn(on, "workflow_dispatch"));
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/canary.js











const canarySchema = schemas/* strictObject */.rej({
    repository: (0,schema/* text */.Qq)()
        .superRefine((value, context) => {
        const message = nameProblem(value);
        if (message)
            context.addIssue({ code: "custom", message });
    })
        .meta({ description: "The repository of the workflow: owner/name." }),
    workflow: (0,schema/* text */.Qq)()
        .transform((value) => value.replace(/^\.github\/workflows\//, ""))
        .refine((value) => !value.includes("/"), "must be the file name of a workflow, for example smoke.yml")
        .meta({ description: "File name of a workflow that is started by workflow_dispatch." }),
    ref: (0,schema/* text */.Qq)().optional().meta({ description: "Branch or tag to run it on. Default: the default branch." }),
    timeout: (0,schema/* duration */.p0)()
        .default(10 * 60_000)
        .meta({ description: "How long to wait for its end. Default 10m." }),
});
/** A workflow that is started with the new key in place: a red one stops the roll-out. */
const canary = (0,plug_in/* defineCanary */.o2)("A workflow that uses the new key for real", {
    schema: canarySchema,
    open: (options, tools) => new WorkflowCanary(options, tools),
});
/** Waits between looks at a run: 5 s growing to 30 s. */
const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 30_000;
/** Tries to start it: a second run of the canary harms nobody, a roll-out stopped by a hiccup does. */
const MAX_STARTS = 3;
const workflowShape = schemas/* object */.Ikc({ state: schemas/* string */.YjP(), path: schemas/* string */.YjP() });
class WorkflowCanary {
    #options;
    #tools;
    #session;
    label;
    constructor(options, tools) {
        this.#options = options;
        this.#tools = tools;
        this.#session = sessionOf(tools);
        this.label = `${options.repository} · ${options.workflow}`;
    }
    /** The canonical name as soon as it is known, so that it equals that of the targets there. */
    get place() {
        return this.#session.repositories.canonical(this.#options.repository);
    }
    async preflight(op) {
        try {
            const workflow = await this.#workflow(op);
            const { owner, repo, workflow_id } = workflow;
            const what = `reading the workflow ${this.label}`;
            const path = "/repos/{owner}/{repo}/actions/workflows/{workflow_id}";
            const answer = await this.#session.client.send({ method: "GET", path, params: { owner, repo, workflow_id }, what }, op);
            if (answer.status !== 200) {
                const needs = needsActions(workflow);
                const missing = `Either there is no such workflow on the default branch, or the token cannot see it: it needs ${needs}.`;
                throw githubFailure(answer, { what, needs, missing });
            }
            const { state, path: file } = readBody(workflowShape, answer, what);
            if (state === "active")
                return await triggerBlocker({ client: this.#session.client, workflow, path: file }, op);
            const hint = "Enable it, or take the canary out of the configuration.";
            return { fault: "conflict", why: `the workflow ${this.label} cannot be started: it is ${state}`, hint };
        }
        catch (error) {
            return blockerOf(error);
        }
    }
    async run(nonce, op) {
        const { clock } = this.#tools;
        const { client } = this.#session;
        const workflow = await this.#workflow(op);
        const deadlineMs = clock.now() + this.#options.timeout;
        const started = await this.#start({ client, workflow, nonce }, op);
        let { runId } = started;
        let last;
        for (let waitMs = FIRST_WAIT_MS;; waitMs = Math.min(waitMs * 1.5, LONGEST_WAIT_MS)) {
            const remainingMs = deadlineMs - clock.now();
            if (remainingMs <= 0)
                return this.#late(last);
            await pause(clock, Math.min(waitMs, remainingMs), op);
            const look = { client, workflow, nonce, notBeforeMs: started.notBeforeMs, ownRunId: this.#tools.run.runId };
            try {
                runId ??= await findRun(look, op);
                if (runId !== undefined)
                    last = (await readRun({ client, workflow, runId }, op)) ?? last;
            }
            catch (error) {
                // One look that fails says nothing about the run: the next one may succeed, and the time-out ends it.
                if (isDefinite(error) || op.signal.aborted)
                    throw error;
            }
            if (last?.status === "completed")
                return verdictOf(last);
        }
    }
    async #start(what, op) {
        for (let attempt = 1;; attempt++) {
            try {
                return await dispatch(what, op);
            }
            catch (error) {
                if (isDefinite(error) || attempt === MAX_STARTS)
                    throw error;
                await pause(this.#tools.clock, FIRST_WAIT_MS, op);
            }
        }
    }
    #late(last) {
        const minutes = Math.round(this.#options.timeout / 60_000);
        const within = minutes > 0 ? `${minutes} min` : `${Math.round(this.#options.timeout / 1000)} s`;
        if (!last)
            return { ok: false, why: `the run that was asked for did not appear within ${within}` };
        return {
            ok: false,
            why: `it did not finish within ${within} (${last.status ?? "state unknown"})`,
            url: last.html_url,
        };
    }
    async #workflow(op) {
        const { repository, workflow: workflow_id } = this.#options;
        const found = await this.#session.repositories.single(repository, op);
        if ("error" in found)
            throw found.error;
        const { owner, name: repo, defaultBranch, archived } = found.repository;
        if (archived)
            throw new contract_error/* RotationError */.F("conflict", `${repository} is archived: no workflow runs there`);
        return { owner, repo, workflow_id, ref: this.#options.ref ?? defaultBranch ?? "main" };
    }
}
function verdictOf(run) {
    if (run.conclusion === "success")
        return { ok: true, url: run.html_url };
    return { ok: false, why: `it ended with ${run.conclusion ?? "no conclusion"}`, url: run.html_url };
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/watch.js






/** A run in one of these states has its secrets already, or gets them without being queued anew. */
const ACTIVE = ["queued", "in_progress", "waiting", "pending", "requested"];
const runsShape = schemas/* object */.Ikc({
    workflow_runs: schemas/* array */.YOg(schemas/* object */.Ikc({
        id: schemas/* union */.KCZ([schemas/* number */.aig(), schemas/* bigint */.oad()]),
        name: schemas/* string */.YjP().nullish(),
        run_number: schemas/* number */.aig(),
        html_url: schemas/* string */.YjP(),
        created_at: iso/* datetime */.w$({ offset: true }),
        run_started_at: iso/* datetime */.w$({ offset: true }).optional(),
    })),
});
/**
 * Watches workflow runs: a run reads secrets when it is queued, so one that began before the write may hold the old
 * value. @see https://docs.github.com/rest/actions/workflow-runs#list-workflow-runs-for-a-repository
 */
function openWatch(tools) {
    const session = sessionOf(tools);
    /** Places without such runs, and the write that this was asked about: no run can begin in the past. */
    const clear = new Map();
    return {
        async active(places, op) {
            const open = places.filter(({ place, writtenBeforeMs }) => (clear.get(place) ?? -1) < writtenBeforeMs);
            const found = await allDone(open.map(async (question) => {
                const runs = await activeRuns({ session, tools }, question, op);
                if (runs.length === 0)
                    clear.set(question.place, question.writtenBeforeMs);
                return runs;
            }));
            return found.flat();
        },
    };
}
async function activeRuns({ session, tools }, { place, writtenBeforeMs }, op) {
    const lists = await allDone(ACTIVE.map((status) => runsOf(session, { place, status }, op)));
    const untilMs = latestBegin(writtenBeforeMs, session);
    const active = new Map();
    for (const run of lists.flat()) {
        const begunMs = Date.parse(run.run_started_at ?? run.created_at);
        if (begunMs > untilMs || String(run.id) === tools.run.runId)
            continue;
        const label = `${place} · ${run.name ?? "workflow"} #${run.run_number}`;
        active.set(String(run.id), { label, url: run.html_url });
    }
    return [...active.values()];
}
/** The latest begin, by GitHub's clock, of a run that may hold the old value; in doubt about the clock, later. */
function latestBegin(writtenBeforeMs, { client }) {
    return client.serverTime(writtenBeforeMs) + (client.clock()?.uncertaintyMs ?? 0);
}
async function runsOf(session, { place, status }, op) {
    const [owner, repo] = place.split("/");
    const what = `listing the active workflow runs of ${place}`;
    const request = {
        method: "GET",
        path: "/repos/{owner}/{repo}/actions/runs",
        params: { owner, repo, status },
        what,
    };
    return allPages({ client: session.client, request, op }, (answer) => {
        if (answer.status === 200)
            return readBody(runsShape, answer, what).workflow_runs;
        const failure = githubFailure(answer, { what, needs: `the repository permission "Actions" (read) for ${place}` });
        if (answer.status !== 404 && answer.status !== 403)
            throw failure;
        throw new contract_error/* RotationError */.F("forbidden", failure.message, { hint: failure.hint });
    });
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/index.js









/**
 * Secrets of GitHub: repositories, environments and organizations, in the stores of Actions, Dependabot, Codespaces
 * and Agents. @see https://docs.github.com/rest/actions/secrets
 */
const destination = (0,plug_in/* defineDestination */.mz)({
    summary: "Secrets of GitHub repositories, environments and organizations",
    schema: githubSecretSchema,
    places: (options, { github }) => namedPlaces(options).map((place) => idOf(place, github.apiUrl)),
    open(options, tools) {
        const entry = { options, tools, session: sessionOf(tools), looks: memory() };
        return { label: labelOfEntry(options), resolve: (op) => resolveEntry(entry, op) };
    },
});


/***/ })

};
