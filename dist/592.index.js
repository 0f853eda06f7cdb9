export const id = 592;
export const ids = [592];
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

/***/ 7592:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  keyService: () => (/* binding */ keyService)
});

// EXTERNAL MODULE: ./build/contract/error.js
var contract_error = __webpack_require__(9789);
// EXTERNAL MODULE: ./build/contract/plug-in.js
var plug_in = __webpack_require__(4331);
;// CONCATENATED MODULE: ./build/key-services/kinde-answers.js

/** An answer whose wait is found: Kinde tells the seconds in a header of another name. @see https://docs.kinde.com/developer-tools/kinde-api/api-rate-limits/ */
function withRateLimit(answer) {
    return {
        ...answer,
        header: (name) => answer.header(name) ?? (name === "retry-after" ? answer.header("ratelimit-reset") : undefined),
    };
}
/** The same error for a call that comes before a mint: what was only read, or never sent, left no key behind. */
function withoutEffect(error) {
    if (!(error instanceof contract_error/* RotationError */.F) || error.effect === "none")
        return error;
    const { fault, message, hint, retryAfterMs, cause } = error;
    return new contract_error/* RotationError */.F(fault, message, { hint, retryAfterMs, cause, effect: "none" });
}

// EXTERNAL MODULE: ./build/lib/http.js + 2 modules
var http = __webpack_require__(327);
// EXTERNAL MODULE: ./build/contract/secret.js
var secret = __webpack_require__(1007);
;// CONCATENATED MODULE: ./build/key-services/kinde-tokens.js




/** Where the answer does not say how long a token lives. The documents show an hour and a day. */
const DEFAULT_LIFETIME_SECONDS = 3600;
/** A token this near its end is not used any more. */
const MARGIN_MS = 60_000;
/** Opens the tokens of an application. No request yet. @see https://docs.kinde.com/developer-tools/kinde-api/access-token-for-api/ */
function kindeTokens(options, tools, client) {
    const holder = holderOf(options, tools);
    return {
        async token(op) {
            holder.token ??= ask(options, { tools, client }, op);
            const asked = holder.token;
            try {
                const { value, untilMs } = await asked;
                if (tools.clock.now() < untilMs - MARGIN_MS)
                    return value;
            }
            catch (error) {
                if (holder.token === asked)
                    holder.token = undefined;
                throw withoutEffect(error);
            }
            if (holder.token === asked)
                holder.token = undefined;
            return this.token(op);
        },
    };
}
function holderOf(options, tools) {
    const { domain, "client-id": clientId, "client-secret": clientSecret } = options;
    const holders = tools.shared("kinde-tokens", () => []);
    const known = holders.find((one) => one.domain === domain && one.clientId === clientId && one.clientSecret.equals(clientSecret));
    if (known)
        return known;
    const holder = { domain, clientId, clientSecret, token: undefined };
    holders.push(holder);
    return holder;
}
async function ask({ domain, "client-id": clientId, "client-secret": clientSecret }, { tools, client }, op) {
    const request = {
        method: "POST",
        path: "/oauth2/token",
        what: "asking for an access token",
        form: {
            grant_type: "client_credentials",
            client_id: clientId,
            client_secret: clientSecret,
            audience: `${domain}/api`,
        },
    };
    const answer = await client.send(request, op);
    const token = answer.status === 200 ? readToken(answer.json, tools.clock) : undefined;
    if (token) {
        tools.mask(token.value);
        return token;
    }
    if (answer.status !== 200)
        throw refusal(answer, request, { clientSecret, domain, clock: tools.clock });
    throw new contract_error/* RotationError */.F("contract", `Kinde answered 200 without a usable token while ${request.what}`);
}
function readToken(body, clock) {
    if (!(0,http/* isRecord */.u4)(body) || typeof body.access_token !== "string")
        return undefined;
    if (!/^[\x21-\x7e]{16,}$/.test(body.access_token))
        return undefined;
    const told = body.expires_in;
    const seconds = typeof told === "number" && told > 0 ? told : DEFAULT_LIFETIME_SECONDS;
    // A token that is shorter than the margin is used all the same: asking in circles would be billed.
    return {
        value: new secret/* Secret */.z(body.access_token),
        untilMs: clock.now() + Math.max(seconds * 1000, 2 * MARGIN_MS),
    };
}
function refusal(answer, { what }, { clientSecret, domain, clock }) {
    const error = (0,http/* failureOf */.g5)(withRateLimit(answer), {
        service: "Kinde",
        what,
        secrets: [clientSecret],
        nowMs: clock.now(),
    });
    if (answer.status === 404) {
        return new contract_error/* RotationError */.F("not-found", error.message, { hint: `Check domain: nothing answers at ${domain}.` });
    }
    if (![400, 401, 403].includes(answer.status))
        return error;
    return new contract_error/* RotationError */.F("unauthenticated", error.message, {
        hint: "Check client-id and client-secret, and that the machine-to-machine application is authorised for the Kinde Management API.",
    });
}

