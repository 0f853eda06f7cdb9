export const id = 48;
export const ids = [48];
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

/***/ 2048:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  keyService: () => (/* binding */ keyService)
});

// EXTERNAL MODULE: ./build/contract/error.js
var error = __webpack_require__(9789);
// EXTERNAL MODULE: ./build/contract/plug-in.js
var plug_in = __webpack_require__(4331);
// EXTERNAL MODULE: ./build/lib/http.js + 2 modules
var http = __webpack_require__(327);
;// CONCATENATED MODULE: ./build/key-services/kosli-api.js

/** Opens the API. No request yet. @see https://docs.kosli.com/api-reference */
function kosliApi(options, tools) {
    const client = (0,http/* httpClient */.ok)({
        service: "Kosli",
        baseUrl: `${options.host}/api/v2`,
        clock: tools.clock,
        headers: { "user-agent": "rekey" },
    });
    const org = encodeURIComponent(options.org);
    const account = `/service-accounts/${org}/${encodeURIComponent(options["service-account"])}`;
    const keys = `${account}/api-keys`;
    const request = (call) => ({
        method: call.method,
        path: call.path,
        what: call.what,
        bearer: call.as,
        ...(call.json === undefined ? {} : { json: call.json }),
    });
    return {
        paths: {
            account,
            keys,
            // Without `page` the answer is not paged.
            environments: `/environments/${org}?page=1&per_page=1`,
            key: (id) => `${keys}/${encodeURIComponent(id)}`,
            rotate: (id) => `${keys}/${encodeURIComponent(id)}/rotate`,
        },
        clock: () => client.serverClock(),
        send: (call, op) => client.send(request(call), op),
        failure: (answer, call) => (0,http/* failureOf */.g5)(answer, {
            service: "Kosli",
            what: call.what,
            hint: hintFor(answer, options),
            secrets: [call.as],
            nowMs: tools.clock.now(),
        }),
    };
}
/** Whether a 404 says that the key is gone, and not the account or the address. */
function saysKeyIsGone(answer) {
    return answer.status === 404 && /^api key not found\b/i.test((0,http/* wordsOf */.Z9)(answer).trim());
}
function hintFor(answer, options) {
    const account = `${options.org}/${options["service-account"]}`;
    const otherHost = "EU is https://app.kosli.com, US is https://app.us.kosli.com";
    if (answer.status === 401) {
        return `The API token is wrong, revoked or expired, or belongs to another host (${otherHost}): store a live one.`;
    }
    if (answer.status === 403) {
        return `The API token needs the admin role in ${options.org}, or must belong to the creator of the service account ${account}.`;
    }
    if (saysKeyIsGone(answer))
        return "Somebody revoked the key, or it ended: run again.";
    if (answer.status === 404) {
        return `Check org (${options.org}), service-account (${options["service-account"]}) and host (${options.host}; ${otherHost}).`;
    }
    if (answer.status === 409)
        return "Another change to the same account was under way: run again.";
    return undefined;
}

// EXTERNAL MODULE: ./build/contract/secret.js
var secret = __webpack_require__(1007);
// EXTERNAL MODULE: ./build/lib/key-value.js
var key_value = __webpack_require__(9995);
;// CONCATENATED MODULE: ./build/key-services/kosli-keys.js




/** Reads the list of keys: a bare array. Throws RotationError `contract` for anything else. */
function readKeys(body, what) {
    if (!Array.isArray(body)) {
        throw new error/* RotationError */.F("contract", `Kosli sent ${(0,key_value/* shapeOf */.F5)(body)} instead of an array while ${what}`, {
            effect: "none",
            hint: "Check that host is Kosli itself and not a proxy or a login page.",
        });
    }
    return body.map((entry) => {
        const record = readRecord(entry);
        if (record)
            return record;
        throw new error/* RotationError */.F("contract", `Kosli sent an entry without a usable id (${(0,key_value/* shapeOf */.F5)(entry)}) while ${what}`, {
            effect: "none",
        });
    });
}
/** Reads the answer of create and rotate. Undefined if it names no key at all. */
function readMinted(body) {
    const record = readRecord(body);
    if (!record || !(0,http/* isRecord */.u4)(body))
        return undefined;
    // The documented field is `key`; the vendor's tutorial reads `api_key`.
    const raw = body.key ?? body.api_key;
    const predecessorExpiresAtMs = toMs(body.grace_period_expires_at);
    const flaw = raw === undefined ? "has neither key nor api_key" : (0,key_value/* valueFlaw */.a6)(raw, [record.id]);
    return {
        record,
        value: new secret/* Secret */.z(typeof raw === "string" ? raw : ""),
        ...(flaw === undefined ? {} : { flaw }),
        ...(predecessorExpiresAtMs === undefined ? {} : { predecessorExpiresAtMs }),
    };
}
/**
 * One key. `{"id":"01JD","description":"ci","created_at":1787443200.5,"expires_at":0,"last_used_at":null}`: seconds,
 * integer or float; 0, null and absent all mean never.
 */
