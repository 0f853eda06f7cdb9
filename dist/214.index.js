export const id = 214;
export const ids = [214];
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
        defaults: type.defaults?.(options) ?? {},
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

/***/ 1214:
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

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 11 modules
var schemas = __webpack_require__(2857);
// EXTERNAL MODULE: ./build/contract/error.js
var contract_error = __webpack_require__(9789);
// EXTERNAL MODULE: ./build/lib/http.js + 2 modules
var http = __webpack_require__(327);
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
            if (answer.installation)
                return "GitHub gave this token out itself a moment ago: see https://www.githubstatus.com.";
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
    if (answer.installation) {
        return `Give the GitHub App ${needs}${told}, and see at ${answer.installation} that it is installed for the repository.`;
    }
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
 * @throws RotationError `contract` for a body that is not as documented
 */
function readBody(schema, answer, what) {
    const parsed = schema.safeParse(answer.json);
    if (parsed.success)
        return parsed.data;
    const where = parsed.error.issues[0]?.path.join(".") || "its body";
    throw new contract_error/* RotationError */.F("contract", `GitHub's answer was not as documented while ${what} (${where})`, {
        effect: "none",
    });
}
/** Who failed where the App itself is in trouble, not what was asked in its name. */
const APP = "the GitHub App";
/** Whether a failure says nothing of what was asked for, as the App could not even ask. */
function isOfApp({ on }) {
    return on === APP;
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

;// CONCATENATED MODULE: ./build/lib/side-by-side.js
/**
 * Works on all items, some at a time, and resolves with the results in the order of the items. When one fails no
 * further ones are begun, and nothing is under way any more when the first failure is thrown.
 */
async function sideBySide({ items, width = 100, work }) {
    const results = new Map();
    const queue = items.entries();
    let failed = false;
    const worker = async () => {
        for (const [index, item] of queue) {
            if (failed)
                return;
            try {
                results.set(index, await work(item));
            }
            catch (error) {
                failed = true;
                throw error;
            }
        }
    };
    const workers = Array.from({ length: Math.min(width, items.length) }, worker);
    await Promise.allSettled(workers);
    await Promise.all(workers);
    return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/pages.js

/** The most that GitHub puts on a page. */
const PAGE_SIZE = 100;
/** A page may have half a megabyte: all pages of a large organization at once would take more memory than all else. */
const PAGES_AT_ONCE = 3;
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
    const numbers = Array.from({ length: last - 1 }, (_, index) => index + 2);
    const rest = await sideBySide({ items: numbers, width: PAGES_AT_ONCE, work: async (page) => read(await ask(page)) });
    return [...items, ...rest.flat()];
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

;// CONCATENATED MODULE: ./build/destinations/github-secret/rights.js

/** Reading workflows and their runs; to `write` is to start them. */
function actionsRight(level) {
    return { name: "actions", level, title: `the repository permission "Actions"` };
}
/** Reading files. */
const CONTENTS_RIGHT = { name: "contents", level: "read", title: `the repository permission "Contents"` };
/** Reading teams and their repositories. */
const MEMBERS_RIGHT = { name: "members", level: "read", title: `the organization permission "Members"` };
/** Reading the values of custom properties. */
const PROPERTIES_RIGHT = {
    name: "organization_custom_properties",
    level: "read",
    title: `the organization permission "Custom properties"`,
};
/** Reading the secrets of a place, or writing them. */
function rightOf(place, level) {
    const name = nameOf(place);
    return { level, title: permissionOf(place), ...(name === undefined ? {} : { name }) };
}
/**
 * The others have no name in GitHub's API by which a token could be limited to them.
 * @see https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app
 */
function nameOf({ scope, store }) {
    if (scope.kind === "environment")
        return "environments";
    if (scope.kind === "organization")
        return store === "actions" ? "organization_secrets" : undefined;
    if (store === "actions")
        return "secrets";
    return store === "dependabot" ? "dependabot_secrets" : undefined;
}
/** `(read)`, `(read and write)`: as GitHub's settings pages say it. */
function levelText(level) {
    return level === "read" ? "(read)" : "(read and write)";
}
const RANK = { read: 1, write: 2, admin: 3 };
/** Whether what was granted is enough. */
function suffices(granted, wanted) {
    return granted !== undefined && (RANK[granted] ?? 0) >= (RANK[wanted] ?? 0);
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/selection.js





/** Makes the memory of a run. */
function ownerFacts() {
    return { teams: memory(), properties: memory() };
}
/** Whether anything is asked of a repository. */
function selects({ topics, visibility, properties, team }) {
    return topics.length + visibility.length + Object.keys(properties).length > 0 || team !== undefined;
}
/**
 * Keeps the repositories of one owner that are as asked. A team takes one request per 100 of its repositories; custom
 * properties take none where the list of the owner has them, as github.com's does.
 * @throws RotationError where the team or the properties cannot be read
 */
async function selection_select(repositories, selection, call) {
    const { topics, visibility, properties, team } = selection;
    let left = repositories.filter((each) => (topics.length === 0 || topics.some((topic) => each.topics.includes(topic))) &&
        (visibility.length === 0 || visibility.some((one) => one === each.visibility)));
    if (left.length > 0 && team !== undefined) {
        const members = await teamRepositories(call, team);
        left = left.filter(({ fullName }) => members.has(fullName.toLowerCase()));
    }
    const wanted = Object.entries(properties);
    if (left.length === 0 || wanted.length === 0)
        return left;
    const isListed = left.every((each) => each.properties !== undefined);
    const values = isListed ? undefined : await propertyValues(call);
    return left.filter((each) => {
        const own = each.properties ?? values?.get(each.fullName.toLowerCase()) ?? {};
        return wanted.every(([name, allowed]) => has(own, name, allowed));
    });
}
/** Names of properties ignore case, values do not. */
function has(own, name, allowed) {
    const entry = Object.entries(own).find(([key]) => key.toLowerCase() === name.toLowerCase());
    const values = entry?.[1] ?? [];
    return allowed.some((value) => (Array.isArray(values) ? values.includes(value) : values === value));
}
const teamShape = schemas/* array */.YOg(schemas/* object */.Ikc({ full_name: schemas/* string */.YjP() }));
/** @see https://docs.github.com/rest/teams/teams#list-team-repositories */
async function teamRepositories(call, team) {
    const { client, owner, op, facts } = call;
    return facts.teams.recall(`${owner}/${team}`.toLowerCase(), async () => {
        const what = `listing the repositories of the team ${owner}/${team}`;
        const path = "/orgs/{org}/teams/{team_slug}/repos";
        const request = {
            method: "GET",
            path,
            params: { org: owner, team_slug: team },
            what,
            right: MEMBERS_RIGHT,
        };
        const found = await allPages({ client, request, op }, (answer) => {
            if (answer.status === 200)
                return readBody(teamShape, answer, what);
            const needs = `the organization permission "Members" (read) for ${owner}`;
            const missing = `Either ${owner} has no team "${team}" (its slug, as in its address), or the token cannot see it: it needs ${needs}.`;
            throw githubFailure(answer, { what, needs, missing });
        });
        return new Set(found.map(({ full_name }) => full_name.toLowerCase()));
    });
}
const valuesShape = schemas/* array */.YOg(schemas/* object */.Ikc({
    repository_full_name: schemas/* string */.YjP(),
    properties: schemas/* array */.YOg(schemas/* object */.Ikc({ property_name: schemas/* string */.YjP(), value: schemas/* union */.KCZ([schemas/* string */.YjP(), schemas/* array */.YOg(schemas/* string */.YjP()), schemas/* null */.chJ()]) })),
}));
/** @see https://docs.github.com/rest/orgs/custom-properties#list-custom-property-values-for-organization-repositories */
async function propertyValues(call) {
    const { client, owner, op, facts } = call;
    return facts.properties.recall(owner.toLowerCase(), async () => {
        const what = `reading the custom properties of the repositories of ${owner}`;
        const path = "/orgs/{org}/properties/values";
        const request = { method: "GET", path, params: { org: owner }, what, right: PROPERTIES_RIGHT };
        const found = await allPages({ client, request, op }, (answer) => {
            if (answer.status === 200)
                return readBody(valuesShape, answer, what);
            const needs = `the organization permission "Custom properties" (read) for ${owner}`;
            throw githubFailure(answer, { what, needs });
        });
        return new Map(found.map(({ repository_full_name, properties }) => [
            repository_full_name.toLowerCase(),
            Object.fromEntries(properties.map(({ property_name, value }) => [property_name, value])),
        ]));
    });
}

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
        lastsMs(amount, now) {
            if (perMinute === undefined)
                return undefined;
            expire(now);
            const excess = amount + held + total - perMinute;
            if (excess <= 0)
                return 0;
            const rounds = Math.ceil(excess / perMinute) - 1;
            let rest = excess - rounds * perMinute;
            for (const entry of spent) {
                rest -= entry.amount;
                if (rest <= 0)
                    return rounds * WINDOW_MS + entry.atMs + WINDOW_MS + 1 - now;
            }
            return (rounds + 1) * WINDOW_MS;
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


/** Longest unbroken closure that is waited for, unless told otherwise. */
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
        outlookMs(cost) {
            const now = clock.now();
            const lasts = [points.lastsMs(cost.points, now), writes.lastsMs(cost.writes, now)].filter((ms) => ms !== undefined);
            return lasts.length === 0 ? undefined : Math.max(closure.waitMs(now), ...lasts);
        },
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
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/iso.js
var iso = __webpack_require__(4377);
// EXTERNAL MODULE: ./build/contract/secret.js
var secret = __webpack_require__(1007);
;// CONCATENATED MODULE: ./build/destinations/github-secret/app.js





const installationShape = schemas/* object */.Ikc({
    id: schemas/* number */.aig(),
    html_url: schemas/* string */.YjP(),
    account: schemas/* object */.Ikc({ login: schemas/* string */.YjP() }).nullish(),
    permissions: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP()),
    suspended_at: schemas/* string */.YjP().nullish(),
});
const tokenShape = schemas/* object */.Ikc({ token: schemas/* string */.YjP().regex(/^\S+$/), expires_at: iso/* datetime */.w$({ offset: true }) });
const appShape = schemas/* object */.Ikc({ html_url: schemas/* url */.OZ5() });
/** Opens what can be asked in the name of an App. No request yet. */
function appApi(options) {
    const installations = memory();
    return {
        async installation(owner, op) {
            const found = await installations.recall(owner.toLowerCase(), () => findInstallation(options, owner, op).catch(lasting));
            if (found instanceof contract_error/* RotationError */.F)
                throw found;
            return found;
        },
        token: ({ installation, scope }, op) => makeToken(options, { installation, scope }, op),
    };
}
/** A definite answer is the same for every destination of the owner: it is not asked for again. */
function lasting(error) {
    if (!isDefinite(error))
        throw error;
    return error;
}
/**
 * @see https://docs.github.com/rest/apps/apps#get-an-organization-installation-for-the-authenticated-app
 * @see https://docs.github.com/rest/apps/apps#get-a-user-installation-for-the-authenticated-app
 */
async function findInstallation(options, owner, op) {
    const what = `looking for the GitHub App at ${owner}`;
    const ask = (path, params) => options.send({ method: "GET", path, params, what }, op);
    let answer = await ask("/orgs/{org}/installation", { org: owner });
    if (isAbsent(answer))
        answer = await ask("/users/{username}/installation", { username: owner });
    if (isAbsent(answer))
        throw await notInstalled(options, owner, op);
    if (answer.status !== 200)
        throw appFailure(answer, what, options);
    const { id, html_url: url, account, permissions, suspended_at } = readBody(installationShape, answer, what);
    const installation = { id, owner: account?.login ?? owner, url, permissions };
    if (suspended_at)
        throw suspended(installation);
    return installation;
}
function isAbsent(answer) {
    return answer.status === 404 && !isUnknownApp(answer);
}
function isUnknownApp(answer) {
    return /integration not found|'issuer' claim/i.test(messageOf(answer));
}
async function notInstalled(options, owner, op) {
    const page = await installPage(options, op);
    const where = page === undefined ? "from the settings of the App" : `at ${page}`;
    return new contract_error/* RotationError */.F("not-found", `the GitHub App is not installed on ${owner}, or there is no such owner`, {
        on: APP,
        hint: `Check the spelling of ${owner}; install the App there ${where}, for the repositories that hold the key.`,
    });
}
/** Only a hint hangs on this: without an answer there is none. @see https://docs.github.com/rest/apps/apps#get-the-authenticated-app */
async function installPage({ send }, op) {
    const what = "asking for the page of the GitHub App";
    try {
        const answer = await send({ method: "GET", path: "/app", params: {}, what }, op);
        const url = appShape.safeParse(answer.json).data?.html_url;
        return url === undefined ? undefined : `${url}/installations/new`;
    }
    catch (error) {
        if (error instanceof contract_error/* RotationError */.F && error.fault !== "cancelled")
            return undefined;
        throw error;
    }
}
/** @see https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app */
async function makeToken(options, { installation, scope }, op) {
    const what = `making a token of the GitHub App for ${installation.owner}`;
    const path = "/app/installations/{installation_id}/access_tokens";
    const params = { installation_id: installation.id, ...scope };
    const answer = await options.send({ method: "POST", path, params, what }, op);
    if (answer.status === 201) {
        const { token: value, expires_at } = readBody(tokenShape, answer, what);
        const token = new secret/* Secret */.z(value);
        options.mask(token);
        return { token, expiresAtMs: Date.parse(expires_at) };
    }
    if (answer.status === 422 && scope.repositories && /repositor/i.test(messageOf(answer)))
        return "repositories";
    if (answer.status === 422 && scope.permissions)
        return "permissions";
    if (answer.status === 403 && /suspended/i.test(messageOf(answer)))
        throw suspended(installation);
    throw appFailure(answer, what, options);
}
function suspended({ owner, url }) {
    return new contract_error/* RotationError */.F("forbidden", `the installation of the GitHub App on ${owner} is suspended`, {
        on: APP,
        hint: `Lift the suspension at ${url}.`,
    });
}
/** An answer to the App itself that is none of those expected. */
function appFailure(answer, what, { app, apiUrl }) {
    const failure = githubFailure(answer, { what, needs: "to be installed there" });
    if (isUnknownApp(answer)) {
        return new contract_error/* RotationError */.F("unauthenticated", failure.message, {
            on: APP,
            hint: `${new URL(apiUrl).host} knows no GitHub App with the client id ${app.clientId}: check github-app-client-id, which stands at the top of the App's settings.`,
        });
    }
    if (answer.status !== 401)
        return failure;
    return new contract_error/* RotationError */.F("unauthenticated", failure.message, {
        on: APP,
        hint: `The private key is not one of the GitHub App ${app.clientId}, or was deleted there: check that github-app-client-id and github-app-private-key belong together, or generate a new key in the App's settings.`,
    });
}

// EXTERNAL MODULE: ./build/lib/http-transport.js
var http_transport = __webpack_require__(9098);
// EXTERNAL MODULE: ./build/lib/system-clock.js
var system_clock = __webpack_require__(5664);
;// CONCATENATED MODULE: ./build/lib/wire-fetch.js


const MAX_REDIRECTS = 5;
/**
 * Makes a `fetch` for client libraries out of Node's own HTTP client, which loads faster than the built-in one and
 * needs less time and memory for thousands of small requests. Keeps connections alive, honours the proxy of the
 * environment, and follows redirects on the same server only: the credential goes nowhere else. A repeatable request
 * is sent again, once, if an idle connection turned out to be closed.
 * The function throws WireFailure without an answer, RotationError `config` for a redirect to elsewhere.
 */
function wireFetch(options) {
    return async (address, { method = "GET", headers = {}, body, signal = new AbortController().signal }) => {
        let url = new URL(address);
        for (let hop = 0;; hop += 1) {
            const answer = await twiceIfClosed({
                url,
                target: url.pathname + url.search,
                method,
                headers,
                signal,
                maxBodyBytes: options.maxBodyBytes,
                onHead: options.onHead,
                ...(body === undefined ? {} : { body }),
            });
            const next = redirection(answer, url);
            if (!next)
                return toFetchAnswer(answer, url);
            if (next.origin !== url.origin || hop === MAX_REDIRECTS)
                throw strayed(options.service, next, answer);
            url = next;
        }
    };
}
/** An idle connection may be closed by the other side in the very moment of sending. */
async function twiceIfClosed(request) {
    try {
        return await (0,http_transport/* exchange */.cv)(request);
    }
    catch (error) {
        const closed = error instanceof http_transport/* WireFailure */.wC && error.reused && (0,http_transport/* isRepeatable */.su)(request) && !request.signal.aborted;
        if (!closed)
            throw error;
        return (0,http_transport/* exchange */.cv)(request);
    }
}
/** Where an answer sends its request. Only what keeps the method: 303 and its like are answers of their own. */
function redirection({ status, headers: { location } }, from) {
    const moved = status === 301 || status === 302 || status === 307 || status === 308;
    return moved && location && URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
}
function strayed(service, next, { status }) {
    return new contract_error/* RotationError */.F("config", `${service} redirects without end or to another server: ${next.host} (${status})`, {
        effect: "none",
        hint: "The credential is not sent elsewhere: check the address of the API.",
    });
}
function toFetchAnswer({ status, headers, text }, url) {
    const flat = new Map();
    for (const [name, value] of Object.entries(headers)) {
        if (value !== undefined)
            flat.set(name, Array.isArray(value) ? value.join(", ") : value);
    }
    return { status, url: url.href, headers: flat, body: text, text: async () => text };
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/exchange.js





/** The calendar version that all supported servers know. @see https://docs.github.com/rest/about-the-rest-api/api-versions */
const API_VERSION = "2022-11-28";
const TIMEOUT_MS = 30_000;
const answerShape = schemas/* object */.Ikc({ status: schemas/* number */.aig(), headers: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* unknown */.L5J()), data: schemas/* unknown */.L5J() });
/** A page of a hundred repositories has about half a megabyte. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
/**
 * Makes the function that sends one request, once, and resolves with whatever status comes back.
 * It throws RotationError `unavailable`, `timeout`, `cancelled`.
 */
function openExchange({ clock, learner, timeoutMs = TIMEOUT_MS }) {
    return async (request, op, { octokit, credential }) => {
        const deadline = startDeadline(timeoutMs, op.signal);
        const sentAtMs = clock.now();
        try {
            const { method, path: url, params } = request;
            const authorization = credential && { authorization: `Bearer ${credential.reveal()}` };
            const headers = { "x-github-api-version": API_VERSION, ...authorization };
            const fetch = wireFetch({
                service: "GitHub",
                maxBodyBytes: MAX_BODY_BYTES,
                onHead: ({ date }) => learner.learn({ date, sentAtMs, receivedAtMs: clock.now() }),
            });
            const hook = credential && { hook: unwrapped };
            const options = { signal: deadline.signal, fetch, parseSuccessResponseBody: false, ...hook };
            const sending = octokit.request({ ...params, method, url, headers, request: options });
            return { ...toAnswer(await sending.then(takenAnswer, refusedAnswer)), sentAtMs, credential };
        }
        catch (error) {
            throw unanswered({ error, request, timeoutMs, timedOut: deadline.timedOut(), outer: op.signal });
        }
        finally {
            deadline.stop();
        }
    };
}
/** Octokit without a credential: each request brings its own. */
async function plainOctokit(apiUrl) {
    const Octokit = await loadOctokit();
    return new Octokit(common(apiUrl));
}
/**
 * Signs for the App, and corrects its clock by GitHub's where that does not take a signature for its time.
 * @see https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
async function signedOctokit({ clientId, privateKey }, apiUrl) {
    const { createAppAuth } = await Promise.all(/* import() */[__webpack_require__.e(561), __webpack_require__.e(479)]).then(__webpack_require__.bind(__webpack_require__, 6479));
    const Octokit = await loadOctokit();
    const auth = { appId: clientId, privateKey: privateKey.reveal() };
    return new Octokit({ ...common(apiUrl), authStrategy: createAppAuth, auth });
}
/** Loading it blocks for a while: what other servers were asked at the same time is on the wire before that. */
async function loadOctokit() {
    await (0,system_clock/* loopTurns */.f)(2);
    const { Octokit } = await Promise.all(/* import() */[__webpack_require__.e(561), __webpack_require__.e(291), __webpack_require__.e(267)]).then(__webpack_require__.bind(__webpack_require__, 1267));
    return Octokit;
}
function common(apiUrl) {
    return { baseUrl: apiUrl, userAgent: "rekey", log: silent() };
}
/** Octokit logs every failed request to the console: here the report decides what is told. */
function silent() {
    const nothing = () => { };
    return { debug: nothing, info: nothing, warn: nothing, error: nothing };
}
/**
 * Stands in for the hooks of an Octokit that does not sign: they only log, for which each request is put together
 * once more.
 */
function unwrapped(request, options) {
    return request(options);
}
/** The body of a success comes as text: Octokit's own parser looks at every value for integers that are too long. */
function takenAnswer({ status, headers, data }) {
    const isJson = /^application\/(scim\+)?json\b/i.test(String(headers["content-type"] ?? ""));
    return { status, headers, data: isJson && typeof data === "string" ? parsed(data) : data };
}
/** What is no JSON stays text. */
function parsed(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return text;
    }
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
/**
 * Ends a wait after some time or with the caller's signal. Made of a timer that is cleared, as the signals of
 * `AbortSignal.timeout` keep what hangs on them in memory until their time has come, answered or not.
 */
function startDeadline(timeoutMs, outer) {
    const controller = new AbortController();
    let late = false;
    const abort = () => controller.abort();
    const timer = setTimeout(() => {
        late = true;
        abort();
    }, timeoutMs);
    outer.addEventListener("abort", abort, { once: true });
    return {
        signal: controller.signal,
        timedOut: () => late,
        stop() {
            clearTimeout(timer);
            outer.removeEventListener("abort", abort);
        },
    };
}
/** The error for a request without an answer. Octokit's own is dropped: it carries headers and bodies. */
function unanswered({ error, request, timeoutMs, timedOut, outer }) {
    const effect = request.method === "GET" ? "none" : "unknown";
    const outerIsLate = outer.reason instanceof Error && outer.reason.name === "TimeoutError";
    if (outer.aborted && !outerIsLate) {
        return new contract_error/* RotationError */.F("cancelled", `the run ended while ${request.what}`, { effect });
    }
    if (outer.aborted || timedOut) {
        const within = outer.aborted ? "in time" : `within ${timeoutMs / 1000} s`;
        return new contract_error/* RotationError */.F("timeout", `GitHub did not answer ${within} while ${request.what}`, { effect });
    }
    const failure = innermost(error);
    if (failure instanceof contract_error/* RotationError */.F)
        return failure;
    if (!(failure instanceof http_transport/* WireFailure */.wC))
        throw error;
    const story = failure.sent ? "The connection to GitHub broke" : "GitHub could not be reached";
    return new contract_error/* RotationError */.F("unavailable", `${story} while ${request.what} (${failure.code})`, {
        effect: failure.sent ? effect : "none",
        hint: "Check github-api-url, the network of the runner and its proxy settings (https_proxy, no_proxy).",
    });
}
/** What Octokit wraps an error of its own around. */
function innermost(error) {
    let at = error;
    while (at instanceof Error && !(at instanceof http_transport/* WireFailure */.wC) && !(at instanceof contract_error/* RotationError */.F))
        at = at.cause;
    return at;
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/hour-budget.js
const HOUR_MS = 3_600_000;
/** Knows nothing yet. @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#checking-the-status-of-your-rate-limit */
function hourBudget() {
    let known;
    return {
        learn(answer) {
            const resource = answer.header("x-ratelimit-resource");
            const [limit, left, reset] = ["limit", "remaining", "reset"].map((name) => count(answer, `x-ratelimit-${name}`));
            if ((resource ?? "core") !== "core" || limit === undefined || left === undefined || reset === undefined)
                return;
            const resetsAtMs = reset * 1000;
            if (known && resetsAtMs < known.resetsAtMs)
                return;
            // Answers overtake each other: of one hour the lowest number is the latest.
            const isSameHour = known?.resetsAtMs === resetsAtMs;
            known = { limit, left: isSameHour ? Math.min(left, known?.left ?? left) : left, resetsAtMs };
        },
        reading(serverNowMs) {
            if (!known || serverNowMs < known.resetsAtMs)
                return known;
            return { limit: known.limit, left: known.limit, resetsAtMs: serverNowMs + HOUR_MS };
        },
    };
}
function count(answer, header) {
    const text = answer.header(header)?.trim() ?? "";
    return /^\d+$/.test(text) ? Number(text) : undefined;
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

;// CONCATENATED MODULE: ./build/destinations/github-secret/demand.js

/** Starts with nothing. */
function openDemand() {
    const permissions = new Map();
    const unnamed = new Set();
    const repositories = new Map();
    let all;
    let version = 0;
    function addRight({ name, level, title }) {
        if (name === undefined)
            return grow(unnamed, title);
        if (suffices(permissions.get(name), level))
            return false;
        permissions.set(name, level);
        return true;
    }
    function addRepositories(wanted) {
        if (all !== undefined)
            return false;
        if ("all" in wanted) {
            all = wanted.all;
            return true;
        }
        const before = repositories.size;
        for (const name of wanted.map(bareName)) {
            if (!repositories.has(name.toLowerCase()))
                repositories.set(name.toLowerCase(), name);
        }
        return repositories.size > before;
    }
    return {
        permissions,
        unnamed,
        names: (repository) => repositories.has(bareName(repository).toLowerCase()),
        get repositories() {
            return repositories.values();
        },
        get count() {
            return repositories.size;
        },
        get version() {
            return version;
        },
        get all() {
            return all;
        },
        add({ rights = [], repositories: wanted = [] }) {
            const grew = [...rights.map(addRight), addRepositories(wanted)];
            if (grew.includes(true))
                version += 1;
        },
    };
}
/** `api` of `acme/api`. */
function bareName(name) {
    return name.slice(name.indexOf("/") + 1);
}
function grow(set, value) {
    const before = set.size;
    return set.add(value).size > before;
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/token-scope.js

/** @see https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app */
const MAX_REPOSITORIES = 500;
/**
 * The least that a token can be limited to. What the installation was not granted is left out, as GitHub refuses a
 * token that asks for it, and other destinations can do without.
 */
function scopeOf({ demand, granted, readOnly }) {
    const { unnamed, repositories } = demand;
    const permissions = {};
    for (const [name, level] of [["metadata", "read"], ...demand.permissions]) {
        const wanted = readOnly ? "read" : level;
        if (suffices(granted[name], wanted))
            permissions[name] = wanted;
        else if (suffices(granted[name], "read"))
            permissions[name] = "read";
    }
    return {
        ...(unnamed.size > 0 ? {} : { permissions }),
        ...(whyAll(demand) === undefined ? { repositories: [...repositories].sort() } : {}),
    };
}
/** Why a token may do more than the run needs, as what follows `the token` in a sentence; undefined: it may not. */
function excessOf(demand, unlimited) {
    const permissions = unlimited.permissions ? "GitHub refused to limit it to those that it needs" : whyEvery(demand);
    const missing = "one of those that are named does not exist, or the App is not installed for it";
    const repositories = unlimited.repositories ? missing : whyAll(demand);
    const parts = [];
    if (permissions !== undefined)
        parts.push(`has every permission of the App, as ${permissions}`);
    if (repositories !== undefined)
        parts.push(`reaches every repository that the App is installed for, as ${repositories}`);
    return parts.length === 0 ? undefined : parts.join("; it ");
}
function whyEvery({ unnamed }) {
    if (unnamed.size === 0)
        return undefined;
    return `GitHub has no name by which to limit a token to ${[...unnamed].join(" and ")}`;
}
function whyAll({ all, count }) {
    if (all !== undefined)
        return all;
    if (count === 0)
        return "no repository is named";
    return count > MAX_REPOSITORIES
        ? `GitHub limits a token to ${MAX_REPOSITORIES} of them at most, and ${count} are named`
        : undefined;
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/installations.js






/** Opens the installations of an App. No request yet. */
function openInstallations(options) {
    const known = new Map();
    const at = (owner) => {
        const key = owner.toLowerCase();
        const installation = known.get(key) ?? new InstallationAt(owner, options);
        known.set(key, installation);
        return installation;
    };
    return {
        foresee: (owner, need) => at(owner).demand.add(need),
        send: (owner, request, op) => at(owner).send(request, op),
        excess: (owner) => known.get(owner.toLowerCase())?.excess(),
        toSee: (name) => at(name.slice(0, name.indexOf("/"))).toSee(name),
        quota: (owner) => at(owner).quota,
    };
}
/** A token is replaced this much before its end, so that no request arrives with a dead one; or a quarter of its life. */
const LONGEST_MARGIN_MS = 5 * 60_000;
/**
 * A new token may not be known on all of GitHub's servers yet: 401, or 403 while its permissions are not.
 * @see https://github.com/octokit/auth-app.js/issues/65
 * @see https://github.com/octokit/auth-app.js/issues/589
 */
const FRESH_MS = 5000;
const FRESH_WAIT_MS = 1000;
class InstallationAt {
    demand = openDemand();
    #owner;
    #options;
    #pass;
    quota;
    #unlimited = { permissions: false, repositories: false };
    #held;
    #making;
    constructor(owner, options) {
        this.#owner = owner;
        this.#options = options;
        const { send, quota } = options.openGate();
        this.#pass = send;
        this.quota = quota;
    }
    excess() {
        return excessOf(this.demand, this.#unlimited);
    }
    toSee(name) {
        const where = this.#held ? ` at ${this.#held.installation.url}` : "";
        return `install the GitHub App for ${name}${where}`;
    }
    async send(request, op) {
        const { clock } = this.#options;
        this.#note(request);
        if (request.right)
            await this.#allow(request.right, op);
        let renewed = false;
        for (let attempt = 1;; attempt += 1) {
            const { answer, held } = await this.#once(request, op);
            if (!isTokenTrouble(answer, request.right))
                return answer;
            if (clock.now() - held.sinceMs < FRESH_MS) {
                await pause(clock, attempt * FRESH_WAIT_MS, op);
                continue;
            }
            if (answer.status !== 401 || renewed)
                return answer;
            renewed = true;
            attempt = 0;
            // Others may have had the same answer: only the first of them throws the token away.
            if (this.#held === held)
                this.#held = undefined;
        }
    }
    async #once(request, op) {
        const used = [];
        const answer = await this.#pass(request, op, async () => {
            const held = await this.#current(op);
            used.push(held);
            return held.token;
        });
        const held = used.at(-1);
        if (!held)
            throw new TypeError("a request was sent without a token");
        return { answer: { ...answer, installation: held.installation.url }, held };
    }
    /** What nobody foresaw becomes part of the demand, so that the next token meets it. */
    #note({ right, params }) {
        if (right?.name !== undefined)
            this.demand.add({ rights: [right] });
        const { repo } = params;
        if (typeof repo !== "string" || this.demand.all !== undefined || this.demand.count === 0)
            return;
        if (this.demand.names(repo))
            return;
        this.demand.add({ repositories: { all: `${this.#owner}/${repo} is not among those that are named` } });
    }
    /**
     * Finds out without asking GitHub each time whether the App may do it.
     * @throws RotationError `forbidden` for what it was not granted here, `config` for what its token was not made for
     */
    async #allow({ name, level, title }, op) {
        const owner = this.#owner;
        if (name === undefined) {
            if (this.demand.unnamed.size > 0)
                return;
            throw new contract_error/* RotationError */.F("config", `the App's token for ${owner} is limited to what the destinations need, and GitHub has no name by which to add ${title}`);
        }
        const { permissions, url } = await this.#options.app.installation(owner, op);
        if (suffices(permissions[name], level))
            return;
        const has = permissions[name] === undefined ? "" : `, only ${levelText("read")}`;
        throw new contract_error/* RotationError */.F("forbidden", `the installation of the GitHub App on ${owner} has not ${title} ${levelText(level)}${has}`, {
            hint: `Give the App that permission in its settings, then accept the change for ${owner} at ${url}.`,
        });
    }
    /** The token to use now; made by the first who needs it. */
    async #current(op) {
        const { clock, serverTime } = this.#options;
        for (;;) {
            const held = this.#held;
            if (held?.version === this.demand.version && serverTime(clock.now()) < held.renewAtMs)
                return held;
            this.#making ??= this.#make(op).finally(() => {
                this.#making = undefined;
            });
            const made = await this.#making;
            if (made.version === this.demand.version)
                return made;
        }
    }
    async #make(op) {
        const { app, clock, serverTime, readOnly } = this.#options;
        const installation = await app.installation(this.#owner, op);
        for (;;) {
            const { version } = this.demand;
            const { permissions, repositories } = scopeOf({
                demand: this.demand,
                granted: installation.permissions,
                readOnly,
            });
            const scope = {
                ...(permissions && !this.#unlimited.permissions ? { permissions } : {}),
                ...(repositories && !this.#unlimited.repositories ? { repositories } : {}),
            };
            const made = await app.token({ installation, scope }, op);
            if (typeof made === "string") {
                this.#unlimited = { ...this.#unlimited, [made]: true };
                continue;
            }
            const sinceMs = clock.now();
            const lifeMs = made.expiresAtMs - serverTime(sinceMs);
            const renewAtMs = made.expiresAtMs - Math.min(LONGEST_MARGIN_MS, lifeMs / 4);
            this.#held = { token: made.token, installation, version, sinceMs, renewAtMs };
            return this.#held;
        }
    }
}
/** With a right that the token has, a refusal is most likely not meant; without one it is an answer. */
function isTokenTrouble(answer, right) {
    if (answer.status === 401)
        return true;
    return right !== undefined && answer.status === 403 && /not accessible by integration/i.test(messageOf(answer));
}

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
/** What a request counts. @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#calculating-points-for-the-secondary-rate-limit */
const POINTS = { read: 1, write: 5 };
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

;// CONCATENATED MODULE: ./build/destinations/github-secret/quota.js



/** What GitHub allows to one token: the pace by the minute, and what is left of the hour. */
function githubQuota({ gate, hour, serverNow }) {
    return {
        label: "GitHub",
        outlook(work) {
            const paceMs = gate.outlookMs({
                points: work.reads * POINTS.read + work.writes * POINTS.write,
                writes: work.writes,
            });
            const now = serverNow();
            const reading = hour.reading(now);
            if (!reading)
                return paceMs === undefined ? {} : { ms: paceMs };
            return throughHours({ work, paceMs: paceMs ?? 0, now, ...reading });
        },
    };
}
/**
 * Follows the work through the hours that it takes. An hour that is used up is waited for as long as the gate waits,
 * no longer: work that would take that has a shortfall.
 */
function throughHours({ work, paceMs, now, limit, left, resetsAtMs }) {
    const requests = work.reads + work.writes;
    const lasts = (amount) => (requests === 0 ? 0 : (paceMs * amount) / requests);
    let open = requests;
    let ms = 0;
    let granted = left;
    let hourMs = resetsAtMs - now;
    while (open > granted) {
        const spentMs = lasts(granted);
        if (granted <= 0 && limit <= 0)
            return { ms, shortfall: { requests, left, resetsAtMs } };
        if (hourMs - spentMs > MAX_CLOSED_MS)
            return { ms, shortfall: { requests, left, resetsAtMs } };
        ms += Math.max(hourMs, spentMs);
        open -= granted;
        granted = limit;
        hourMs = HOUR_MS;
    }
    return { ms: ms + lasts(open) };
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/client.js









/** Makes the client of a run. No request yet. */
function githubClient(tools, options = {}) {
    const { clock, github } = tools;
    let loading;
    const plain = () => {
        loading ??= plainOctokit(github.apiUrl);
        return loading;
    };
    const learner = (0,server_clock/* learnClock */.B)();
    const exchange = openExchange({ clock, learner, ...options });
    const serverTime = (localMs) => localMs + (learner.reading()?.offsetMs ?? 0);
    function openGate() {
        const gate = paceGate({ service: "GitHub", clock, limits: PACE_LIMITS[github.pace] });
        const hour = hourBudget();
        const serverNow = () => serverTime(clock.now());
        const pass = (request, op, take) => gate.pass({
            points: request.method === "GET" ? POINTS.read : POINTS.write,
            write: request.method !== "GET",
            signal: op.signal,
            send: async () => exchange(request, op, await take()),
            noticeOf: (answer) => {
                hour.learn(answer);
                return limitNotice(answer, serverNow());
            },
        });
        return { pass, quota: githubQuota({ gate, hour, serverNow }) };
    }
    /** Requests signed by the App have limits of their own. */
    function asApp(app) {
        const { pass } = openGate();
        let signing;
        const signer = async () => {
            signing ??= signedOctokit(app, github.apiUrl);
            return { octokit: await signing };
        };
        const send = (request, op) => pass(request, op, signer);
        return openInstallations({
            app: appApi({ app, apiUrl: github.apiUrl, mask: tools.mask, send }),
            clock,
            serverTime,
            readOnly: app.readOnly,
            openGate: () => {
                const gate = openGate();
                return {
                    quota: gate.quota,
                    send: (request, op, take) => gate.pass(request, op, async () => ({ octokit: await plain(), credential: await take() })),
                };
            },
        });
    }
    const { pass, quota } = openGate();
    const installations = github.app && asApp(github.app);
    return {
        clock: () => learner.reading(),
        serverTime,
        foresee: (owner, need) => installations?.foresee(owner, need),
        excess: (owner) => installations?.excess(owner),
        toSee: (name) => installations?.toSee(name) ?? `give the token access to ${name}`,
        quota: (owner) => installations?.quota(owner) ?? quota,
        async send(request, op) {
            if (installations)
                return installations.send(ownerOf(request), request, op);
            const credential = github.token;
            if (credential)
                return pass(request, op, async () => ({ octokit: await plain(), credential }));
            throw new contract_error/* RotationError */.F("unauthenticated", `no token for GitHub was given: cannot go on ${request.what}`, {
                hint: "Set the input github-token to a fine-grained token or an App token that may write secrets.",
            });
        },
    };
}
function ownerOf({ account, params: { owner, org, username }, path }) {
    const found = [account, owner, org, username].find((each) => typeof each === "string");
    if (typeof found !== "string")
        throw new TypeError(`nobody's request: ${path}`);
    return found;
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/repositories.js






const VISIBILITIES = ["public", "private", "internal"];
const propertyBag = schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* union */.KCZ([schemas/* string */.YjP(), schemas/* array */.YOg(schemas/* string */.YjP()), schemas/* null */.chJ()]));
/** Names that a run asks singly before it reads owners' lists. */
const MAX_SINGLE = 3;
/** Names missing in a list that are asked singly; one that is renamed or hidden from lists is rare, wrong ones may be many. */
const MAX_SECOND_LOOKS = 25;
const repositoryShape = schemas/* object */.Ikc({
    full_name: schemas/* string */.YjP().regex(/^[^/]+\/[^/]+$/),
    private: schemas/* boolean */.zMY().optional(),
    archived: schemas/* boolean */.zMY().optional(),
    disabled: schemas/* boolean */.zMY().optional(),
    fork: schemas/* boolean */.zMY().optional(),
    owner: schemas/* object */.Ikc({ type: schemas/* string */.YjP().optional() }).optional(),
    permissions: schemas/* object */.Ikc({ push: schemas/* boolean */.zMY().optional(), pull: schemas/* boolean */.zMY().optional() }).nullish(),
    custom_properties: propertyBag.nullish().catch(undefined),
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
            const known = (await ofOwner(repositories_ownerOf(name), op)).find((each) => sameName(each.fullName, name));
            if (known)
                return { repository: known };
        }
        catch (error) {
            // A token that may not see an owner's list may still see one of its repositories.
            if (!isDefinite(error) || error.fault === "unauthenticated")
                throw error;
            if (isOfApp(error))
                return { error };
        }
        secondLooks += 1;
        return secondLooks > MAX_SECOND_LOOKS ? { error: unlisted(name, client) } : single(name, op);
    }
    async function find(names, op) {
        const asked = (name) => singles.knows(name.toLowerCase());
        const open = names.filter((name) => !asked(name) && !lists.knows(repositories_ownerOf(name).toLowerCase()));
        const direct = new Set(mayAskSingly(open) ? open : []);
        const look = (name) => (asked(name) || direct.has(name) ? single(name, op) : inList(name, op));
        const found = await sideBySide({ items: names, work: async (name) => [name, await look(name)] });
        return new Map(found);
    }
    return { ofOwner, find, single, canonical: (name) => renamed.get(name.toLowerCase()) ?? name };
}
function repositories_ownerOf(name) {
    return name.slice(0, name.indexOf("/"));
}
function sameName(a, b) {
    return a.toLowerCase() === b.toLowerCase();
}
function toRepository(body) {
    const [owner = "", name = ""] = body.full_name.split("/");
    return {
        fullName: body.full_name,
        owner,
        name,
        archived: body.archived ?? false,
        disabled: body.disabled ?? false,
        fork: body.fork ?? false,
        visibility: body.visibility ?? (body.private === false ? "public" : "private"),
        topics: body.topics ?? [],
        ...(body.custom_properties ? { properties: body.custom_properties } : {}),
        isPersonal: body.owner?.type === "User",
        // To an App's token GitHub says no to all of them, which means nothing.
        isReadOnly: body.permissions?.push === false && body.permissions.pull === true,
        ...(body.default_branch ? { defaultBranch: body.default_branch } : {}),
    };
}
const READ_METADATA = `the repository permission "Metadata" (read)`;
/** @see https://docs.github.com/rest/repos/repos#get-a-repository */
async function askSingle(client, name, op) {
    const what = `looking for the repository ${name}`;
    const params = { owner: repositories_ownerOf(name), repo: name.slice(name.indexOf("/") + 1) };
    try {
        const answer = await client.send({ method: "GET", path: "/repos/{owner}/{repo}", params, what }, op);
        if (answer.status === 200)
            return { repository: toRepository(readBody(repositoryShape, answer, what)) };
        throw githubFailure(answer, { what, needs: `access to ${name}` });
    }
    catch (error) {
        if (!isDefinite(error) || error.fault === "unauthenticated")
            throw error;
        return { error };
    }
}
function unlisted(name, client) {
    const owner = repositories_ownerOf(name);
    return new contract_error/* RotationError */.F("not-found", `${name} is not among the repositories of ${owner} that the token sees`, {
        hint: `Either the name is wrong, or the token cannot see it: ${client.toSee(name)}.`,
    });
}
/** @see https://docs.github.com/rest/repos/repos#list-organization-repositories */
async function listOwner(client, owner, op) {
    const what = `listing the repositories of ${owner}`;
    const page = (path, params, absent) => listPages({ client, request: { method: "GET", path, params, what, account: owner }, op }, absent);
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
    const right = rightOf(place, "write");
    const answer = await client.send({ method: "GET", path: `${path}/public-key`, params, what, right }, op);
    if (answer.status !== 200)
        throw githubFailure(answer, { what, ...needsOf(place) });
    const { key_id: keyId, key } = readBody(publicKeyShape, answer, what);
    if (Buffer.from(key, "base64").length !== 32) {
        throw new contract_error/* RotationError */.F("contract", `GitHub's answer holds no usable key while ${what}`, { effect: "none" });
    }
    return { keyId, key };
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/secrets.js





/** Right after a write the times may be missing for a moment. */
const itemShape = schemas/* object */.Ikc({
    updated_at: iso/* datetime */.w$({ offset: true }).nullish(),
    visibility: schemas/* enum */.k5n(["all", "private", "selected"]).optional(),
});
const selectionShape = schemas/* object */.Ikc({
    repositories: schemas/* array */.YOg(schemas/* object */.Ikc({ id: schemas/* number */.aig(), full_name: schemas/* string */.YjP().default("") })),
});
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
    return toItem(readBody(itemShape, answer, what));
}
function toItem({ updated_at, visibility }) {
    return { ...(updated_at ? { updatedAtMs: Date.parse(updated_at) } : {}), ...(visibility ? { visibility } : {}) };
}
const secrets_listShape = schemas/* object */.Ikc({ secrets: schemas/* array */.YOg(itemShape.extend({ name: schemas/* string */.YjP() })) });
/** Names of all secrets at a place: what GitHub's settings pages show. */
async function readNames(call) {
    return [...(await readAll(call)).keys()];
}
/** All secrets at a place by their upper-case names, all pages. */
async function readAll({ client, place, op }) {
    const { path, params } = routeOf(place);
    const what = `listing the ${place.store} secrets of ${scopeName(place.scope)}`;
    const request = { method: "GET", path, params, what, right: rightOf(place, "read") };
    const items = await allPages({ client, request, op }, (answer) => {
        if (answer.status !== 200)
            throw githubFailure(answer, { what, ...needsOf(place) });
        return readBody(secrets_listShape, answer, what).secrets;
    });
    return new Map(items.map(({ name, ...item }) => [name.toUpperCase(), toItem(item)]));
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
    const right = rightOf(call.place, "read");
    const request = { method: "GET", path: `${path}/repositories`, params, what, right };
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
    const right = rightOf(place, method === "GET" ? "read" : "write");
    return client.send({ method, path: path + below, params: { ...params, ...body }, what, right }, op);
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/survey.js








/** The survey of this run. */
function surveyOf(tools) {
    return tools.shared("github-survey", () => openSurvey(sessionOf(tools).client, tools.github.apiUrl));
}
/** So many refusals by repositories that the token does work with show that a permission is missing. */
const ENOUGH_REFUSALS = 3;
/** Opens a survey of its own. No request yet. */
function openSurvey(client, apiUrl) {
    const listings = memory();
    const environments = memory();
    const trials = new Map();
    function attempt(sort, about, ask) {
        if (!about)
            return look(ask);
        const key = `${about.owner.toLowerCase()}:${sort}`;
        const trial = trials.get(key) ?? new Trial();
        trials.set(key, trial);
        return trial.attempt(about, () => look(ask));
    }
    return {
        secretsAt: (place, about, op) => listings.recall(placeKey(place), () => attempt(sortOf(place), about, () => listSecrets({ client, apiUrl, place, op }))),
        environmentsOf: (repository, op) => environments.recall(repository.fullName.toLowerCase(), () => attempt("environments", repository, () => listEnvironments(client, repository, op))),
        inheritedBy: (repository, store, op) => listings.recall(`inherited:${repository.fullName.toLowerCase()}:${store}`, () => attempt(`inherited ${store}`, repository, () => listInherited({ client, repository, store, op }))),
    };
}
function sortOf({ scope, store }) {
    return scope.kind === "environment" ? "environment secrets" : store;
}
/** `config`: the token of an App is limited to other things. */
const BLIND = new Set(["forbidden", "not-found", "config"]);
/** A refusal is an answer; a token that GitHub does not know stops everything. */
async function look(ask) {
    try {
        return { found: await ask() };
    }
    catch (error) {
        if (!isDefinite(error) || !BLIND.has(error.fault))
            throw error;
        return { blind: error };
    }
}
/** One sort of question to the repositories of one owner: singly until the first may be looked into, or enough may not. */
class Trial {
    #isOpen = false;
    #refusals = 0;
    #last;
    #busy;
    async attempt(about, ask) {
        // What is public is seen by every token, and what may only be read says nothing of what may be written.
        const counts = about.visibility !== "public" && !about.isReadOnly;
        while (counts && !this.#isOpen && this.#busy)
            await this.#busy.catch(() => undefined);
        if (this.#last && this.#refusals >= ENOUGH_REFUSALS && !this.#isOpen)
            return { blind: this.#last };
        const asking = ask();
        const isFirst = counts && !this.#isOpen;
        if (isFirst)
            this.#busy = asking;
        try {
            const seen = await asking;
            if ("found" in seen)
                this.#isOpen = true;
            else if (counts)
                this.#refuse(seen.blind);
            return seen;
        }
        finally {
            if (isFirst)
                this.#busy = undefined;
        }
    }
    #refuse(error) {
        this.#refusals += 1;
        this.#last = error;
    }
}
async function listSecrets({ client, apiUrl, place, op }) {
    try {
        return await readAll({ client, place, op });
    }
    catch (error) {
        if (isDefinite(error) && error.fault === "not-found" && mayLackStore(place.store, apiUrl))
            return new Map();
        throw error;
    }
}
/** Enterprise Server has neither Codespaces nor Agents secrets. */
function mayLackStore(store, apiUrl) {
    if (store !== "codespaces" && store !== "agents")
        return false;
    const { hostname } = new URL(apiUrl);
    return hostname !== "api.github.com" && !hostname.endsWith(".ghe.com");
}
const environmentsShape = schemas/* object */.Ikc({ environments: schemas/* array */.YOg(schemas/* object */.Ikc({ name: schemas/* string */.YjP() })).optional() });
/** @see https://docs.github.com/rest/deployments/environments#list-environments */
async function listEnvironments(client, { owner, name: repo, fullName }, op) {
    const what = `listing the environments of ${fullName}`;
    const path = "/repos/{owner}/{repo}/environments";
    const request = { method: "GET", path, params: { owner, repo }, what, right: actionsRight("read") };
    const found = await allPages({ client, request, op }, (answer) => {
        const needs = `the repository permission "Actions" (read) for ${fullName}`;
        if (answer.status !== 200)
            throw githubFailure(answer, { what, needs });
        return readBody(environmentsShape, answer, what).environments ?? [];
    });
    return found.map(({ name }) => name);
}
const namesShape = schemas/* object */.Ikc({ secrets: schemas/* array */.YOg(schemas/* object */.Ikc({ name: schemas/* string */.YjP() })) });
/** @see https://docs.github.com/rest/actions/secrets#list-repository-organization-secrets */
async function listInherited({ client, repository, store, op, }) {
    const { owner, name: repo, fullName } = repository;
    const scope = { kind: "repository", owner, repo };
    const what = `listing the organization's ${store} secrets that ${fullName} sees`;
    const path = routeOf({ scope, store }).path.replace(/secrets$/, "organization-secrets");
    const right = rightOf({ scope, store }, "read");
    const request = { method: "GET", path, params: { owner, repo }, what, right };
    const found = await allPages({ client, request, op }, (answer) => {
        if (answer.status !== 200)
            throw githubFailure(answer, { what, needs: `access to the secrets of ${fullName}` });
        return readBody(namesShape, answer, what).secrets;
    });
    return new Map(found.map(({ name }) => [name.toUpperCase(), {}]));
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/entry.js




/** Opens an entry. No request. */
function openEntry(options, tools) {
    let trodden = { places: new Map(), repositories: new Map() };
    return {
        options,
        tools,
        session: sessionOf(tools),
        looks: memory(),
        survey: surveyOf(tools),
        facts: tools.shared("github-owner-facts", ownerFacts),
        trail: {
            set: (latest) => {
                trodden = latest;
            },
            last: () => trodden,
        },
    };
}
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
    if (target.kind === "holders")
        return [];
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
    return `${whereOf(target)} · ${stores.join(", ")} · ${name}`;
}
function whereOf(target) {
    switch (target.kind) {
        case "organization":
            return `organization ${target.org}`;
        case "repositories":
            return patternsLabel(target) + (target.environments.length > 0 ? ` (${target.environments.join(", ")})` : "");
        case "holders":
            return `wherever it is in ${withinOf(target)}`;
        default:
            return target;
    }
}
function withinOf(target) {
    const { within } = target;
    if (within === "patterns")
        return patternsLabel(target);
    return within === "owner of home" ? "the repositories of the owner" : within.owner;
}
const MAX_LABEL_NAMES = 3;
function patternsLabel({ names, globs }) {
    const all = [...globs, ...names];
    const shown = all.slice(0, MAX_LABEL_NAMES).join(", ");
    return all.length > MAX_LABEL_NAMES ? `${shown} and ${all.length - MAX_LABEL_NAMES} more` : shown;
}

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

;// CONCATENATED MODULE: ./build/destinations/github-secret/exclude.js



const STORE_SUFFIX = new RegExp(`^(.*)@(${STORES.join("|")})$`);
const exclude_OWNER = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;
function partOf(entry) {
    const [, before, store] = STORE_SUFFIX.exec(entry) ?? [undefined, entry];
    const rest = before ?? entry;
    const colon = rest.indexOf(":");
    const known = STORES.find((each) => each === store);
    return {
        names: colon === -1 ? rest : rest.slice(0, colon),
        ...(colon === -1 ? {} : { environment: rest.slice(colon + 1) }),
        ...(known ? { store: known } : {}),
    };
}
/** Why a text cannot be an entry of `exclude`; undefined if it can. */
function exclusionProblem(entry) {
    const { names, environment, store } = partOf(entry);
    if (environment === "")
        return `'${entry}' names no environment after the colon`;
    const unknown = environment === undefined ? /@([^/@]*)$/.exec(names)?.[1] : undefined;
    if (unknown !== undefined)
        return `'${entry}': '${unknown}' is no store: ${STORES.join(", ")}`;
    if (environment !== undefined && store !== undefined && store !== "actions") {
        return `'${entry}': environments have secrets of the store actions only`;
    }
    const isOrganization = store !== undefined && environment === undefined && exclude_OWNER.test(names);
    return isOrganization ? undefined : globProblem(names, { anyOwner: true });
}
/** Makes the exclusion of some entries. Names in any case, as GitHub has them. */
function exclusion(entries) {
    const parts = entries.map(partOf);
    const whole = parts.filter(({ environment, store }) => environment === undefined && store === undefined);
    const repository = matcher(whole.map(({ names }) => names));
    const rules = parts.filter((part) => !whole.includes(part)).map(ruleOf);
    return {
        repository,
        place({ scope, store }) {
            const isInside = scope.kind !== "organization" && repository(`${scope.owner}/${scope.repo}`);
            return isInside || rules.some((rule) => rule(scope, store));
        },
    };
}
function ruleOf({ names, environment, store }) {
    if (!names.includes("/")) {
        return (scope, at) => scope.kind === "organization" && scope.org.toLowerCase() === names.toLowerCase() && at === store;
    }
    const isRepository = matcher([names]);
    if (environment === undefined) {
        return (scope, at) => scope.kind === "repository" && isRepository(`${scope.owner}/${scope.repo}`) && at === store;
    }
    // A single star stands for slashes too: names of environments may have them.
    const isEnvironment = picomatch(environment, {
        nocase: true,
        dot: true,
        nonegate: true,
        noextglob: true,
        bash: true,
    });
    return (scope) => scope.kind === "environment" && isRepository(`${scope.owner}/${scope.repo}`) && isEnvironment(scope.environment);
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/inherited.js



/**
 * Finds the entry's secret among those of an organization, in every store: by the organization's own lists or, where
 * the token may not read them, by what the given repositories see.
 */
async function inheritedFrom(org, repositories, at) {
    const found = await sideBySide({ items: STORES, work: (store) => inStore({ org, store, repositories }, at) });
    return found.flatMap((inherited) => inherited ?? []);
}
async function inStore(question, at) {
    const { org, store } = question;
    const { entry, blind, op } = at;
    const place = { scope: { kind: "organization", org }, store };
    const seen = await entry.survey.secretsAt(place, undefined, op);
    if ("found" in seen) {
        const item = seen.found.get(entry.options.name);
        return item && withAudience({ ...place, name: entry.options.name }, item, { org, ...at });
    }
    const told = await bySeers(question, place, at);
    if (told !== "blind")
        return told;
    const needs = `${permissionOf(place)} (read)`;
    blind.note({ sort: `${store} secrets`, of: `the organization ${org}`, needs, seen });
    return undefined;
}
async function withAudience(place, { visibility }, { org, entry, op }) {
    if (visibility !== "selected") {
        return { org, place, isSeenBy: (repository) => visibility === "all" || repository.visibility !== "public" };
    }
    const selection = await readSelection({ client: entry.session.client, place, op });
    const names = new Set(selection.map(({ full_name }) => full_name.toLowerCase()));
    return { org, place, isSeenBy: ({ fullName }) => names.has(fullName.toLowerCase()) };
}
/** Only for Actions and Agents do repositories tell what they see of their organization. */
async function bySeers({ org, store, repositories }, place, { entry, op }) {
    if (repositories.length === 0 || (store !== "actions" && store !== "agents"))
        return "blind";
    const { survey, options } = entry;
    const asked = await sideBySide({
        items: repositories,
        work: async (repository) => ({ repository, seen: await survey.inheritedBy(repository, store, op) }),
    });
    const answers = asked.flatMap(({ repository, seen }) => ("found" in seen ? [{ repository, found: seen.found }] : []));
    if (answers.length === 0)
        return "blind";
    const seers = new Set(answers.filter(({ found }) => found.has(options.name)).map(({ repository }) => repository.fullName));
    if (seers.size === 0)
        return undefined;
    return { org, place: { ...place, name: options.name }, isSeenBy: ({ fullName }) => seers.has(fullName) };
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/look-around.js


/** Finds a secret in the stores and environments of repositories. One request per list, each asked once a run. */
async function lookAround(repositories, search) {
    const found = await sideBySide({ items: repositories, work: (repository) => lookInto(repository, search) });
    return found.flat();
}
async function lookInto(repository, search) {
    const { owner, name: repo } = repository;
    const own = search.stores.map((store) => ({ scope: { kind: "repository", owner, repo }, store }));
    const places = search.stores.includes("actions") ? [...own, ...(await environments(repository, search))] : own;
    const wanted = places.filter((place) => !search.skip(place));
    const found = await sideBySide({ items: wanted, work: (place) => findAt(place, repository, search) });
    return found.flatMap((held) => held ?? []);
}
async function environments(repository, search) {
    const { survey, blind, mostEnvironments, op } = search;
    const seen = await survey.environmentsOf(repository, op);
    if ("blind" in seen) {
        blind.note({
            sort: "environments",
            of: repository.fullName,
            needs: `the repository permission "Actions" (read)`,
            seen,
        });
        return [];
    }
    const { owner, name: repo, fullName } = repository;
    const rest = seen.found.length - mostEnvironments;
    if (rest > 0)
        blind.surplus(`${rest} of the ${seen.found.length} environments of ${fullName}`);
    return seen.found.slice(0, mostEnvironments).map((environment) => ({
        scope: { kind: "environment", owner, repo, environment },
        store: "actions",
    }));
}
/** Looks for the secret at one place; `about` is the repository that it belongs to, if any. */
async function findAt(place, about, { survey, name, blind, op }) {
    const seen = await survey.secretsAt(place, about, op);
    if ("blind" in seen) {
        blind.note({ sort: sortName(place), of: ownerName(place.scope), needs: `${permissionOf(place)} (read)`, seen });
        return undefined;
    }
    const item = seen.found.get(name);
    return item && { place: { ...place, name }, item };
}
function sortName({ scope, store }) {
    return scope.kind === "environment" ? "secrets of environments" : `${store} secrets`;
}
function ownerName(scope) {
    return scope.kind === "organization" ? `the organization ${scope.org}` : `${scope.owner}/${scope.repo}`;
}
/** Opens an empty book. */
function blindBook() {
    const groups = new Map();
    const surpluses = [];
    return {
        note({ sort, of, needs, seen: { blind } }) {
            const key = [sort, of.split("/")[0], blind.fault].join(" ");
            const mended = blind.fault === "config" ? {} : { needs };
            const group = groups.get(key) ?? { spot: { why: blind.message, ...mended }, sort, of: new Set() };
            groups.set(key, group);
            group.of.add(of);
        },
        surplus(label) {
            surpluses.push({ label, why: "there are too many to look into all of them" });
        },
        spots() {
            const told = [...groups.values()].map(({ spot, sort, of }) => ({ label: `${sort} of ${some(of)}`, ...spot }));
            return [...told, ...surpluses];
        },
    };
}
function some(names) {
    const [first = "", ...rest] = names;
    if (rest.length === 0)
        return first;
    return `${first} and ${rest.length} more ${rest.length === 1 ? "repository" : "repositories"}`;
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/shadows.js

/**
 * Which secrets of one name hide others: an environment's hides its repository's, and both hide the organization's.
 * @see https://docs.github.com/actions/reference/security/secrets#naming-your-secrets
 */
function shadowsAmong({ held, inherited, repositories, apiUrl }) {
    const id = (place) => idOf(place, apiUrl);
    const known = new Map(repositories.map((repository) => [repository.fullName.toLowerCase(), repository]));
    const own = new Set(held.filter(({ scope }) => scope.kind === "repository").map(id));
    const shadows = [];
    for (const place of held) {
        const { scope, store, name } = place;
        if (scope.kind === "organization")
            continue;
        const { owner, repo } = scope;
        const ofRepository = id({ scope: { kind: "repository", owner, repo }, store, name });
        if (scope.kind === "environment" && own.has(ofRepository))
            shadows.push({ by: id(place), hides: ofRepository });
        const repository = known.get(`${owner}/${repo}`.toLowerCase());
        for (const outer of inherited) {
            const isSeen = outer.place.store === store && outer.org.toLowerCase() === owner.toLowerCase();
            if (isSeen && repository && outer.isSeenBy(repository))
                shadows.push({ by: id(place), hides: id(outer.place) });
        }
    }
    return shadows;
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/inventory.js






/** Environments for previews may be hundreds: so many of each repository are looked into. */
const MOST_ENVIRONMENTS = 50;
/** From so many repositories of one organization on, one secret of the organization is worth a word. */
const MANY = 3;
/** Requests for one repository's secret, and for an organization's beside its pages of selected repositories. */
const REQUESTS_EACH = 4;
const SELECTED_PER_PAGE = 100;
/**
 * Looks for what else holds the entry's name: in all stores and environments of the repositories of its targets, and
 * in the stores of their organizations. A wide query adds the repositories that patterns matched without a target,
 * and, in the entry's stores, those that see an organization's target. Read only; one request per list that was not
 * read before.
 * @throws RotationError for what may pass by itself, and for a token that GitHub refuses
 */
async function takeInventory(entry, { wide }, op) {
    const { places, repositories: known } = entry.trail.last();
    const targets = [...places.values()];
    const around = { entry, targets, blind: blindBook(), op };
    const near = wide ? [...known.values()] : [...known.values()].filter(hasTarget(targets));
    const inherited = await inOrganizations(near, around);
    const seers = wide ? await seersOf(inherited, around) : [];
    const looked = unique([...near, ...seers]);
    const others = looked.filter((repository) => !near.includes(repository));
    const own = targets.filter(({ scope }) => scope.kind !== "organization");
    const held = [
        ...own,
        ...(await inside(near, STORES, around)),
        ...(await inside(others, entry.options.stores, around)),
    ];
    const excluded = exclusion(entry.options.exclude);
    const { apiUrl } = entry.tools.github;
    const all = new Map([...targets, ...held, ...inherited.map(({ place }) => place)].map((place) => [idOf(place, apiUrl), place]));
    return {
        holders: [...all].map(([id, place]) => ({ id, label: labelOf(place), excluded: excluded.place(place) })),
        shadows: shadowsAmong({ held, inherited, repositories: looked, apiUrl }),
        blindSpots: around.blind.spots(),
        savings: wide ? savings(targets, inherited, known) : [],
    };
}
function hasTarget(targets) {
    const names = new Set(targets.map(({ scope }) => (scope.kind === "organization" ? "" : `${scope.owner}/${scope.repo}`.toLowerCase())));
    return ({ fullName }) => names.has(fullName.toLowerCase());
}
function unique(repositories) {
    return [...new Map(repositories.map((each) => [each.fullName.toLowerCase(), each])).values()];
}
/** Finds the secret in repositories, where it is not a target: those are known. */
async function inside(repositories, stores, around) {
    const { entry, targets, blind, op } = around;
    const { survey, options } = entry;
    const covered = new Set(targets.map(placeKey));
    const skip = (place) => covered.has(placeKey(place));
    const search = { survey, name: options.name, stores, mostEnvironments: MOST_ENVIRONMENTS, skip, blind, op };
    return (await lookAround(repositories, search)).map(({ place }) => place);
}
/** Finds the secret among those of the organizations that targets and repositories belong to. */
async function inOrganizations(repositories, around) {
    const byOwner = new Map();
    for (const { scope } of around.targets)
        if (scope.kind === "organization")
            byOwner.set(scope.org.toLowerCase(), []);
    for (const repository of repositories) {
        if (repository.isPersonal)
            continue;
        const owner = repository.owner.toLowerCase();
        byOwner.set(owner, [...(byOwner.get(owner) ?? []), repository]);
    }
    const found = await sideBySide({ items: [...byOwner], work: ([org, own]) => inheritedFrom(org, own, around) });
    return found.flat();
}
/** The repositories that see an organization's target: a secret of their own would hide it. */
async function seersOf(inherited, { entry, targets, blind, op }) {
    const covered = new Set(targets.map(placeKey));
    const found = [];
    for (const { org, place, isSeenBy } of inherited.filter((each) => covered.has(placeKey(each.place)))) {
        const all = await entry.session.repositories.ofOwner(org, op);
        const seers = all.filter((repository) => !repository.archived && !repository.disabled && isSeenBy(repository));
        if (seers.length <= entry.tools.github.maxTargets)
            found.push(...seers);
        else
            blind.surplus(`${seers.length} repositories that see ${labelOf(place)} (more than max-targets)`);
    }
    return unique(found);
}
/** What one secret of an organization would cost instead of those of its repositories. */
function savings(targets, inherited, known) {
    const counts = new Map();
    for (const { scope, store } of targets) {
        if (scope.kind !== "repository" || known.get(`${scope.owner}/${scope.repo}`.toLowerCase())?.isPersonal)
            continue;
        const key = `${scope.owner.toLowerCase()}:${store}`;
        const count = counts.get(key) ?? { org: scope.owner, store, places: 0 };
        counts.set(key, count);
        count.places += 1;
    }
    const taken = new Set(inherited.map(({ org, place }) => `${org.toLowerCase()}:${place.store}`));
    return [...counts]
        .filter(([key, { places }]) => places >= MANY && !taken.has(key))
        .map(([, { org, store, places }]) => ({
        instead: `one secret of the organization ${org} (store ${store}) that is shared with these repositories`,
        places,
        requests: REQUESTS_EACH * places,
        requestsInstead: REQUESTS_EACH + 2 * Math.ceil(places / SELECTED_PER_PAGE),
    }));
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/needs.js


/**
 * What an entry will ask of each owner, before anybody was asked: for an App, whose tokens are made to fit. `home` is
 * the repository that runs rekey.
 */
function needs_needsOf(options, home) {
    const { target } = options;
    switch (target.kind) {
        case "organization": {
            const all = "the repositories that an organization's secret is selected for are read and written with it";
            const rights = rightsAt({ kind: "organization", org: target.org }, options);
            return new Map([[target.org, { rights, repositories: { all } }]]);
        }
        case "repositories":
            return ofPatterns(target, (owner) => scopesIn({ owner, name: "*" }, target).flatMap((scope) => rightsAt(scope, options)));
        case "holders":
            return ofHolders(target, options, home);
        default:
            return target;
    }
}
function ofPatterns({ names, globs }, rightsFor) {
    const needs = new Map();
    for (const owner of new Set([...names, ...globs].map(needs_ownerOf))) {
        const glob = globs.find((each) => needs_ownerOf(each) === owner);
        const repositories = glob
            ? { all: `the pattern ${glob} is matched against all of them` }
            : names.filter((each) => needs_ownerOf(each) === owner);
        needs.set(owner, { rights: rightsFor(owner), repositories });
    }
    return needs;
}
function ofHolders(target, options, home) {
    const { within } = target;
    const inside = (owner) => {
        const own = rightsAt({ kind: "repository", owner, repo: "*" }, options);
        if (!options.stores.includes("actions"))
            return own;
        const environment = { kind: "environment", owner, repo: "*", environment: "*" };
        return [...own, rightOf({ scope: environment, store: "actions" }, "write"), actionsRight("read")];
    };
    if (within === "patterns")
        return ofPatterns(target, inside);
    const owner = within === "owner of home" ? needs_ownerOf(home) : within.owner;
    if (owner === "")
        return new Map();
    const rights = [...inside(owner), ...rightsAt({ kind: "organization", org: owner }, options)];
    return new Map([[owner, { rights, repositories: { all: "all of them are looked through" } }]]);
}
function rightsAt(scope, options) {
    return placesIn([scope], options).map((place) => rightOf(place, "write"));
}
function needs_ownerOf(name) {
    return name.slice(0, name.indexOf("/"));
}

// EXTERNAL MODULE: ./build/lib/schema.js
var schema = __webpack_require__(6669);
;// CONCATENATED MODULE: ./build/destinations/github-secret/option-checks.js



/** A text of which a function says what is wrong with it. */
function checked(problemOf) {
    return (0,schema/* text */.Qq)().superRefine((value, context) => {
        const message = problemOf(value);
        if (message)
            context.addIssue({ code: "custom", message });
    });
}
/** Why a text cannot be the name of a secret. @see https://docs.github.com/actions/reference/security/secrets#naming-your-secrets */
function secretNameProblem(name) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
        return `'${name}' cannot be the name of a secret: letters, digits and underscores, not beginning with a digit`;
    }
    return /^GITHUB_/i.test(name) ? `'${name}' cannot be the name of a secret: GITHUB_ is reserved` : undefined;
}
/** Why a text cannot be the name of an organization; undefined if it can. */
function organizationProblem(name) {
    return /^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name) ? undefined : `'${name}' cannot be the name of an organization`;
}
/** Why a text cannot be the slug of a team; undefined if it can. */
function teamProblem(slug) {
    if (/^[a-z0-9][a-z0-9._-]*$/.test(slug))
        return undefined;
    return `'${slug}' is not the slug of a team: the last part of its address, in lower case and without its organization`;
}
/** A value of a custom property; those of the type true/false are texts to GitHub. */
function propertyValue() {
    return schemas/* union */.KCZ([schemas/* boolean */.zMY().transform(String), (0,schema/* text */.Qq)()]);
}
/** What is wrong with fields that are fine each by itself. */
function problemsOf(value) {
    const targets = [value.repository, value.repositories, value.organization].filter((target) => target !== undefined);
    if (targets.length > 1 || (targets.length === 0 && !value["having-secret"])) {
        const which = targets.length === 0 ? "names no target" : "names more than one kind of target";
        return [`${which}: give exactly one of repository, repositories, organization and having-secret`];
    }
    return value["having-secret"] ? holderProblems(value) : placeProblems(value);
}
function holderProblems(value) {
    const problems = [];
    if (value.create)
        problems.push("create cannot stand beside having-secret: that finds what is there already");
    if (value.environments)
        problems.push("environments cannot stand beside having-secret: that finds them by itself");
    return problems;
}
function placeProblems(value) {
    const problems = [];
    if (value.environments && value.organization !== undefined) {
        problems.push("environments belong to repositories: an organization has none");
    }
    const foreign = value.stores?.filter((store) => store !== "actions") ?? [];
    if (value.environments && foreign.length > 0) {
        problems.push(`environments have secrets of the store actions only (got ${foreign.join(", ")})`);
    }
    const hasGlobs = value.repositories?.some(isGlob) ?? false;
    if ((value.topics || value.visibility || value.properties || value.team) && !hasGlobs) {
        const which = "topics, visibility, properties and team";
        problems.push(`${which} select among the repositories that a glob matches: there is none`);
    }
    return problems;
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/options.js







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
    stores: (0,schema/* list */.p_)(schemas/* enum */.k5n(STORES)).optional().meta({
        description: "Which stores hold it. Default actions; with having-secret all of them.",
    }),
    topics: (0,schema/* list */.p_)((0,schema/* text */.Qq)()).optional().meta({
        description: "Of the repositories that a glob matches, those that carry at least one of these topics.",
    }),
    properties: schemas/* record */.g1P((0,schema/* text */.Qq)(), schemas/* union */.KCZ([propertyValue().transform((one) => [one]), (0,schema/* list */.p_)(propertyValue())]))
        .refine((properties) => Object.keys(properties).length > 0, "must not be empty: name at least one property")
        .optional()
        .meta({
        description: "Of the repositories that a glob matches, those whose custom properties have these values: name: value, or name: [value, value] for any of several.",
    }),
    visibility: schemas/* union */.KCZ([schemas/* enum */.k5n(VISIBILITIES).transform((one) => [one]), (0,schema/* list */.p_)(schemas/* enum */.k5n(VISIBILITIES))])
        .optional()
        .meta({ description: "Of the repositories that a glob matches, those that are one of these." }),
    team: checked(teamProblem).optional().meta({
        description: "Of the repositories that a glob matches, those of this team (its slug) of their owner.",
    }),
    exclude: (0,schema/* list */.p_)(checked(exclusionProblem)).optional().meta({
        description: "What to leave out, also of the search for other holders: repositories (names and globs), environments (owner/repo:environment), stores (owner/repo@dependabot), an organization's own (acme@actions).",
    }),
    required: schemas/* boolean */.zMY().default(true).meta({ description: "Whether a failure here fails the run. Default true." }),
    create: schemas/* boolean */.zMY().default(false).meta({
        description: "Whether to create the secret where none of that name exists. Default false.",
    }),
    home: schemas/* boolean */.zMY().optional().meta({
        description: "Write this one first. Default: the repository that runs rekey.",
    }),
    "having-secret": schemas/* literal */.euz(true, { error: "must be true, or left out" }).optional().meta({
        description: "Every place that holds the secret already: of the owner of the repository that runs rekey, or where repository, repositories or organization say.",
    }),
});
/** Schema of the options; strict. */
const githubSecretSchema = fields
    .superRefine((value, context) => {
    for (const message of problemsOf(value))
        context.addIssue({ code: "custom", message });
})
    .transform(normalize);
function normalize(value) {
    const target = targetOf(value);
    return {
        target,
        selection: {
            topics: (value.topics ?? []).map((topic) => topic.toLowerCase()),
            visibility: value.visibility ?? [],
            properties: value.properties ?? {},
            ...(value.team === undefined ? {} : { team: value.team }),
        },
        exclude: value.exclude ?? [],
        name: value.name.toUpperCase(),
        stores: [...new Set(value.stores ?? (target.kind === "holders" ? STORES : ["actions"]))],
        required: value.required,
        create: value.create,
        ...(value.home === undefined ? {} : { home: value.home }),
    };
}
function targetOf(value) {
    const { organization } = value;
    const named = value.repositories ?? (value.repository === undefined ? [] : [value.repository]);
    const patterns = { names: options_unique(named.filter((entry) => !isGlob(entry))), globs: options_unique(named.filter(isGlob)) };
    if (value["having-secret"]) {
        if (organization !== undefined)
            return { kind: "holders", ...patterns, within: { owner: organization } };
        return { kind: "holders", ...patterns, within: named.length > 0 ? "patterns" : "owner of home" };
    }
    if (organization !== undefined)
        return { kind: "organization", org: organization };
    return { kind: "repositories", ...patterns, environments: options_unique(value.environments ?? []) };
}
/** Without repetitions; names that differ in case only are one. */
function options_unique(names) {
    const known = new Map(names.toReversed().map((name) => [name.toLowerCase(), name]));
    return [...known.values()].toReversed();
}

// EXTERNAL MODULE: ./build/lib/nearest.js
var nearest = __webpack_require__(6062);
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
/** Why a repository that a pattern matches is passed over; undefined: it is not. `forksToo`: a fork is meant as well. */
function skipReason(repository, { forksToo }) {
    if (repository.archived)
        return "it is archived, so nothing can be written there";
    if (repository.disabled)
        return "it is disabled, so nothing can be written there";
    return repository.fork && !forksToo ? "it is a fork: name it outright if it is meant" : undefined;
}
/** What to say of a repository that cannot be had: with the nearest name of its owner's, if that can be told. */
async function missingBlocker({ session, name, result }, op) {
    const blocker = blockerOf(result.error);
    if (blocker.fault !== "not-found" || isOfApp(result.error))
        return blocker;
    const owner = name.slice(0, name.indexOf("/"));
    const known = await suggestions(async () => (await session.repositories.ofOwner(owner, op)).map((repository) => repository.name));
    const near = (0,nearest/* nearest */.p)(name.slice(owner.length + 1), known);
    const rename = near ? ` (did you mean ${owner}/${near}?)` : "";
    const hint = `Either the name is wrong${rename}, or the token cannot see it: ${session.client.toSee(name)}.`;
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
        : `of the ${at.matching.length} repositories that the pattern ${at.glob} matches, exclude, topics, visibility, properties and team leave none`;
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
/** What to say of an entry that finds no holder. */
function nobodyHolds({ name, stores }, where) {
    return {
        fault: "not-found",
        why: `nothing in ${where} holds a secret ${name} (${stores.join(", ")}), as far as the token can see`,
        hint: "Check the name of the secret, and which repositories and secrets the token may see.",
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

;// CONCATENATED MODULE: ./build/destinations/github-secret/organization.js




/** Secrets of repositories and environments are seen by their repository and nobody else. */
function repositoryAudience() {
    return {
        learn: async () => { },
        body: async () => ({}),
        restore: async () => { },
        reads: () => 0,
        change: async () => undefined,
    };
}
/** What was learned longer ago than this is read again before a write: somebody may have changed it meanwhile. */
const organization_FRESH_MS = 30_000;
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
        if (this.#clock.now() - this.#learnedAtMs > organization_FRESH_MS)
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
    /** Read anew before a write that comes late, and the selection again after it. */
    reads() {
        return this.#item?.visibility === "selected" ? 1 + 2 * Math.ceil(this.#selection.length / PAGE_SIZE) : 1;
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

;// CONCATENATED MODULE: ./build/destinations/github-secret/sealing.js

/** @see https://docs.github.com/actions/reference/limits#secrets-limits */
const MAX_BYTES = 48 * 1024;
/** Makes a sealer that has no box yet. */
function sealer() {
    let kept;
    return {
        async box(value, { key }) {
            if (kept?.value.equals(value) && kept.key === key)
                return kept.box;
            const box = await seal(value, { publicKey: key, maxBytes: MAX_BYTES });
            kept = { value, key, box };
            return box;
        },
        drop() {
            kept = undefined;
        },
    };
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/target.js









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
        quota: session.client.quota(place.scope.kind === "organization" ? place.scope.org : place.scope.owner),
        work: () => target.work(),
        clock: () => session.client.clock(),
        observe: (op) => target.observe(op),
        preflight: (op) => target.preflight(op),
        prepare: (value) => target.prepare(value),
        write: (value, op) => target.write(value, op),
        verify: (_value, receipt, op) => target.verify(receipt, op),
    };
}
class SecretTarget {
    #options;
    #audience;
    #sealer = sealer();
    /** The public key that preflight read. */
    #publicKey;
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
    work() {
        return { reads: 1 + this.#audience.reads(), writes: 1 };
    }
    async observe(op) {
        const item = this.#seenInAdvance ? this.#seen?.item : await this.#read(op);
        this.#seenInAdvance = false;
        if (!item)
            return { exists: false };
        return { exists: true, ...(item.updatedAtMs !== undefined && { writtenAtMs: item.updatedAtMs }) };
    }
    async preflight(op) {
        try {
            const item = this.#seen ? this.#seen.item : await this.#read(op);
            this.#publicKey = await this.#options.session.publicKey(this.#options.place, op);
            if (!item && !this.#options.create)
                return await absentBlocker(this.#call(op));
            await this.#audience.learn(this.#call(op), item);
            return undefined;
        }
        catch (error) {
            return blockerOf(error);
        }
    }
    async prepare(value) {
        if (!this.#publicKey)
            return;
        await this.#sealer.box(value, this.#publicKey);
        // Thousands of boxes in a row would hold up what the run waits for.
        await (0,system_clock/* loopTurns */.f)(1);
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
        this.#sealer.drop();
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
        const send = async (key) => {
            const encrypted_value = await this.#sealer.box(value, key);
            return putSecret(call, { encrypted_value, key_id: key.keyId, ...audience });
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
            const writtenAtMs = item?.updatedAtMs;
            if (item && writtenAtMs !== undefined && writtenAtMs >= notBeforeMs)
                return this.#judge(item, writtenAtMs, op);
            shown = shownBy(item);
            const waitMs = VERIFY_WAITS_MS[look];
            if (waitMs === undefined)
                break;
            await pause(clock, waitMs, op);
        }
        const wroteAt = new Date(receipt.writtenAtMs).toISOString();
        return { ok: false, why: `GitHub took the write at ${wroteAt}, but a minute later still says that ${shown}` };
    }
    async #judge(item, writtenAtMs, op) {
        const why = await this.#audience.change(this.#call(op), item);
        return why === undefined ? { ok: true, evidence: "version", writtenAtMs } : { ok: false, why };
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
function shownBy(item) {
    if (!item)
        return "it does not exist";
    if (item.updatedAtMs === undefined)
        return "it has no time of its last write";
    return `its last write was at ${new Date(item.updatedAtMs).toISOString()}`;
}
const SECOND_MS = 1000;
/**
 * The earliest `updated_at` that a write can show, by GitHub's clock: the time of its answer, less the round trip,
 * less the parts of a second that neither of both times shows.
 */
function earliestWrite(writtenAtMs, roundTripMs) {
    return writtenAtMs - roundTripMs - 2 * SECOND_MS;
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/work.js




/** Adds a target. A place that is there already stays as it is: names come before globs. */
function addTarget({ entry, targets, places }, { place, named, seen }) {
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
    places.set(id, place);
    targets.set(id, githubTarget({ session, clock, apiUrl, place, named, required, create, home, ...(seen ? { seen } : {}) }));
}
/** Remembers a repository for the search around the targets. */
function addRepository({ repositories }, repository) {
    repositories.set(repository.fullName.toLowerCase(), repository);
}
/** Leaves out what a pattern may match and nobody means: unless it is named, or holds the secret already. */
function passOver(work, matched) {
    const named = new Set(work.repositories.keys());
    const open = [];
    for (const repository of matched) {
        const isMeant = work.entry.options.target.kind === "holders" || named.has(repository.fullName.toLowerCase());
        const why = skipReason(repository, { forksToo: isMeant });
        if (why !== undefined)
            work.skipped.push({ label: repository.fullName, why });
        else
            open.push(repository);
    }
    for (const repository of open)
        addRepository(work, repository);
    return open;
}
/** A name or an entry that leads nowhere. */
function unresolved({ options }, blocker, label = labelOfEntry(options)) {
    return { label, required: options.required, blocker };
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/holders.js





/** Outside of a runner no repository runs rekey. */
const NO_OWNER = {
    fault: "config",
    why: "which repository runs rekey is not known, so neither is its owner",
    hint: "Say where to look: give organization or repositories beside having-secret.",
};
/** Environments for previews may be many; none of them is passed over in an incident. */
const holders_MOST_ENVIRONMENTS = Number.POSITIVE_INFINITY;
/**
 * Makes targets of all places that hold the secret already: `found` and, where an owner is looked through, all of its
 * repositories and its organization's own stores. What cannot be looked into is told.
 */
async function resolveHolders(work, target, found) {
    const { entry, op, excluded } = work;
    const { options, survey, tools } = entry;
    const blind = blindBook();
    const search = {
        survey,
        name: options.name,
        stores: options.stores,
        mostEnvironments: holders_MOST_ENVIRONMENTS,
        skip: (place) => excluded.place(place),
        blind,
        op,
    };
    const owner = holders_ownerOf(target, tools.run.repository);
    if (owner === "")
        return void work.unresolved.push(unresolved(entry, NO_OWNER));
    const repositories = owner === undefined ? found : await ofOwner(work, owner);
    if (!repositories)
        return;
    const held = await lookAround(repositories, search);
    const isPersonal = repositories.length > 0 && repositories.every((repository) => repository.isPersonal);
    const own = owner === undefined || isPersonal ? [] : await inOrganization(owner, search);
    for (const { place, item } of [...own, ...held])
        addTarget(work, { place, named: false, seen: item });
    for (const { label, why, needs } of blind.spots()) {
        work.skipped.push({ label, why: needs ? `${why}. To have them looked at, give the token ${needs}.` : why });
    }
    if (own.length + held.length > 0 || work.unresolved.length > 0)
        return;
    work.unresolved.push(unresolved(entry, nobodyHolds(options, owner ?? "what the patterns match")));
}
/** The owner that is looked through; undefined: only what names and globs lead to. */
function holders_ownerOf({ within }, home) {
    if (within === "patterns")
        return undefined;
    return within === "owner of home" ? home.slice(0, home.indexOf("/")) : within.owner;
}
/** The open repositories of an owner that are as asked; undefined: they cannot be had, which is noted. */
async function ofOwner(work, owner) {
    const { entry, op, excluded } = work;
    const { client, repositories } = entry.session;
    try {
        const all = await repositories.ofOwner(owner, op);
        const left = all.filter(({ fullName }) => !excluded.repository(fullName));
        return passOver(work, await selection_select(left, entry.options.selection, { client, owner, op, facts: entry.facts }));
    }
    catch (error) {
        // A dead token stops everything; it is not the fault of this entry.
        if (!isDefinite(error) || error.fault === "unauthenticated")
            throw error;
        work.unresolved.push(unresolved(entry, blockerOf(error)));
        return undefined;
    }
}
async function inOrganization(org, search) {
    const found = [];
    for (const store of search.stores) {
        const place = { scope: { kind: "organization", org }, store };
        const held = search.skip(place) ? undefined : await findAt(place, undefined, search);
        if (held)
            found.push(held);
    }
    return found;
}

;// CONCATENATED MODULE: ./build/destinations/github-secret/resolve.js












/**
 * Turns names and globs into targets. Read only. What was asked once is not asked again in the same run.
 * @throws RotationError for what may pass by itself, and for a token that GitHub refuses
 */
async function resolveEntry(entry, op) {
    const { options, tools } = entry;
    const work = openWork(entry, op);
    await resolveTarget(work);
    const { targets, skipped, matches } = work;
    entry.trail.set({ places: work.places, repositories: work.repositories });
    const { maxTargets } = tools.github;
    if (targets.size > maxTargets) {
        const blocker = tooMany(labelOfEntry(options), { count: targets.size, maxTargets });
        return { targets: [], skipped: [], unresolved: [unresolved(entry, blocker)], matches };
    }
    const [first] = skipped;
    if (targets.size === 0 && first && work.unresolved.length === 0) {
        const blocker = nothingHolds(options, { count: skipped.length, why: `${first.label}: ${first.why}` });
        work.unresolved.push(unresolved(entry, blocker));
    }
    return { targets: [...targets.values()], skipped, unresolved: work.unresolved, matches, wide: wideAt(entry) };
}
function openWork(entry, op) {
    return {
        entry,
        op,
        excluded: exclusion(entry.options.exclude),
        targets: new Map(),
        places: new Map(),
        repositories: new Map(),
        skipped: [],
        unresolved: [],
        matches: [],
    };
}
async function resolveTarget(work) {
    const { options } = work.entry;
    const { target } = options;
    switch (target.kind) {
        case "organization":
            for (const place of namedPlaces(options))
                addTarget(work, { place, named: true });
            return;
        case "repositories": {
            const named = await findNamed(work, target);
            for (const repository of named)
                addNamed(work, placesIn(scopesIn(repository, target), options));
            for (const glob of target.globs)
                await addMatched(work, target, await findMatched(work, glob));
            return;
        }
        case "holders": {
            const found = await findNamed(work, target);
            for (const glob of target.globs)
                found.push(...(await findMatched(work, glob)));
            return resolveHolders(work, target, found);
        }
        default:
            return target;
    }
}
/** The repositories of the names; what they lack is noted. */
async function findNamed(work, target) {
    const { entry, op, excluded } = work;
    for (const name of target.names.filter(excluded.repository)) {
        work.skipped.push({ label: name, why: "it is named, but also excluded" });
    }
    const wanted = target.names.filter((name) => !excluded.repository(name));
    const found = [];
    for (const [name, result] of await entry.session.repositories.find(wanted, op)) {
        const blocker = "error" in result
            ? await missingBlocker({ session: entry.session, name, result }, op)
            : closedBlocker(result.repository);
        if (blocker)
            work.unresolved.push(unresolved(entry, blocker, name));
        else if ("repository" in result)
            found.push(result.repository);
    }
    for (const repository of found)
        addRepository(work, repository);
    return found;
}
function addNamed(work, places) {
    for (const place of places) {
        if (work.excluded.place(place))
            work.skipped.push({ label: labelOf(place), why: "it is named, but also excluded" });
        else
            addTarget(work, { place, named: true });
    }
}
/** The tokens of an App that may do more than this run needs. */
function wideAt({ options, session, tools }) {
    return [...needs_needsOf(options, tools.run.repository).keys()].flatMap((owner) => {
        const excess = session.client.excess(owner);
        return excess === undefined ? [] : { credential: `the GitHub App's token for ${owner}`, why: `it ${excess}` };
    });
}
/** The open repositories that a glob matches and that are as asked; what is passed over is noted with its reason. */
async function findMatched(work, glob) {
    const { entry, op, excluded } = work;
    const owner = glob.slice(0, glob.indexOf("/"));
    try {
        const all = await entry.session.repositories.ofOwner(owner, op);
        const matches = matcher([glob]);
        const matching = all.filter(({ fullName }) => matches(fullName));
        const left = matching.filter(({ fullName }) => !excluded.repository(fullName));
        const { client } = entry.session;
        const wanted = await selection_select(left, entry.options.selection, { client, owner, op, facts: entry.facts });
        if (wanted.length === 0) {
            work.unresolved.push(unresolved(entry, nothingMatches({ glob, all, matching }), glob));
            return [];
        }
        const open = passOver(work, wanted);
        work.matches.push({ pattern: glob, places: open.map(({ fullName }) => fullName) });
        return open;
    }
    catch (error) {
        // A dead token stops everything; it is not the fault of this pattern.
        if (!isDefinite(error) || error.fault === "unauthenticated")
            throw error;
        work.unresolved.push(unresolved(entry, blockerOf(error), glob));
        return [];
    }
}
/** Adds the secrets of matched repositories: those that are there already, or all of them with `create`. */
async function addMatched(work, target, open) {
    const scopes = open.flatMap((repository) => scopesIn(repository, target));
    const places = placesIn(scopes, work.entry.options).filter((place) => !work.excluded.place(place));
    const looks = await sideBySide({
        items: places,
        work: async (place) => ({ place, look: await lookAt(work, place) }),
    });
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

;// CONCATENATED MODULE: ./build/destinations/github-secret/workflow-runs.js



const runShape = schemas/* object */.Ikc({
    id: schemas/* union */.KCZ([schemas/* number */.aig(), schemas/* bigint */.oad()]),
    status: schemas/* string */.YjP().nullable(),
    conclusion: schemas/* string */.YjP().nullable(),
    html_url: schemas/* string */.YjP().default(""),
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
    const answer = await client.send({ method: "GET", path, params, what, right: actionsRight("read") }, op);
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
    const params = { owner, repo, run_id: String(runId) };
    const answer = await client.send({ method: "GET", path, params, what, right: actionsRight("read") }, op);
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
    const start = () => client.send({ method: "POST", path, params: { owner, repo, workflow_id, ref, ...extra }, what, right: actionsRight("write") }, op);
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
const workflowShape = schemas/* object */.Ikc({ state: schemas/* string */.YjP().default("active"), path: schemas/* string */.YjP().default("") });
class WorkflowCanary {
    #options;
    #tools;
    #session;
    label;
    constructor(options, tools) {
        this.#options = options;
        this.#tools = tools;
        this.#session = sessionOf(tools);
        const owner = options.repository.slice(0, options.repository.indexOf("/"));
        // Reading files is asked for, not insisted on: see triggerBlocker.
        const rights = [actionsRight("write"), CONTENTS_RIGHT];
        this.#session.client.foresee(owner, { rights, repositories: [options.repository] });
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
            const answer = await this.#session.client.send({ method: "GET", path, params: { owner, repo, workflow_id }, what, right: actionsRight("write") }, op);
            if (answer.status !== 200) {
                const needs = needsActions(workflow);
                const missing = `Either there is no such workflow on the default branch, or the token cannot see it: it needs ${needs}.`;
                throw githubFailure(answer, { what, needs, missing });
            }
            const { state, path: file } = readBody(workflowShape, answer, what);
            if (state === "active" && file === "")
                return undefined;
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
        run_number: schemas/* number */.aig().optional(),
        html_url: schemas/* string */.YjP().optional(),
        status: schemas/* string */.YjP().nullish(),
        created_at: iso/* datetime */.w$({ offset: true }),
    })),
});
/** Each of them takes a request per state. */
const PLACES_AT_ONCE = 20;
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
            const found = await sideBySide({
                items: open,
                width: PLACES_AT_ONCE,
                work: async (question) => {
                    const runs = await activeRuns({ session, tools }, question, op);
                    if (runs.length === 0)
                        clear.set(question.place, question.writtenBeforeMs);
                    return runs;
                },
            });
            return found.flat();
        },
    };
}
async function activeRuns({ session, tools }, { place, writtenBeforeMs }, op) {
    const lists = await sideBySide({ items: ACTIVE, work: (status) => runsOf(session, { place, status }, op) });
    const untilMs = latestBegin(writtenBeforeMs, session);
    const active = new Map();
    for (const run of lists.flat()) {
        // Not `run_started_at`: a run that is repeated may get the secrets of its first attempt.
        if (Date.parse(run.created_at) > untilMs || String(run.id) === tools.run.runId)
            continue;
        if (run.status && !ACTIVE.some((status) => status === run.status))
            continue;
        const label = `${place} · ${run.name ?? "workflow"} #${run.run_number ?? run.id}`;
        active.set(String(run.id), { label, ...(run.html_url !== undefined && { url: run.html_url }) });
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
        right: actionsRight("read"),
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
        const entry = openEntry(options, tools);
        for (const [owner, need] of needs_needsOf(options, tools.run.repository))
            entry.session.client.foresee(owner, need);
        return {
            label: labelOfEntry(options),
            resolve: (op) => resolveEntry(entry, op),
            inventory: (query, op) => takeInventory(entry, query, op),
        };
    },
});


/***/ })

};