;// CONCATENATED MODULE: ./build/key-services/kinde-api.js



/** The most that one page may have. @see https://docs.kinde.com/developer-tools/kinde-api/api-rate-limits/ */
const PAGE_SIZE = 500;
/** Opens the API. No request yet. @see https://docs.kinde.com/kinde-apis/management/ */
function kindeApi(options, tools) {
    const { clock } = tools;
    const { domain, "client-secret": clientSecret } = options;
    const client = (0,http/* httpClient */.ok)({ service: "Kinde", baseUrl: domain, clock, headers: { "user-agent": "rekey" } });
    const tokens = kindeTokens(options, tools, client);
    const keys = "/api/v1/api_keys";
    const seen = [clientSecret];
    return {
        host: new URL(domain).host,
        paths: {
            keys,
            verify: `${keys}/verify`,
            glance: `${keys}?page_size=1&status=active`,
            page: (after) => {
                const next = after === undefined ? "" : `&starting_after=${encodeURIComponent(after)}`;
                return `${keys}?page_size=${PAGE_SIZE}&status=active${next}`;
            },
            key: (id) => `${keys}/${encodeURIComponent(id)}`,
            scopesOf: (apiId) => `/api/v1/apis/${encodeURIComponent(apiId)}/scopes`,
        },
        clock: () => client.serverClock(),
        async send({ scope: _, ...request }, op) {
            const bearer = await tokens.token(op);
            if (!seen.includes(bearer))
                seen.push(bearer);
            return client.send({ ...request, bearer }, op);
        },
        failure: (answer, call, secrets = []) => (0,http/* failureOf */.g5)(withRateLimit(answer), {
            service: "Kinde",
            what: call.what,
            hint: hintFor(answer, { call, domain }),
            secrets: [...seen, ...secrets],
            nowMs: clock.now(),
        }),
    };
}
function hintFor({ status }, { call, domain }) {
    if (status === 401) {
        return `Kinde does not take the access token that it issued: check that the application is authorised for the Kinde Management API with the scope ${call.scope}.`;
    }
    if (status === 403)
        return `Give the machine-to-machine application the scope ${call.scope} of the Kinde Management API.`;
    if (status === 404)
        return `Somebody revoked the key, or it is not one of ${domain}: check domain and run again.`;
    return undefined;
}

// EXTERNAL MODULE: ./build/lib/iso-time.js
var iso_time = __webpack_require__(3483);
// EXTERNAL MODULE: ./build/lib/key-value.js
var key_value = __webpack_require__(9995);
;// CONCATENATED MODULE: ./build/key-services/kinde-keys.js