function readRecord(entry) {
    if (!(0,http/* isRecord */.u4)(entry) || !(0,key_value/* isUsableId */.cZ)(entry.id))
        return undefined;
    const createdAtMs = toMs(entry.created_at);
    const expiresAtMs = toMs(entry.expires_at);
    const lastUsedAtMs = toMs(entry.last_used_at);
    return {
        id: entry.id,
        description: typeof entry.description === "string" ? entry.description : "",
        ...(createdAtMs === undefined ? {} : { createdAtMs }),
        ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
        ...(lastUsedAtMs === undefined ? {} : { lastUsedAtMs }),
    };
}
function toMs(seconds) {
    return typeof seconds === "number" && seconds > 0 ? Math.round(seconds * 1000) : undefined;
}

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 11 modules
var schemas = __webpack_require__(2857);
// EXTERNAL MODULE: ./build/lib/schema.js
var schema = __webpack_require__(6669);
;// CONCATENATED MODULE: ./build/key-services/kosli-options.js


/** EU, the default of Kosli's own CLI; the US instance is `https://app.us.kosli.com`. */
const DEFAULT_HOST = "https://app.kosli.com";
/** A name that becomes one segment of a path: a server would resolve dots, whatever their encoding. */
function segment() {
    return (0,schema/* text */.Qq)().refine((name) => name !== "." && name !== "..", "is not a name");
}
/** Schema of the options; strict. @see https://docs.kosli.com/client_reference/kosli */
const kosliSchema = schemas/* strictObject */.rej({
    host: (0,schema/* serverUrl */.Vd)()
        .transform((value, context) => {
        if (!URL.canParse(value))
            return value;
        const { origin, pathname, search, hash } = new URL(value);
        if (pathname !== "/" || search || hash) {
            context.addIssue({ code: "custom", message: `must be an address without a path: ${origin}` });
        }
        return origin;
    })
        .default(DEFAULT_HOST)
        .meta({ description: "Address of Kosli: https://app.kosli.com (default), https://app.us.kosli.com or your own." }),
    org: segment().meta({ description: "Organization at Kosli." }),
    "service-account": segment().meta({ description: "Service account whose key is rotated." }),
    "api-token": (0,schema/* secret */.rJ)().meta({
        description: "API key that may manage the keys of the service account, as a reference.",
    }),
    self: schemas/* boolean */.zMY().default(false).meta({
        description: "Whether api-token is itself the rotated key. Default false.",
    }),
});
const HOUR_MS = 3_600_000;
const MAX_GRACE_HOURS = 720;
/** Shortest and longest overlap that Kosli's rotate call takes. */
const GRACE = { minMs: HOUR_MS, maxMs: MAX_GRACE_HOURS * HOUR_MS };
/** Whole hours of an overlap that passed {@link graceProblems}. */
function graceHours(graceMs) {
    return graceMs / HOUR_MS;
}
/** Why a grace period will not do, as sentences. */
function graceProblems(graceMs) {
    const whole = Number.isInteger(graceHours(graceMs));
    if (whole && graceMs >= GRACE.minMs && graceMs <= GRACE.maxMs)
        return [];
    const given = whole ? `${graceHours(graceMs)}h` : `${Math.round(graceMs / 1000)}s`;
    return [
        `grace-period must be a whole number of hours from 1h to ${MAX_GRACE_HOURS}h (30d), as Kosli takes nothing else (got ${given})`,
    ];
}

;// CONCATENATED MODULE: ./build/key-services/kosli-prove.js



/**
 * Where a key can be shown to work. Any role may list environments, but in a public organization so may everybody;
 * its own entry can be read by administrators' keys alone.
 */
const PLACES = ["the list of environments", "the key's own entry"];
/** A key that Kosli never issued, of the form that its keys have. */
function madeUpKey() {
    return new secret/* Secret */.z(Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url"));
}
/** An id that Kosli never issued, of the form that its ids have (Crockford's base 32, 26 characters). */
function madeUpId() {
    const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const random = Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => digits[byte % digits.length]);
    return `01${random.join("")}`;
}
/**
 * Sends a made-up key to the places in order, until one refuses it that could accept the new key. Read only. `as` is
 * rekey's own token.
 */
async function findProvingGround(api, { sample, as }, op) {
    const stranger = madeUpKey();
    const keyId = sample?.id ?? madeUpId();
    const answers = [];
    for (const place of PLACES) {
        if (place === PLACES[1] && !(await mayReadItself(api, as, op))) {
            answers.push({ place, answer: "inconclusive" });
            continue;
        }
        const answer = await proveAt(api, { place, keyId, value: stranger }, op);
        answers.push({ place, answer });
        if (answer === "refused")
            return { place, answers };
    }
    return { answers };
}
/**
 * Whether a key of the account may read its own entry, as far as Kosli tells: an account that is no administrator
 * manages only accounts that it made, and no account made itself. Where Kosli does not say, the place is tried.
 * @see https://docs.kosli.com/administration/managing_users/roles_in_kosli
 */
async function mayReadItself(api, as, op) {
    const call = { method: "GET", path: api.paths.account, what: "reading the role of the account", as };
    const answer = await api.send(call, op);
    const privilege = (0,http/* isRecord */.u4)(answer.json) ? answer.json.privilege : undefined;
    return answer.status !== 200 || typeof privilege !== "string" || privilege === "admin";
}
/**
 * Uses a key once at a place. 2xx: accepted; 401: refused; any other definite answer proves nothing. Throws
 * RotationError for what passes by itself (429, 5xx, no answer), so that the caller can try again.
 */
async function proveAt(api, probe, op) {
    const call = {
        method: "GET",
        path: pathOf(api, probe),
        what: `trying a key at ${probe.place}`,
        as: probe.value,
    };
    const answer = await api.send(call, op);
    if (answer.status >= 200 && answer.status < 300)
        return "accepted";
    if (answer.status === 401)
        return "refused";
    const { fault } = (0,http/* faultOf */.Kl)(answer.status);
    if (fault === "rate-limited" || fault === "unavailable" || fault === "timeout")
        throw api.failure(answer, call);
    return "inconclusive";
}
function pathOf(api, probe) {
    if (probe.place === PLACES[0])
        return api.paths.environments;
    if (probe.place === PLACES[1])
        return api.paths.key(probe.keyId);
    throw new error/* RotationError */.F("config", `Kosli has no place called ${probe.place} to prove a key`);
}

;// CONCATENATED MODULE: ./build/key-services/kosli.js