/** Reads a page of the list. Throws RotationError `contract` for anything else: an empty account would be a lie. */
function readPage(body, what) {
    const entries = (0,http/* isRecord */.u4)(body) ? body.api_keys : undefined;
    if (!(0,http/* isRecord */.u4)(body) || !Array.isArray(entries)) {
        throw new contract_error/* RotationError */.F("contract", `Kinde sent ${(0,key_value/* shapeOf */.F5)(body)} instead of a list of keys while ${what}`, {
            effect: "none",
            hint: "Check that domain is Kinde itself and not a proxy or a login page.",
        });
    }
    const read = entries.map((entry) => readEntry(entry, what));
    const next = body.has_more === true ? read.at(-1)?.record.id : undefined;
    return {
        active: read.filter(({ isActive }) => isActive).map(({ record }) => record),
        ...(next === undefined ? {} : { next }),
    };
}
/** One entry; a key without a status counts as active, as leaving a live key out is the worse mistake. */
function readEntry(entry, what) {
    if ((0,http/* isRecord */.u4)(entry) && (0,key_value/* isUsableId */.cZ)(entry.id)) {
        return { record: recordOf(entry, entry.id), isActive: (entry.status ?? "active") === "active" };
    }
    throw new contract_error/* RotationError */.F("contract", `Kinde sent a key without a usable id (${(0,key_value/* shapeOf */.F5)(entry)}) while ${what}`, {
        effect: "none",
    });
}
/** `{"id":"api_key_1","name":"billing","created_on":"2026-11-21T09:00:00+11","last_verified_on":null,"scopes":["read:x"]}` */
function recordOf(entry, id) {
    const createdAtMs = (0,iso_time/* isoMs */.E)(entry.created_on);
    const lastUsedAtMs = (0,iso_time/* isoMs */.E)(entry.last_verified_on);
    const from = entry.last_verified_ip;
    const scopes = textsOf(entry.scopes);
    const suffix = entry.key_suffix;
    return {
        id,
        description: typeof entry.name === "string" ? entry.name : "",
        ...(createdAtMs === undefined ? {} : { createdAtMs }),
        ...(lastUsedAtMs === undefined ? {} : { lastUsedAtMs }),
        ...(typeof from === "string" && /^[0-9a-f:.]{3,45}$/i.test(from) ? { lastUsedFrom: from } : {}),
        ...(scopes === undefined ? {} : { scopes }),
        ...(typeof suffix === "string" && suffix !== "" ? { suffix } : {}),
    };
}
/** Reads the answer to GET of one key; undefined if it holds none. */
function readTraits(body) {
    const key = (0,http/* isRecord */.u4)(body) ? body.api_key : undefined;
    if (!(0,http/* isRecord */.u4)(key))
        return undefined;
    return {
        name: textOf(key.name) ?? "",
        type: textOf(key.type) ?? "",
        apiIds: textsOf(key.api_ids) ?? [],
        scopes: textsOf(key.scopes),
        orgCode: textOf(key.organization_id),
        userId: textOf(key.user_id),
    };
}
/** Ids of an API's scopes by their keys; undefined if the answer holds none. */
function readScopeIds(body) {
    const scopes = (0,http/* isRecord */.u4)(body) ? body.scopes : undefined;
    if (!Array.isArray(scopes))
        return undefined;
    const ids = new Map();
    for (const scope of scopes) {
        if ((0,http/* isRecord */.u4)(scope) && typeof scope.key === "string" && typeof scope.id === "string")
            ids.set(scope.key, scope.id);
    }
    return ids;
}
/** Reads the answer of create and rotate. Undefined if it names no key at all. */
function readMinted(body, name) {
    const key = (0,http/* isRecord */.u4)(body) ? body.api_key : undefined;
    if (!(0,http/* isRecord */.u4)(key) || !(0,key_value/* isUsableId */.cZ)(key.id))
        return undefined;
    const flaw = (0,key_value/* valueFlaw */.a6)(key.key, [key.id, name]);
    const value = new secret/* Secret */.z(typeof key.key === "string" ? key.key : "");
    return { id: key.id, value, ...(flaw === undefined ? {} : { flaw }) };
}
/** Reads the answer of the verify endpoint; undefined if it does not say whether the value is valid. */
function readVerdict(body) {
    if (!(0,http/* isRecord */.u4)(body) || typeof body.is_valid !== "boolean")
        return undefined;
    return {
        isLive: body.is_valid && (body.status ?? "active") === "active",
        keyId: (0,key_value/* isUsableId */.cZ)(body.key_id) ? body.key_id : undefined,
        scopes: textsOf(body.scopes),
    };
}
function textOf(value) {
    return typeof value === "string" && value !== "" ? value : undefined;
}
function textsOf(value) {
    return Array.isArray(value) ? value.filter((one) => typeof one === "string") : undefined;
}

;// CONCATENATED MODULE: ./build/key-services/kinde-copy.js


/**
 * Finds out how to ask for a key with the API, type, owner and scopes of another (or the scopes that are wanted
 * instead). Scopes are told by their keys and asked for by their ids. Read only.
 * @throws RotationError where a call fails
 * @see https://docs.kinde.com/manage-your-apis/about-api-keys/api-keys-overview/
 */
async function copyOf(api, { replaces, scopes: wanted }, op) {
    if (!replaces) {
        return blocked("there is no live key that a new one could be like", "Make the first key in Kinde: its API, owner and scopes are a decision, which rekey then copies.");
    }
    const traits = await traitsOf(api, replaces.id, op);
    const [apiId, ...more] = traits.apiIds;
    const owner = ownerOf(traits);
    if (apiId === undefined || more.length > 0 || !owner)
        return notOneOfEach(replaces.id, traits);
    const scopes = wanted ?? traits.scopes;
    if (!scopes)
        return blocked(`Kinde does not tell the scopes of the key ${replaces.id}`, "Name them in key.scopes.");
    const ids = scopes.length === 0 ? new Map() : await scopeIdsOf(api, apiId, op);
    const unknown = scopes.filter((scope) => !ids.has(scope));
    if (unknown.length > 0) {
        return blocked(`the API ${apiId} has no scope ${unknown.join(", ")}, which the new key should have`, wanted
            ? "Correct key.scopes, or add the scope to the API in Kinde."
            : "Add the scope to the API again, or name in key.scopes what the new key needs.");
    }
    const scopeIds = scopes.map((scope) => ids.get(scope));
    return { pattern: { body: { type: traits.type, api_id: apiId, scope_ids: scopeIds, ...owner }, scopes } };
}
function blocked(why, hint) {
    return { blocker: { fault: "config", why, hint } };
}
/** The fields that name the owner; undefined where Kinde does not tell who it is. */
function ownerOf({ type, orgCode, userId }) {
    if (type === "organization")
        return orgCode === undefined ? undefined : { org_code: orgCode };
    if (type === "user")
        return userId === undefined ? undefined : { user_id: userId };
    return type === "environment" ? {} : undefined;
}
function notOneOfEach(id, { apiIds, type, orgCode, userId }) {
    const owner = orgCode ?? userId ?? "no owner";
    return blocked(`the key ${id} cannot be copied: it has ${apiIds.length} APIs, the type ${type || "unknown"} and ${owner}, and a new key takes one API and the owner that belongs to its type`, "Make the new key in Kinde by hand, or use strategy: rotate with allow-downtime: true.");
}
async function traitsOf(api, id, op) {
    const call = {
        method: "GET",
        path: api.paths.key(id),
        what: `reading the key ${id}`,
        scope: "read:api_keys",
    };
    const answer = await api.send(call, op);
    if (answer.status !== 200)
        throw api.failure(answer, call);
    const traits = readTraits(answer.json);
    if (traits)
        return traits;
    throw new contract_error/* RotationError */.F("contract", `Kinde answered 200 without a key while ${call.what}`, { effect: "none" });
}
async function scopeIdsOf(api, apiId, op) {
    const what = `reading the scopes of the API ${apiId}`;
    const call = { method: "GET", path: api.paths.scopesOf(apiId), what, scope: "read:api_scopes" };
    const answer = await api.send(call, op);
    if (answer.status !== 200)
        throw api.failure(answer, call);
    const ids = readScopeIds(answer.json);
    if (ids)
        return ids;
    throw new contract_error/* RotationError */.F("contract", `Kinde answered 200 without scopes while ${what}`, { effect: "none" });
}

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 11 modules
var schemas = __webpack_require__(2857);
// EXTERNAL MODULE: ./build/lib/schema.js
var schema = __webpack_require__(6669);
;// CONCATENATED MODULE: ./build/key-services/kinde-options.js