const MAX_DESCRIPTION = 256;
/** 2100-01-01: the latest end that Kosli takes, in Unix seconds. */
const MAX_EXPIRES_AT_SECONDS = 4_102_444_800;
/** Keys of one service account at Kosli. @see https://docs.kosli.com/tutorials/rotating_api_keys */
const keyService = (0,plug_in/* defineKeyService */.cP)({
    summary: "API keys of a Kosli service account",
    schema: kosliSchema,
    account: (options) => `kosli:${options.host}/${options.org}/${options["service-account"]}`,
    check: (_options, rotation) => graceProblems(rotation.graceMs),
    open: openKosli,
});
function openKosli(options, tools, rotation) {
    const session = {
        api: kosliApi(options, tools),
        tools,
        account: `${options.org}/${options["service-account"]}`,
        token: options["api-token"],
    };
    const { api } = session;
    return {
        label: `Kosli ${session.account}`,
        account: `kosli:${options.host}/${session.account}`,
        strategies: { rotate: rotating(session), create: creating(session) },
        tellsLastUse: true,
        self: options.self || (rotation.current?.equals(options["api-token"]) ?? false),
        clock: () => api.clock(),
        list: (op) => list(session, session.token, op),
        provingGround: (sample, op) => findProvingGround(api, { sample, as: session.token }, op),
        probe: (value, where, op) => proveAt(api, { ...where, value }, op),
        revoke: (id, op) => revoke(session, id, op),
        adopt: (value, op) => adopt(session, value, op),
    };
}
async function list(session, as, op) {
    const { api, account } = session;
    const call = { method: "GET", path: api.paths.keys, what: `listing the keys of ${account}`, as };
    const answer = await api.send(call, op);
    if (answer.status !== 200)
        throw api.failure(answer, call);
    // A part of the keys, taken for all of them, would make a live key look gone.
    if (/\brel="?next\b/.test(answer.header("link") ?? "")) {
        throw new error/* RotationError */.F("contract", `Kosli sent only a page while ${call.what}`, { effect: "none" });
    }
    return readKeys(answer.json, call.what);
}
/** The old key lives on for the grace period and then dies by itself. The description cannot be chosen. */
function rotating(session) {
    return {
        overlap: { mode: "grace", ...GRACE },
        keepsId: false,
        marks: false,
        maxDescription: MAX_DESCRIPTION,
        async mint(request, op) {
            const old = request.replaces;
            const problem = graceProblems(request.graceMs)[0];
            if (!old)
                throw new error/* RotationError */.F("config", "Kosli can only rotate a key that exists");
            if (problem)
                throw new error/* RotationError */.F("config", problem);
            const call = {
                method: "POST",
                path: session.api.paths.rotate(old.id),
                what: `rotating the key ${old.id} of ${session.account}`,
                as: session.token,
                json: { grace_period_hours: graceHours(request.graceMs), ...expiry(request) },
            };
            return mint(session, { call, oldId: old.id }, op);
        },
    };
}
/** A second key beside the first, with a description of our choice. */
function creating(session) {
    return {
        overlap: { mode: "independent" },
        keepsId: false,
        marks: true,
        maxDescription: MAX_DESCRIPTION,
        mint(request, op) {
            const call = {
                method: "POST",
                path: session.api.paths.keys,
                what: `creating a key of ${session.account}`,
                as: session.token,
                json: { description: request.description, ...expiry(request) },
            };
            return mint(session, { call, oldId: request.replaces?.id }, op);
        },
    };
}
/** Left out, it means "never" to older servers and "the longest allowed" or "as the old key" to newer ones. */
function expiry(request) {
    if (request.expiresAtMs === undefined)
        return {};
    return { expires_at: Math.min(Math.floor(request.expiresAtMs / 1000), MAX_EXPIRES_AT_SECONDS) };
}
async function mint(session, { call, oldId }, op) {
    const answer = await session.api.send(call, op);
    if (answer.status >= 300)
        throw session.api.failure(answer, call);
    const minted = readMinted(answer.json);
    if (!minted) {
        throw new error/* RotationError */.F("contract", `Kosli answered ${answer.status} without a readable key while ${call.what}`);
    }
    const { record, value, predecessorExpiresAtMs } = minted;
    if (!minted.flaw)
        session.tools.mask(value);
    // Without the id of a new key nothing may be cleaned up: it would be the old key that dies.
    if (record.id === oldId)
        throw sameId(session, call, record.id);
    const flaw = minted.flaw ?? (value.equals(call.as) ? "holds the API token of the call itself" : undefined);
    if (flaw) {
        throw new error/* RotationError */.F("contract", `the answer of Kosli ${flaw}, while ${call.what} (new key ${record.id})`, {
            keyId: record.id,
            hint: `Nobody has the value of the new key ${record.id}: it is of no use and must be revoked.`,
        });
    }
    return { ...record, value, ...(predecessorExpiresAtMs === undefined ? {} : { predecessorExpiresAtMs }) };
}
function sameId(session, call, id) {
    return new error/* RotationError */.F("contract", `Kosli answered with the id of the old key (${id}) while ${call.what}: whether there is a new key cannot be told`, { hint: `Nothing may be revoked: look at the keys of ${session.account} in Kosli first.` });
}
/**
 * A 404 is only good news if it speaks of the key. Where its words say neither, the list decides: an account or an
 * address that is wrong fails there too.
 */
async function revoke(session, id, op) {
    const { api, account } = session;
    const what = `revoking the key ${id} of ${account}`;
    const call = { method: "DELETE", path: api.paths.key(id), what, as: session.token };
    const answer = await api.send(call, op);
    if (answer.status === 200 || answer.status === 204)
        return "revoked";
    if (saysKeyIsGone(answer))
        return "already-gone";
    if (answer.status !== 404)
        throw api.failure(answer, call);
    const keys = await list(session, session.token, op);
    if (keys.some((key) => key.id === id))
        throw api.failure(answer, call);
    return "already-gone";
}
/** Shows, on an id that does not exist, that the new key may list and revoke; only then goes over to it. */
async function adopt(session, value, op) {
    const { api, account } = session;
    await list(session, value, op);
    const what = `checking that the new key may revoke keys of ${account}`;
    const call = { method: "DELETE", path: api.paths.key(madeUpId()), what, as: value };
    const answer = await api.send(call, op);
    if (answer.status !== 200 && !saysKeyIsGone(answer))
        throw api.failure(answer, call);
    session.token = value;
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