const SUBDOMAIN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+kinde\.com$/i;
/** Schema of the options; strict. @see https://docs.kinde.com/developer-tools/kinde-api/access-token-for-api/ */
const kindeSchema = schemas/* strictObject */.rej({
    domain: (0,schema/* text */.Qq)()
        .transform((value, context) => {
        const problem = domainProblem(value);
        if (problem !== undefined)
            context.addIssue({ code: "custom", message: problem });
        return problem === undefined ? new URL(addressOf(value)).origin : value;
    })
        .meta({ description: "Subdomain (acme) or host (acme.kinde.com) of the business at Kinde." }),
    "client-id": (0,schema/* text */.Qq)().meta({
        description: "Client id of a machine-to-machine application that is authorised for the Kinde Management API.",
    }),
    "client-secret": (0,schema/* secret */.rJ)().meta({ description: "Client secret of that application, as a reference." }),
});
function addressOf(domain) {
    if (domain.includes("://"))
        return domain;
    return `https://${SUBDOMAIN.test(domain) ? `${domain}.kinde.com` : domain}`;
}
/** Tokens come from the host at kinde.com alone, so that is the one that is asked for: a domain of one's own will not do. */
function domainProblem(domain) {
    const address = addressOf(domain);
    const problem = (0,schema/* serverUrlProblem */.A2)(address);
    if (problem !== undefined)
        return problem;
    const { protocol, hostname, pathname, search, hash, origin } = new URL(address);
    if (pathname !== "/" || search || hash)
        return `must be a host without a path: ${origin}`;
    if (protocol === "http:" || HOST.test(hostname))
        return undefined;
    return `must be the subdomain at Kinde (acme) or its host (acme.kinde.com), also where the business has a domain of its own (got ${domain})`;
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./build/key-services/kinde-verify.js





/** The one place where Kinde judges keys; consumers' APIs ask there too. */
const PLACE = "the verify endpoint";
/** Opens the verifications of a run. No request. */
function kindeVerifier(api) {
    return { api, expected: new Map(), valid: new Map() };
}
/** Sends a made-up key to the verify endpoint. Read only: no key is touched. */
async function findProvingGround(verifier, op) {
    const stranger = new secret/* Secret */.z(`k_live_${(0,external_node_crypto_.randomBytes)(24).toString("hex")}`);
    const answer = await prove(verifier, { value: stranger, keyId: undefined }, op);
    const answers = [{ place: PLACE, answer }];
    return answer === "refused" ? { place: PLACE, answers } : { answers };
}
/**
 * Asks Kinde whether a value is a live key, and the one that it should be. Moves the key's last-verified time. Throws
 * RotationError `contract` for a live key with other scopes than it was made with, and for what passes by itself
 * (429, 5xx, no answer), so that the caller can try again.
 */
async function prove(verifier, { value, keyId }, op) {
    const { answer, verdict } = await verify(verifier.api, value, op);
    if (!verdict)
        return refusalOrNothing(verifier, { answer, value }, op);
    if (!verdict.isLive)
        return "refused";
    if (verdict.keyId !== undefined)
        verifier.valid.set(verdict.keyId, value);
    if (keyId === undefined)
        return "accepted";
    if (verdict.keyId !== keyId)
        return "inconclusive";
    const flaw = scopesFlaw(verdict, verifier.expected.get(keyId));
    if (flaw !== undefined)
        throw new contract_error/* RotationError */.F("contract", `Kinde says that the key ${keyId} ${flaw}`, { keyId });
    return "accepted";
}
/** The id of the live key behind a value; undefined if it is none, or Kinde does not say. */
async function identify(verifier, value, op) {
    const { answer, verdict } = await verify(verifier.api, value, op);
    if (!verdict && passes(answer))
        throw verifier.api.failure(answer, callOf(verifier.api, value), [value]);
    if (!verdict?.isLive || verdict.keyId === undefined)
        return undefined;
    verifier.valid.set(verdict.keyId, value);
    return verdict.keyId;
}
function callOf(api, value) {
    const json = { api_key: value };
    return { method: "POST", path: api.paths.verify, what: `trying a key at ${PLACE}`, scope: "read:api_keys", json };
}
async function verify(api, value, op) {
    const answer = await api.send(callOf(api, value), op);
    return { answer, verdict: answer.status === 200 ? readVerdict(answer.json) : undefined };
}
function passes({ status }) {
    const { fault } = (0,http/* faultOf */.Kl)(status);
    return fault === "rate-limited" || fault === "unavailable" || fault === "timeout";
}
/**
 * What Kinde answers for a dead value is not documented, so 400 and 401 may speak of the value or of the request. They
 * are about the value if Kinde takes the same request for a key that is known to live, or, where none is known, takes
 * the same token for the list of keys.
 */
async function refusalOrNothing({ api, valid }, { answer, value }, op) {
    if (passes(answer))
        throw api.failure(answer, callOf(api, value), [value]);
    if (answer.status !== 400 && answer.status !== 401)
        return "inconclusive";
    const live = [...valid.values()].findLast((other) => !other.equals(value));
    if (live) {
        const control = await verify(api, live, op);
        if (control.verdict?.isLive === true)
            return "refused";
    }
    const what = "checking that the access token is taken";
    const call = { method: "GET", path: api.paths.glance, what, scope: "read:api_keys" };
    const control = await api.send(call, op);
    if (passes(control))
        throw api.failure(control, call);
    return control.status === 200 && !live ? "refused" : "inconclusive";
}
function scopesFlaw({ scopes }, expected) {
    if (scopes === undefined || expected === undefined)
        return undefined;
    const [lacks, exceeds] = [without(expected, scopes), without(scopes, expected)];
    if (lacks.length > 0)
        return `lacks the scopes ${lacks.join(", ")}`;
    return exceeds.length > 0 ? `has scopes that nobody asked for: ${exceeds.join(", ")}` : undefined;
}
function without(all, these) {
    return all.filter((scope) => !these.includes(scope));
}

;// CONCATENATED MODULE: ./build/key-services/kinde.js








/** How long a name may be is not documented: this is what a column for names commonly takes. */
const MAX_NAME = 255;
/** More pages of 500 keys than any business has: a list that goes round in circles ends here. */
const MAX_PAGES = 2000;
/** API keys of a business at Kinde. @see https://docs.kinde.com/manage-your-apis/about-api-keys/rotate-api-keys/ */
const keyService = (0,plug_in/* defineKeyService */.cP)({
    summary: "API keys of users, organizations or the environment of a business at Kinde",
    schema: kindeSchema,
    account: (options) => `kinde:${options.domain}`,
    open: openKinde,
});
function openKinde(options, tools) {
    const api = kindeApi(options, tools);
    const session = { api, tools, verifier: kindeVerifier(api), copies: new Map(), tellsLastUse: true };
    const { verifier } = session;
    return {
        label: `Kinde ${api.host}`,
        account: `kinde:${options.domain}`,
        strategies: { rotate: rotating(session), create: creating(session) },
        get tellsLastUse() {
            return session.tellsLastUse;
        },
        self: false,
        clock: () => api.clock(),
        list: (op) => list(session, op),
        preflight: (plan, op) => preflight(session, plan, op),
        provingGround: (_sample, op) => findProvingGround(verifier, op),
        probe(value, { place, keyId }, op) {
            if (place === PLACE)
                return prove(verifier, { value, keyId }, op);
            throw new contract_error/* RotationError */.F("config", `Kinde has no place called ${place} to prove a key`);
        },
        identify: (value, op) => identify(verifier, value, op),
        revoke: (id, op) => revoke(session, id, op),
    };
}
/** All active keys. Those that are inactive or revoked work nowhere, and nobody's verification takes them. */
async function list(session, op) {
    const { api } = session;
    const keys = new Map();
    const seen = new Set();
    let after;
    do {
        const what = `listing the keys of ${api.host}`;
        const call = { method: "GET", path: api.paths.page(after), what, scope: "read:api_keys" };
        const answer = await api.send(call, op);
        if (answer.status !== 200)
            throw api.failure(answer, call);
        const page = readPage(answer.json, what);
        for (const key of page.active)
            keys.set(key.id, key);
        after = page.next;
        if (after !== undefined && (seen.has(after) || seen.size >= MAX_PAGES)) {
            throw new contract_error/* RotationError */.F("contract", `Kinde's pages go round in circles while ${what}`, { effect: "none" });
        }
        if (after !== undefined)
            seen.add(after);
    } while (after !== undefined);
    const all = [...keys.values()];
    // A business whose keys were all never used looks the same, and is none the worse for it.
    if (all.length > 0)
        session.tellsLastUse = all.some((key) => key.lastUsedAtMs !== undefined);
    return all;
}
async function preflight(session, plan, op) {
    if (plan.strategy === "rotate")
        return [];
    const copied = await copyFor(session, plan, op);
    return "blocker" in copied ? [copied.blocker] : [];
}
/** Asked once a run for the same key and scopes: keys never change. */
async function copyFor(session, plan, op) {
    const name = JSON.stringify([plan.replaces?.id, plan.scopes]);
    const copied = session.copies.get(name) ?? (await copyOf(session.api, plan, op));
    if ("pattern" in copied)
        session.copies.set(name, copied);
    return copied;
}
/** A second key beside the first: same API, type, owner and scopes. Both work until one is revoked. */
function creating(session) {
    return {
        overlap: { mode: "independent" },
        keepsId: false,
        marks: true,
        maxDescription: MAX_NAME,
        endless: true,
        async mint(request, op) {
            const copied = await copyFor(session, request, op).catch((error) => {
                throw withoutEffect(error);
            });
            if ("blocker" in copied) {
                const { fault, why, hint } = copied.blocker;
                throw new contract_error/* RotationError */.F(fault, why, { hint });
            }
            const { body, scopes } = copied.pattern;
            const name = request.description;
            const call = {
                method: "POST",
                path: session.api.paths.keys,
                what: `creating a key at ${session.api.host}`,
                scope: "create:api_keys",
                json: { name, ...body },
            };
            const { minted, createdAtMs } = await mint(session, { call, request }, op);
            session.verifier.expected.set(minted.id, scopes);
            const { id, value } = minted;
            return { id, value, description: name, scopes, ...(createdAtMs === undefined ? {} : { createdAtMs }) };
        },
    };
}
/** The value is replaced in place: the id stays, and the old value is dead at once. */
function rotating(session) {
    return {
        overlap: { mode: "none" },
        keepsId: true,
        marks: false,
        maxDescription: Number.POSITIVE_INFINITY,
        endless: true,
        async mint(request, op) {
            const old = request.replaces;
            if (!old)
                throw new contract_error/* RotationError */.F("config", "Kinde can only rotate a key that exists");
            const call = {
                method: "PUT",
                path: session.api.paths.key(old.id),
                what: `rotating the key ${old.id}`,
                scope: "update:api_keys",
                once: true,
            };
            const { minted } = await mint(session, { call, request }, op);
            if (old.scopes)
                session.verifier.expected.set(minted.id, old.scopes);
            return { ...afterRotation(old), id: minted.id, value: minted.value };
        },
    };
}
/** What is left of a key's record when its value has changed. */
function afterRotation({ suffix: _, lastUsedAtMs: __, lastUsedFrom: ___, ...record }) {
    return record;
}
async function mint({ api, tools }, { call, request }, op) {
    const answer = await api.send(call, op);
    if (answer.status >= 300)
        throw api.failure(answer, call);
    const minted = readMinted(answer.json, request.description);
    if (minted && !minted.flaw)
        tools.mask(minted.value);
    if (!minted) {
        throw new contract_error/* RotationError */.F("contract", `Kinde answered ${answer.status} without a readable key while ${call.what}`);
    }
    const { id, flaw } = minted;
    // Without the id of a new key nothing may be cleaned up: it would be the old key that dies.
    if (call.method === "POST" && id === request.replaces?.id) {
        throw new contract_error/* RotationError */.F("contract", `Kinde answered with the id of the old key (${id}) while ${call.what}`, {
            hint: `Nothing may be revoked: look at the keys of ${api.host} in Kinde first.`,
        });
    }
    if (flaw !== undefined) {
        throw new contract_error/* RotationError */.F("contract", `the answer of Kinde ${flaw}, while ${call.what} (key ${id})`, {
            keyId: id,
            hint: `Nobody has the value of the key ${id}.`,
        });
    }
    const told = Date.parse(answer.header("date") ?? "");
    return { minted, createdAtMs: Number.isNaN(told) ? undefined : told };
}
/** How a key that is gone answers is not documented, so the list of active keys decides. */
async function revoke(session, id, op) {
    const { api } = session;
    const what = `revoking the key ${id}`;
    const call = { method: "DELETE", path: api.paths.key(id), what, scope: "delete:api_keys" };
    const answer = await api.send(call, op);
    session.verifier.valid.delete(id);
    if (answer.status >= 200 && answer.status < 300)
        return "revoked";
    if (![400, 404, 409, 410].includes(answer.status))
        throw api.failure(answer, call);
    const keys = await list(session, op);
    if (keys.some((key) => key.id === id))
        throw api.failure(answer, call);
    return "already-gone";
}


/***/ }),

/***/ 3483:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ isoMs)
/* harmony export */ });
const FORM = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?) ?(Z|[+-]\d\d(?::?\d\d)?)?$/i;
/**
 * Epoch milliseconds of an ISO 8601 time; undefined for anything else. Takes what servers send and `Date` does not:
 * an offset without minutes (`2026-11-21T09:00:00+11`) or without a colon. Without an offset it is UTC, whatever the
 * machine's zone. Pure.
 */
function isoMs(text) {
    const [, date = "", time = "", offset = "Z"] = (typeof text === "string" && FORM.exec(text.trim())) || [];
    const [, sign, hours, minutes = "00"] = /^([+-])(\d\d):?(\d\d)?$/.exec(offset) ?? [];
    const zone = sign === undefined ? "Z" : `${sign}${hours}:${minutes}`;
    const ms = Date.parse(`${date}T${time.replace(",", ".").replace(/(\.\d{3})\d+/, "$1")}${zone}`);
    return Number.isNaN(ms) ? undefined : ms;
}


/***/ }),

/***/ 9995:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F5: () => (/* binding */ shapeOf),
/* harmony export */   a6: () => (/* binding */ valueFlaw),
/* harmony export */   cZ: () => (/* binding */ isUsableId)
/* harmony export */ });
/* harmony import */ var _http_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3689);
/* harmony import */ var _safe_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2243);


/** Keys seen so far have 32 characters and more; anything this short is a placeholder or a mistake. */
const MIN_LENGTH = 16;
/** Marks of a value that somebody replaced or cut on the way. */
const REDACTED = /\*{3}|…|\.{3}/;
/**
 * Why the value of a new key cannot be used, to be put after "the answer"; undefined if it can. `others` are texts
 * that must not stand in its place: its id, its name. Pure.
 */
function valueFlaw(raw, others = [], minLength = MIN_LENGTH) {
    if (raw === undefined)
        return "has no key";
    if (typeof raw !== "string")
        return `holds ${shapeOf(raw)} where the key should be`;
    if (raw === "")
        return "holds an empty key";
    if (raw.length < minLength)
        return `holds a key of only ${raw.length} characters`;
    if (!/^[\x21-\x7e]+$/.test(raw))
        return "holds a key with blanks or control characters";
    if (others.includes(raw))
        return "holds the id where the key should be";
    return REDACTED.test(raw) ? "holds a key that somebody replaced or cut" : undefined;
}
/** Ids stand in paths and in messages: nothing that a path resolves, nothing that starts a line. */
function isUsableId(id) {
    return typeof id === "string" && /^(?!\.{1,2}$)[\x21-\x7e]{1,128}$/.test(id);
}
/** What a parsed body is, for messages: `an array`, `an object (with id, name)`; never what it holds. */
function shapeOf(value) {
    if (value === undefined)
        return "something that is not JSON";
    if (value === null)
        return "null";
    if (Array.isArray(value))
        return "an array";
    if (!(0,_http_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(value))
        return `a ${typeof value}`;
    const names = Object.keys(value).slice(0, 5).join(", ");
    return names === "" ? "an empty object" : `an object (with ${(0,_safe_text_js__WEBPACK_IMPORTED_MODULE_1__/* .safeText */ .H)(names)})`;
}


/***/ })

};
