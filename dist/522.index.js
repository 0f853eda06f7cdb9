export const id = 522;
export const ids = [522];
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

/***/ 522:
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
// EXTERNAL MODULE: ./build/lib/nearest.js
var nearest = __webpack_require__(6062);
// EXTERNAL MODULE: ./build/contract/secret.js
var contract_secret = __webpack_require__(1007);
;// CONCATENATED MODULE: ./build/key-services/http/templates.js


const REFERENCE = /\$\{([^}]*)\}/g;
const WHOLE = /^\$\{([^}]*)\}$/;
const NAME = /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*$/;
/** The references of a text, in order. Pure. */
function referencesIn(text) {
    return [...text.matchAll(REFERENCE)].map(([, inner = ""]) => reference(inner));
}
function reference(inner) {
    return inner.endsWith("?") ? { name: inner.slice(0, -1), optional: true } : { name: inner, optional: false };
}
/** What is wrong with the form of a template; undefined: nothing. Whether its names exist is another question. */
function malformed(text) {
    if (text.includes("${{"))
        return "has ${{ … }}: GitHub's expressions are not evaluated here";
    if (text.replace(REFERENCE, "").includes("${"))
        return "has a ${ without its closing brace";
    const bad = referencesIn(text).find(({ name }) => !NAME.test(name));
    if (!bad)
        return undefined;
    if (/^[A-Z][A-Z0-9_]*$/.test(bad.name)) {
        return `has \${${bad.name}}: the environment is not read here, so give the value among params or credentials`;
    }
    return `has \${${bad.name}}, which is no name: lower-case letters, digits, underscores and dots`;
}
/**
 * Puts values in the place of names, everywhere in a tree of plain values. A text that is a reference and nothing
 * else becomes the value itself, with its type; a longer one becomes a text, or a `Secret` as soon as one part is
 * secret. A property or an entry whose optional name is not set is left out. Pure.
 * @throws RotationError `config` for a name without a value that is not optional
 */
function render(node, scope) {
    if (typeof node === "string")
        return renderText(node, scope);
    if (Array.isArray(node)) {
        return node.map((item) => render(item, scope)).filter((item) => item !== undefined);
    }
    if (typeof node !== "object" || node === null)
        return node;
    const entries = Object.entries(node).map(([name, value]) => [name, render(value, scope)]);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
/** Renders one text; undefined where an optional name is not set. Throws as {@link render} does. */
function renderText(text, scope) {
    const whole = WHOLE.exec(text)?.[1];
    if (whole !== undefined)
        return look(reference(whole), scope);
    const parts = [];
    let end = 0;
    for (const match of text.matchAll(REFERENCE)) {
        const value = look(reference(match[1] ?? ""), scope);
        if (value === undefined)
            return undefined;
        parts.push(text.slice(end, match.index), asText(value));
        end = match.index + match[0].length;
    }
    parts.push(text.slice(end));
    return parts.some((part) => part instanceof contract_secret/* Secret */.z) ? contract_secret/* Secret */.z.joined(parts) : parts.join("");
}
function look({ name, optional }, scope) {
    const value = scope(name);
    if (value !== undefined || optional)
        return value;
    throw new error/* RotationError */.F("config", `the description asks for \${${name}}, which has no value here`, {
        hint: `Give it a value, or write \${${name}?} in the description to leave the property out.`,
        effect: "none",
    });
}
/** A value as headers, forms and addresses carry it; a list is joined by commas. */
function asText(value) {
    return value instanceof contract_secret/* Secret */.z || typeof value === "string" ? value : String(value);
}
/** Renders a mapping of texts, as headers and forms are. Throws as {@link render} does. */
function renderTexts(texts, scope) {
    const rendered = {};
    for (const [name, text] of Object.entries(texts ?? {})) {
        const value = renderText(text, scope);
        if (value !== undefined)
            rendered[name] = asText(value);
    }
    return rendered;
}

;// CONCATENATED MODULE: ./build/key-services/http/names.js


const GRACE = ["ms", "seconds", "minutes", "hours", "days", "none", "until.rfc3339", "until.epoch"];
const EXPIRES = ["epoch", "ms", "rfc3339", "date", "in_seconds", "in_hours", "in_days"];
/** Names that have a value while a key is made. */
const ISSUE_NAMES = [
    ...["old.id", "old.value", "run.name", "run.idempotency"],
    ...GRACE.map((unit) => `grace.${unit}`),
    ...EXPIRES.map((form) => `expires.${form}`),
];
/** Everything in a description that may hold templates, with the names that have a value there. */
function placesOf(description) {
    const { issue, revoke, undo, verify } = description;
    const outputs = Object.keys(issue.outputs ?? {}).map((name) => `outputs.${name}`);
    const open = { names: [], credentials: false };
    const own = { names: ["run.idempotency"], credentials: true };
    const old = { ...own, names: ["old.id", "old.value", "run.idempotency"] };
    const tried = { ...own, names: ["key.id", "key.value", "run.idempotency"] };
    const places = [
        { node: description["base-url"], path: ["base-url"], ...open },
        { node: description["other-hosts"], path: ["other-hosts"], ...open },
        { node: description.headers, path: ["headers"], ...own },
        { node: description.auth, path: ["auth"], ...own },
        { node: description.key.value, path: ["key", "value"], names: ["id", "secret", ...outputs], credentials: false },
        { node: description.key["presented-as"], path: ["key", "presented-as"], ...tried },
        { node: issue.request, path: ["issue", "request"], names: ISSUE_NAMES, credentials: true },
        { node: issue.ok?.where, path: ["issue", "ok", "where"], ...open, names: ["old.id"] },
        { node: revoke?.steps, path: ["revoke", "steps"], ...old },
        { node: revoke?.ok?.where, path: ["revoke", "ok", "where"], ...open, names: ["old.id"] },
        { node: undo?.steps, path: ["undo", "steps"], ...old },
        { node: description.list?.request, path: ["list", "request"], ...own },
        { node: description.get?.request, path: ["get", "request"], ...own, names: ["key.id", "run.idempotency"] },
        { node: verify?.request, path: ["verify", "request"], ...tried },
        { node: verify?.accept.where, path: ["verify", "accept", "where"], ...open, names: ["key.id"] },
        { node: verify?.reject?.where, path: ["verify", "reject", "where"], ...open, names: ["key.id"] },
    ];
    return places.filter(({ node }) => node !== undefined);
}
/** Names in templates that have no value where they stand. Pure. */
function nameFlaws(description) {
    const params = (description.params ?? []).map((name) => `params.${name}`);
    return placesOf(description).flatMap((place) => textsIn(place.node, place.path).flatMap(({ text, path }) => {
        const flaw = malformed(text) ?? unknownName(text, place, params) ?? secretInAddress(text, path);
        return flaw === undefined ? [] : [{ path, message: flaw }];
    }));
}
function unknownName(text, place, params) {
    for (const { name } of referencesIn(text)) {
        if (place.names.includes(name) || params.includes(name))
            continue;
        if (place.credentials && /^cred\.[a-z][a-z0-9_]*$/.test(name))
            continue;
        const known = [...place.names, ...params, ...(place.credentials ? ["cred.…"] : [])];
        const missing = name.startsWith("params.") ? ", which is not among params" : "";
        return `has \${${name}}${missing}: no such name here${(0,nearest/* didYouMean */.a)(name, known)}`;
    }
    return undefined;
}
const SECRET = /^(?:cred\..*|old\.value|key\.value|secret)$/;
/** Addresses are logged on their way, so what is secret goes into headers and bodies. */
function secretInAddress(text, path) {
    const isAddress = path.includes("path") || path.includes("query");
    const found = referencesIn(text).find(({ name }) => SECRET.test(name));
    return isAddress && found ? `has \${${found.name}}: a secret must not stand in an address` : undefined;
}
/** Every text in a tree, with its place. */
function textsIn(node, path = []) {
    if (typeof node === "string")
        return [{ text: node, path }];
    if (Array.isArray(node))
        return node.flatMap((item, index) => textsIn(item, [...path, index]));
    if (typeof node !== "object" || node === null)
        return [];
    return Object.entries(node).flatMap(([name, value]) => textsIn(value, [...path, name]));
}
/** Names of one family that a tree refers to: `cred` gives `token` for `${cred.token}`; required where any is. */
function namesOf(node, family) {
    const found = new Map();
    for (const { text } of textsIn(node)) {
        for (const { name, optional } of referencesIn(text)) {
            if (!name.startsWith(`${family}.`))
                continue;
            const short = name.slice(family.length + 1);
            found.set(short, { optional: optional && (found.get(short)?.optional ?? true) });
        }
    }
    return found;
}
/** Whether a tree refers to a name. */
function refersTo(node, name) {
    return textsIn(node).some(({ text }) => referencesIn(text).some((reference) => reference.name === name));
}

;// CONCATENATED MODULE: ./build/key-services/http/title.js
/** The service's name for people. Pure. */
function titleOf({ title, service }) {
    return title ?? service;
}

;// CONCATENATED MODULE: ./build/key-services/http/lifetimes.js



const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The longest overlap of a service that names no limit: longer than any rotation takes. */
const LONGEST_MS = 3650 * DAY_MS;
const UNITS = {
    ms: 1,
    seconds: SECOND_MS,
    minutes: 60 * SECOND_MS,
    hours: HOUR_MS,
    days: DAY_MS,
    "until.rfc3339": SECOND_MS,
    "until.epoch": SECOND_MS,
};
/** The unit in which the overlap is told to the service, in milliseconds; undefined: it is not told. */
function graceUnit({ issue }) {
    const units = [...namesOf(issue.request, "grace").keys()].flatMap((name) => UNITS[name] ?? []);
    return units.length === 0 ? undefined : Math.max(...units);
}
/** Shortest and longest overlap that can be asked for. A grace of zero would be no overlap at all. */
function graceLimits(description) {
    const { min = 0, max = LONGEST_MS } = description.limits?.grace ?? {};
    const unit = graceUnit(description) ?? 1;
    return { minMs: Math.max(min, unit), maxMs: max };
}
/** What becomes of the old key, in the words of the contract. */
function overlapOf(description) {
    const { maxMs } = graceLimits(description);
    switch (description.issue["old-key"]) {
        case "stays":
            return { mode: "independent" };
        case "dies-at-once":
            return { mode: "none" };
        case "dies-after-first-use":
            return { mode: "first-use" };
        case "dies-after-grace":
            return { mode: "grace", ...graceLimits(description) };
        case "dies-later":
            return { mode: "grace", minMs: maxMs, maxMs };
        default:
            return description.issue["old-key"];
    }
}
/** Why a grace period will not do, as sentences; the overlap of a second key is nobody's business but rekey's. */
function graceProblems(description, graceMs) {
    const { kind, "old-key": dies } = description.issue;
    const unit = graceUnit(description);
    if (kind !== "rotate" || (dies !== "dies-after-grace" && dies !== "dies-after-first-use"))
        return [];
    const { minMs, maxMs } = graceLimits(description);
    if (graceMs >= minMs && graceMs <= maxMs && graceMs % (unit ?? 1) === 0)
        return [];
    const whole = unit === undefined || unit === 1 ? "" : ` in whole ${unitName(unit)}`;
    const range = maxMs === LONGEST_MS ? `at least ${lifetimes_text(minMs)}` : `from ${lifetimes_text(minMs)} to ${lifetimes_text(maxMs)}`;
    return [
        `grace-period must be ${range}${whole}, as ${titleOf(description)} takes nothing else (got ${lifetimes_text(graceMs)})`,
    ];
}
function unitName(unit) {
    return Object.entries(UNITS).find(([, ms]) => ms === unit)?.[0] ?? "units";
}
function lifetimes_text(ms) {
    if (ms % HOUR_MS === 0 && ms > 0)
        return `${ms / HOUR_MS}h`;
    return ms % 60_000 === 0 && ms > 0 ? `${ms / 60_000}m` : `${ms / SECOND_MS}s`;
}
/** A value of `grace.…`; undefined for other names. */
function graceValue(name, graceMs, nowMs) {
    const untilMs = nowMs + graceMs;
    if (name === "grace.none")
        return graceMs === 0;
    if (name === "grace.until.rfc3339")
        return rfc3339(untilMs);
    if (name === "grace.until.epoch")
        return Math.floor(untilMs / SECOND_MS);
    const unit = UNITS[name.slice("grace.".length)];
    if (unit === undefined)
        return undefined;
    if (graceMs % unit === 0)
        return graceMs / unit;
    throw new error/* RotationError */.F("config", `a grace period of ${lifetimes_text(graceMs)} cannot be told in ${unitName(unit)}`, {
        effect: "none",
    });
}
/** A value of `expires.…`: the end of the new key; undefined where it has none. */
function expiryValue(name, expiresAtMs, nowMs) {
    if (expiresAtMs === undefined)
        return undefined;
    const inMs = Math.max(0, expiresAtMs - nowMs);
    switch (name) {
        case "expires.epoch":
            return Math.floor(expiresAtMs / SECOND_MS);
        case "expires.ms":
            return Math.floor(expiresAtMs);
        case "expires.rfc3339":
            return rfc3339(expiresAtMs);
        case "expires.date":
            return new Date(expiresAtMs).toISOString().slice(0, 10);
        case "expires.in_seconds":
            return Math.round(inMs / SECOND_MS);
        case "expires.in_hours":
            return Math.round(inMs / HOUR_MS);
        case "expires.in_days":
            return Math.round(inMs / DAY_MS);
        default:
            return undefined;
    }
}
function rfc3339(ms) {
    return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}

;// CONCATENATED MODULE: ./build/key-services/http/demands.js



/** What a description demands of the rotation that uses it, as sentences that begin with the field. Pure. */
function demands(description, rotation) {
    const problems = [...graceProblems(description, rotation.graceMs), ...idProblems(description, rotation.keyId)];
    const { kind } = description.issue;
    const strategy = strategyOf(description);
    if (rotation.strategy !== strategy)
        problems.push(`strategy must be ${strategy}, as the description's issue is a ${kind}`);
    const why = reasonForCurrent(description);
    if (why !== undefined && rotation.hasCurrent === false)
        problems.push(`key.current must be given, as ${why}`);
    if (onlyNow(description) && rotation.retire !== undefined && rotation.retire !== "after-verify") {
        problems.push("retire must be after-verify, as keys without ids can be told apart only by the run that makes one");
    }
    if (!description.verify && rotation.prove === true) {
        problems.push("verify.prove must be false, as the description has no verify: the new key goes to its consumers without having been tried");
    }
    return problems;
}
/** What a rotation gets that does not say it: the one strategy there is, and the service's own usual overlap. Pure. */
function defaultsOf(description) {
    const usual = description.limits?.grace?.default ?? description.limits?.grace?.max;
    const strategy = strategyOf(description);
    return { strategy, ...(strategy === "rotate" && usual !== undefined && { graceMs: usual }) };
}
function strategyOf({ issue }) {
    return issue.kind === "rotate" ? "rotate" : "create";
}
/** A second key without an id, at a service without a list: no later run would know that there are two. */
function onlyNow({ issue, list, revoke }) {
    return issue.kind !== "rotate" && issue.id === "none" && !list && revoke !== undefined;
}
/** Why the value that consumers hold must be known; undefined: it need not be. */
function reasonForCurrent(description) {
    const { auth, issue, revoke } = description;
    const title = titleOf(description);
    if (auth === "self")
        return `${title} is asked with the rotated key itself`;
    if (refersTo(revoke?.steps, "old.value"))
        return `${title} revokes a key only by its value`;
    return refersTo(issue.request, "old.value") ? `${title} asks for the old key's value` : undefined;
}
/** A key of a service without a list must be named; one whose id changes cannot be. */
function idProblems({ issue, revoke, list, get }, keyId) {
    const changes = issue.id.startsWith("/");
    if (keyId !== undefined && (changes || issue.id === "none")) {
        return [
            `key.id cannot be, as ${changes ? "the id changes at each rotation: use key.label" : "keys have no ids here"}`,
        ];
    }
    if (list || keyId !== undefined)
        return [];
    const named = refersTo([issue.request, revoke?.steps ?? [], get?.request ?? []], "old.id") || refersTo(get, "key.id");
    if (!named)
        return [];
    return changes
        ? ["key-service cannot be used: ids change at each rotation, and the description has no list to find them in"]
        : ["key.id must name the key, as the description has no list to find it in"];
}

// EXTERNAL MODULE: ./build/lib/http.js + 2 modules
var http = __webpack_require__(327);
;// CONCATENATED MODULE: ./build/key-services/http/pointer.js
/** A JSON pointer: empty (the whole document), or steps that each begin with a slash. */
const POINTER = /^(?:\/(?:[^~/]|~[01])*)*$/;
/** The value that a JSON pointer leads to; undefined where it leads nowhere. Pure. @see https://www.rfc-editor.org/rfc/rfc6901 */
function at(document, pointer) {
    let value = document;
    for (const step of stepsOf(pointer)) {
        if (Array.isArray(value))
            value = /^(?:0|[1-9]\d*)$/.test(step) ? value[Number(step)] : undefined;
        else if (typeof value === "object" && value !== null)
            value = Object.hasOwn(value, step) ? field(value, step) : undefined;
        else
            return undefined;
    }
    return value;
}
/** A copy of a document of objects with the value at a pointer replaced; objects on the way are made. Pure. */
function withValue(document, pointer, value) {
    return replaced(document, stepsOf(pointer), value);
}
function replaced(document, [step, ...rest], value) {
    if (step === undefined)
        return value;
    const holder = typeof document === "object" && document !== null ? document : {};
    return { ...holder, [step]: replaced(field(holder, step), rest, value) };
}
function stepsOf(pointer) {
    return pointer
        .split("/")
        .slice(1)
        .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}
function field(holder, name) {
    return Reflect.get(holder, name);
}

;// CONCATENATED MODULE: ./build/key-services/http/failing.js



/** The error for an answer that is not what the description calls success; its words are redacted and cut. */
function failure(session, answer, call) {
    const { title, tools } = session;
    const failed = (0,http/* failureOf */.g5)(delayed(session, answer), {
        service: title,
        what: call.what,
        hint: hintFor(session, answer),
        words: wordsIn(session, answer),
        secrets: session.secrets(call),
        nowMs: tools.clock.now(),
    });
    if (answer.status >= 300)
        return failed;
    const hint = "The status says success, and the body does not: look at the service's words, and at what the description expects.";
    return new error/* RotationError */.F("contract", failed.message, { hint });
}
/** The words that the description points at; undefined: whatever looks like a message. */
function wordsIn({ description }, answer) {
    const found = (description.errors?.message ?? []).map((pointer) => at(answer.json, pointer));
    const words = found.filter((value) => typeof value === "string" && value !== "");
    return words.length === 0 ? undefined : words.join(" ");
}
/** The answer with the first of the service's own headers that says how long to wait as its Retry-After. */
function delayed({ description }, answer) {
    const names = [...(description.errors?.["retry-after"] ?? []), "retry-after"];
    return {
        ...answer,
        header: (name) => name === "retry-after"
            ? names.map((one) => answer.header(one.toLowerCase())).find((value) => value !== undefined)
            : answer.header(name),
    };
}
function hintFor({ options }, { status }) {
    const { params, credentials, baseUrl } = options;
    const names = Object.keys(credentials).join(", ");
    const given = Object.entries(params).map(([name, value]) => `${name}: ${String(value)}`);
    if (status === 401) {
        return names === ""
            ? `The key is wrong, revoked or expired, or belongs to another address than ${baseUrl}.`
            : `The credential (${names}) is wrong, revoked or expired, or belongs to another address than ${baseUrl}: store a live one.`;
    }
    if (status === 403)
        return `The credential (${names || "the key itself"}) may not do this: give it the right to manage keys.`;
    if (status === 404)
        return `Check params (${given.join(", ") || "none"}) and the address ${baseUrl}.`;
    if (status === 409)
        return "Another change was under way, or the service has a key of this name: run again.";
    return undefined;
}

// EXTERNAL MODULE: ./build/lib/key-value.js
var key_value = __webpack_require__(9995);
;// CONCATENATED MODULE: ./build/key-services/http/key-names.js
/** What makes a name unique: a blank, a number sign, and a time in base 36. */
const STAMP = / #([0-9a-z]{6,7})$/;
const STAMP_LENGTH = 9;
const USUAL_LENGTH = 255;
/** The name that a new key gets at the service. Pure. */
function nameFor(description, { limits }, nowMs) {
    return limits?.["unique-names"] ? `${description} #${Math.floor(nowMs / 1000).toString(36)}` : description;
}
/** A key's description, from its name at the service. Pure. */
function descriptionIn(name, { limits }) {
    return limits?.["unique-names"] ? name.replace(STAMP, "") : name;
}
/** When a key of ours was made, as its name tells; undefined for a name without a time. Pure. */
function timeInName(name, { limits }) {
    const stamp = limits?.["unique-names"] ? STAMP.exec(name)?.[1] : undefined;
    return stamp === undefined ? undefined : Number.parseInt(stamp, 36) * 1000;
}
/** Longest description that fits, in characters. */
function longestDescription({ limits }) {
    const longest = limits?.name ?? USUAL_LENGTH;
    return limits?.["unique-names"] ? longest - STAMP_LENGTH : longest;
}

;// CONCATENATED MODULE: ./build/key-services/http/judging.js


/** Whether an answer is as a description says that success is like; without a word about it: any 2xx. Pure. */
function fits(answer, judgement, scope) {
    if (!hasStatus(answer.status, judgement))
        return false;
    return (judgement?.where ?? []).every((condition) => holds(answer.json, condition, scope));
}
function hasStatus(status, judgement) {
    return judgement?.status ? judgement.status.includes(status) : status >= 200 && status < 300;
}
/** Whether an answer is a refusal of a key. Without statuses any answer may be one, but no passing fault. Pure. */
function refuses(answer, reject, scope) {
    if (!reject)
        return answer.status === 401;
    const passing = answer.status === 429 || answer.status === 408 || answer.status >= 500;
    if (reject.status ? !reject.status.includes(answer.status) : passing)
        return false;
    return (reject.where ?? []).every((condition) => holds(answer.json, condition, scope));
}
function holds(body, condition, scope) {
    const value = at(body, condition.at);
    const { is, not, in: among, empty, exists } = condition;
    if (is !== undefined && !same(value, render(is, scope)))
        return false;
    if (not !== undefined && same(value, render(not, scope)))
        return false;
    if (among && !among.some((one) => same(value, render(one, scope))))
        return false;
    if (empty !== undefined && isEmpty(value) !== empty)
        return false;
    return exists === undefined || (value !== undefined && value !== null) === exists;
}
/** Ids come as numbers from some services and stand in addresses as texts, so that both count as equal. */
function same(a, b) {
    if (isIdLike(a) && isIdLike(b))
        return String(a) === String(b);
    return a === b || JSON.stringify(a) === JSON.stringify(b);
}
function isIdLike(value) {
    return typeof value === "string" || typeof value === "number";
}
function isEmpty(value) {
    if (value === undefined || value === null || value === "")
        return true;
    return typeof value === "object" && Object.keys(value).length === 0;
}

;// CONCATENATED MODULE: ./build/key-services/http/pages.js





/** More pages than this are taken for a loop. */
const MOST_PAGES = 1000;
/**
 * Reads every page of a listing. Read only.
 * @throws RotationError of the HTTP layer; `contract` for a page that is none, or a page that comes twice
 */
async function readPages(session, { listing, call }, op) {
    const entries = [];
    const seen = new Set();
    let page = call;
    for (let count = 0; page !== undefined; count += 1) {
        if (count === MOST_PAGES)
            throw endless(session, call);
        const answer = await session.send(page, op);
        if (!fits(answer, listing.ok, call.scope))
            throw failure(session, answer, call);
        const found = itemsOf(session, answer, { listing, call });
        const fresh = found.filter((entry) => isFresh(entry, listing, seen));
        entries.push(...fresh);
        // A page that brings nothing new is the end, whatever else it says: some services repeat their last one.
        page = fresh.length === 0 ? undefined : nextPage(session, answer, { listing, call, found, count });
    }
    return entries;
}
function isFresh(entry, listing, seen) {
    const id = JSON.stringify(at(entry, listing.id)) ?? "";
    if (id !== "" && seen.has(id))
        return false;
    seen.add(id);
    return true;
}
function itemsOf(session, answer, { listing, call }) {
    const items = at(answer.json, listing.items ?? "");
    if (Array.isArray(items))
        return items;
    if (listing === session.description.get && items !== undefined && items !== null)
        return [items];
    throw new error/* RotationError */.F("contract", `${session.title} sent ${(0,key_value/* shapeOf */.F5)(items)} instead of a list while ${call.what}`, {
        effect: "none",
        hint: `Check the address, and list.items of the description (${listing.items || "the answer itself"}).`,
    });
}
function nextPage(session, answer, { listing, call, found, count }) {
    const { next } = listing;
    if (!next) {
        // A part of the keys, taken for all of them, would make a live key look gone.
        if (linkToNext(answer) === undefined)
            return undefined;
        throw new error/* RotationError */.F("contract", `${session.title} sent only a page while ${call.what}`, {
            effect: "none",
            hint: "The description's list needs next: how to ask for the next page.",
        });
    }
    if (next.more !== undefined && !same(at(answer.json, next.more), true))
        return undefined;
    switch (next.by) {
        case "page":
            return withParam(call, next, String(next.first + count + 1));
        case "last-id":
            return withParam(call, next, idText(at(found.at(-1), listing.id)));
        case "token":
            return withParam(call, next, idText(at(answer.json, next.from ?? "")));
        case "url":
            return withAddress(session, call, idText(at(answer.json, next.from ?? "")));
        case "link-header":
            return withAddress(session, call, linkToNext(answer));
        default:
            return next.by;
    }
}
function idText(value) {
    return (typeof value === "string" && value !== "") || typeof value === "number" ? String(value) : undefined;
}
/** The call with a parameter in its query, or in its JSON body. */
function withParam(call, { param = "" }, value) {
    if (value === undefined)
        return undefined;
    const { request } = call;
    if (param.startsWith("/")) {
        return { ...call, request: { ...request, json: withValue(request.json, param, literal(value)) } };
    }
    return { ...call, request: { ...request, query: { ...request.query, [param]: literal(value) } } };
}
/** A value of the service that must not be read as a template. */
function literal(value) {
    if (!value.includes("${"))
        return value;
    throw new error/* RotationError */.F("contract", "the service named a next page that no request can carry", { effect: "none" });
}
/** The next page under the address that the service names: only on the same server, as the credential goes along. */
function withAddress(session, call, told) {
    if (told === undefined)
        return undefined;
    const host = call.request.host;
    const base = host === undefined ? session.options.baseUrl : (session.options.hosts[host] ?? session.options.baseUrl);
    const asked = new URL(base + session.targetOf(call));
    const url = URL.canParse(told, asked.href) ? new URL(told, asked.href) : undefined;
    const root = new URL(base).pathname.replace(/\/+$/, "");
    if (url?.origin !== asked.origin || !url.pathname.startsWith(`${root}/`)) {
        throw new error/* RotationError */.F("contract", `${session.title} named a next page on another server while ${call.what}`, {
            effect: "none",
            hint: "Nothing was sent there, as the credential would go along.",
        });
    }
    return { ...call, target: url.pathname.slice(root.length) + url.search };
}
function linkToNext(answer) {
    for (const link of (answer.header("link") ?? "").split(/,\s*(?=<)/)) {
        const [, target, parameters = ""] = /^<([^>]*)>(.*)$/.exec(link.trim()) ?? [];
        if (target !== undefined && /;\s*rel="?(?:[^"]*\s)?next(?:[\s";]|$)/i.test(parameters))
            return target;
    }
    return undefined;
}
function endless(session, call) {
    return new error/* RotationError */.F("contract", `${session.title} sent more than ${MOST_PAGES} pages while ${call.what}`, {
        effect: "none",
    });
}

// EXTERNAL MODULE: ./build/lib/iso-time.js
var iso_time = __webpack_require__(3483);
;// CONCATENATED MODULE: ./build/key-services/http/times.js

/** Numbers beyond this are milliseconds: as seconds it would be the year 5138. */
const MOST_SECONDS = 1e11;
/**
 * Epoch milliseconds of a time as a service tells it: seconds or milliseconds as numbers or in digits, ISO 8601 with
 * any offset, RFC 2822. `never` for 0, null, an empty text and what is not there; `unreadable` for anything else,
 * which must not be taken for never. Pure.
 */
function timeMs(raw, form) {
    if (raw === undefined || raw === null || raw === "" || raw === 0 || raw === "0")
        return "never";
    const ms = readers[form](raw);
    return ms === undefined || !Number.isFinite(ms) ? "unreadable" : Math.round(ms);
}
const readers = {
    s: (raw) => scaled(raw, 1000),
    ms: (raw) => scaled(raw, 1),
    iso: (raw) => (0,iso_time/* isoMs */.E)(raw) ?? day(raw),
    rfc2822: mailDate,
    auto: (raw) => scaled(raw, (numberOf(raw) ?? 0) > MOST_SECONDS ? 1 : 1000) ?? (0,iso_time/* isoMs */.E)(raw) ?? day(raw) ?? mailDate(raw),
};
function scaled(raw, factor) {
    const number = numberOf(raw);
    return number === undefined || number < 0 ? undefined : number * factor;
}
function numberOf(raw) {
    if (typeof raw === "number")
        return raw;
    return typeof raw === "string" && /^\d+(?:\.\d+)?$/.test(raw) ? Number(raw) : undefined;
}
/** A day without a time begins at midnight UTC. */
function day(raw) {
    return typeof raw === "string" && /^\d{4}-\d\d-\d\d$/.test(raw) ? Date.parse(`${raw}T00:00:00Z`) : undefined;
}
/** `Mon, 13 Jun 2016 22:50:08 +0000`: without an offset the machine's zone would decide, so one is demanded. */
function mailDate(raw) {
    if (typeof raw !== "string" ||
        !/^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} .*(?:GMT|UTC?|Z|[+-]\d{4})$/.test(raw)) {
        return undefined;
    }
    return Date.parse(raw);
}

;// CONCATENATED MODULE: ./build/key-services/http/keyring.js







/** What stands for the id of a key that has none: of the one in use, and of one that this run made. */
const IN_USE = "the-key-in-use";
const MADE_NOW = "the-new-key";
/** Opens the ring. `keyId` names the key of a service without a list. No request yet. */
function openKeyring(session, keyId) {
    const { list, get } = session.description;
    const known = new Map();
    const addHeld = (id) => {
        if (!known.has(id))
            known.set(id, { record: { id, description: "" }, value: session.current, madeNow: false });
    };
    if (!list)
        addHeld(keyId ?? IN_USE);
    return {
        async list(op) {
            if (list)
                return readList(session, list, op);
            if (!get)
                return [...known.values()].map(({ record }) => record);
            const records = [];
            for (const { record } of known.values())
                records.push(...(await readOne(session, get, record.id, op)));
            return records;
        },
        add: (record, value) => void known.set(record.id, { record, value, madeNow: true }),
        replace: addHeld,
        remove: (id) => void known.delete(id),
        valueOf: (id) => known.get(id)?.value,
        isMadeNow: (id) => known.get(id)?.madeNow ?? false,
    };
}
function readList(session, listing, op) {
    const call = { request: listing.request, scope: () => undefined, as: "admin", what: "listing the keys" };
    return records(session, { listing, call }, op);
}
function readOne(session, listing, id, op) {
    const scope = (name) => (name === "key.id" ? id : undefined);
    const call = { request: listing.request, scope, as: "admin", what: `reading the key ${id}` };
    return records(session, { listing, call }, op);
}
async function records(session, asked, op) {
    const entries = await readPages(session, asked, op);
    return entries.flatMap((entry) => {
        const record = readEntry(session, asked, entry);
        return isLive(session, asked.listing, entry, record) ? [record] : [];
    });
}
function isLive(session, { status, active }, entry, record) {
    if (status !== undefined && active && !active.some((word) => same(at(entry, status) ?? null, word)))
        return false;
    const expired = record.expiresAtMs !== undefined && record.expiresAtMs <= session.now();
    return !expired || session.description.limits?.["expired-keys-count"] === true;
}
function readEntry(session, { listing, call }, entry) {
    const raw = at(entry, listing.id);
    const id = typeof raw === "number" ? String(raw) : raw;
    const broken = (what) => new error/* RotationError */.F("contract", `${session.title} sent an entry ${what} while ${call.what}`, { effect: "none" });
    if (!(0,key_value/* isUsableId */.cZ)(id))
        throw broken(`without a usable id (${(0,key_value/* shapeOf */.F5)(entry)})`);
    const time = (name) => {
        const ms = timeOf(entry, listing[name], listing.time);
        if (ms === "unreadable")
            throw broken(`whose time cannot be read (${name} of the key ${id})`);
        return ms;
    };
    const name = listing.name === undefined ? undefined : at(entry, listing.name);
    const stampedAtMs = typeof name === "string" ? timeInName(name, session.description) : undefined;
    const [createdAtMs = stampedAtMs, expiresAtMs, lastUsedAtMs] = [time("created"), time("expires"), time("last-used")];
    const text = (field) => textOf(entry, listing[field]);
    const [lastUsedFrom, suffix] = [text("last-used-from"), text("suffix")];
    return {
        id,
        description: typeof name === "string" ? descriptionIn(name, session.description) : "",
        ...(createdAtMs === undefined ? {} : { createdAtMs }),
        ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
        ...(lastUsedAtMs === undefined ? {} : { lastUsedAtMs }),
        ...(lastUsedFrom === undefined ? {} : { lastUsedFrom }),
        ...(suffix === undefined ? {} : { suffix }),
    };
}
function textOf(body, pointer) {
    const value = pointer === undefined ? undefined : at(body, pointer);
    return typeof value === "string" && value !== "" ? value : undefined;
}
/** A time in a body; undefined: never, or not told. */
function timeOf(body, pointer, form) {
    const ms = pointer === undefined ? "never" : timeMs(at(body, pointer), form);
    return ms === "never" ? undefined : ms;
}

;// CONCATENATED MODULE: ./build/key-services/http/issued.js









/**
 * The new key as the answer has it. Masks its value before anything else is done with it.
 * @throws RotationError `contract`, with the id of the new key where the answer names it, for a value that is of no use
 */
function readIssued(session, answer, { asked, call }) {
    const { issue, key } = session.description;
    const raw = issue.secret === "text" ? textIn(answer) : at(answer.json, issue.secret);
    const id = idOf(session, answer, { asked, call });
    const value = typeof raw === "string" && raw !== "" ? composed(session.description, { raw, id, answer }) : new contract_secret/* Secret */.z("");
    if (typeof raw === "string" && raw.length >= key["min-length"]) {
        session.tools.mask(new contract_secret/* Secret */.z(raw));
        session.tools.mask(value);
    }
    if (id !== undefined && id === asked.replaces?.id && !keepsId(session.description))
        throw sameId(session, call, id);
    const flaw = flawOf(session, raw, { id, value, call });
    if (flaw === undefined && id !== undefined)
        return { ...recordOf(session, answer, { asked, call }, id), value };
    // A key without an id cannot be named, so that nobody takes another one for it.
    const named = id === undefined || issue.id === "none" ? undefined : id;
    const which = named === undefined ? "" : ` (new key ${named})`;
    throw new error/* RotationError */.F("contract", `the answer of ${session.title} ${flaw ?? "names no key"}, while ${call.what}${which}`, {
        ...(named !== undefined && { keyId: named }),
        hint: "Nobody has the value of the new key: look at the keys of the service, and at issue.secret and issue.id of the description.",
    });
}
/** The whole body, and what is in the quotes if it is a text of JSON. */
function textIn({ json, text }) {
    return typeof json === "string" ? json : text.trim();
}
/** Whether a rotation leaves one key where one was, under its id or without any: then nothing is there to be told apart. */
function keepsId({ issue }) {
    return issue.kind === "rotate" && (issue.id === "same" || issue.id === "none");
}
function idOf(session, answer, { asked }) {
    const { issue } = session.description;
    if (keepsId(session.description))
        return asked.replaces?.id;
    if (issue.id === "none")
        return MADE_NOW;
    const raw = at(answer.json, issue.id);
    const id = typeof raw === "number" ? String(raw) : raw;
    return (0,key_value/* isUsableId */.cZ)(id) ? id : undefined;
}
/** What consumers get: the secret itself, or a text with it. */
function composed({ key, issue }, { raw, id, answer }) {
    const secret = new contract_secret/* Secret */.z(raw);
    if (key.value === undefined)
        return secret;
    const scope = (name) => {
        if (name === "secret")
            return secret;
        if (name === "id")
            return id ?? "";
        const output = at(answer.json, issue.outputs?.[name.slice("outputs.".length)] ?? "/");
        return typeof output === "string" || typeof output === "number" ? output : "";
    };
    const value = asText(renderText(key.value, scope) ?? "");
    return value instanceof contract_secret/* Secret */.z ? value : new contract_secret/* Secret */.z(value);
}
function flawOf(session, raw, { id, value, call }) {
    const { key } = session.description;
    const flaw = (0,key_value/* valueFlaw */.a6)(raw, id === undefined ? [] : [id], key["min-length"]);
    if (flaw !== undefined || typeof raw !== "string")
        return flaw;
    if (key.prefix !== undefined && !raw.startsWith(key.prefix))
        return `holds a key that does not begin with ${key.prefix}`;
    if (key.pattern !== undefined && !new RegExp(key.pattern, "u").test(raw))
        return "holds a key that is not like key.pattern";
    const known = session.secrets(call);
    return known.some((one) => one.equals(value) || one.equals(new contract_secret/* Secret */.z(raw)))
        ? "holds a key that was there before"
        : undefined;
}
function recordOf(session, answer, { asked }, id) {
    const { issue, list } = session.description;
    const told = issue.name === undefined ? undefined : at(answer.json, issue.name);
    const expected = refersTo(issue.request, "run.name") ? asked.description : (asked.replaces?.description ?? "");
    const form = list?.time ?? "auto";
    const created = timeOf(answer.json, issue.created, form);
    const expires = issue.expires === undefined ? promisedEnd(session, asked) : timeOf(answer.json, issue.expires, form);
    const deadline = predecessorEnd(session, answer, asked);
    return {
        id,
        description: typeof told === "string" ? descriptionIn(told, session.description) : expected,
        createdAtMs: typeof created === "number" ? created : session.now(),
        ...(typeof expires === "number" && { expiresAtMs: expires }),
        ...(deadline !== undefined && { predecessorExpiresAtMs: deadline }),
    };
}
/** An end that was asked for counts as kept where the answer does not tell: the list will. */
function promisedEnd({ description }, asked) {
    return namesOf(description.issue.request, "expires").size > 0 ? asked.expiresAtMs : undefined;
}
/** When the old key will die, as far as it is known. A clock that starts with the first use has no date yet. */
function predecessorEnd(session, answer, asked) {
    if (!asked.replaces)
        return undefined;
    const { issue } = session.description;
    const told = timeOf(answer.json, issue["old-until"], "auto");
    if (typeof told === "number")
        return told;
    const ownEnd = asked.replaces.expiresAtMs ?? Infinity;
    const { maxMs } = graceLimits(session.description);
    switch (issue["old-key"]) {
        case "dies-at-once":
            return session.now();
        case "dies-after-grace":
            return Math.min(ownEnd, session.now() + asked.graceMs);
        case "dies-later":
            return Math.min(ownEnd, session.now() + maxMs);
        default:
            return undefined;
    }
}
function sameId({ title }, call, id) {
    return new error/* RotationError */.F("contract", `${title} answered with the id of the old key (${id}) while ${call.what}: whether there is a new key cannot be told`, { hint: "Nothing may be revoked: look at the keys of the service first, and at issue.id of the description." });
}

;// CONCATENATED MODULE: ./build/key-services/http/issue.js








/** The way of minting that a description describes: under `rotate`, or under `create`. */
function mintingOf(session, ring) {
    const { description } = session;
    const { request } = description.issue;
    return {
        overlap: overlapOf(description),
        keepsId: keepsId(description),
        marks: refersTo(request, "run.name"),
        maxDescription: longestDescription(description),
        endless: namesOf(request, "expires").size === 0,
        mint: (asked, op) => mint(session, ring, asked, op),
    };
}
/**
 * What the call for a new key would lack: names of the description that have no value. Read only: nothing is sent.
 * Whether the new key can have an end is seen from the old one.
 */
function mintBlockers(session, ring, { replaces }) {
    const { description, title } = session;
    if (description.issue.kind === "rotate" && !replaces)
        return [];
    if (description.auth === "self" && !session.current)
        return [blocker(`${title} is asked with the rotated key itself`)];
    const end = replaces?.expiresAtMs === undefined ? {} : { expiresAtMs: replaces.expiresAtMs };
    const asked = { description: "", graceMs: graceLimits(description).minMs, ...(replaces && { replaces }), ...end };
    const call = issueCall(session, ring, asked);
    const lacking = textsIn(call.request)
        .flatMap(({ text }) => referencesIn(text))
        .filter(({ name, optional }) => !optional && session.lookUp(call, name) === undefined);
    return [...new Set(lacking.map(({ name }) => name))].map((name) => blocker(`the description asks for \${${name}}`));
}
function blocker(what) {
    const hint = "Old values need key.current; an end needs an old key that has one, or a question mark in the description.";
    return { fault: "config", why: `${what}, which has no value`, hint };
}
async function mint(session, ring, asked, op) {
    const { description, title } = session;
    const { issue } = description;
    const problem = graceProblems(description, asked.graceMs)[0];
    if (problem !== undefined)
        throw new error/* RotationError */.F("config", problem);
    if (issue.kind === "rotate" && !asked.replaces) {
        throw new error/* RotationError */.F("config", `${title} can only rotate a key that exists`);
    }
    if (asked.replaces)
        ring.replace(asked.replaces.id);
    const call = issueCall(session, ring, asked);
    const answer = await session.send(call, op);
    if (!fits(answer, issue.ok, call.scope))
        throw failure(session, answer, call);
    const key = readIssued(session, answer, { asked, call });
    ring.add(key, key.value);
    // The old value is dead from now on, and rekey's own calls need a live one.
    if (session.self && issue["old-key"] === "dies-at-once")
        session.goOverTo(key.value);
    return key;
}
function issueCall(session, ring, asked) {
    const { request, kind } = session.description.issue;
    const what = kind === "rotate" ? `rotating the key ${asked.replaces?.id}` : "making a second key";
    return { request, scope: issueScope(session, ring, asked), as: "admin", what, once: true };
}
function issueScope(session, ring, asked) {
    const nowMs = session.now();
    const old = asked.replaces;
    return (name) => {
        if (name === "old.id")
            return old?.id;
        if (name === "old.value")
            return old && ring.valueOf(old.id);
        if (name === "run.name")
            return nameFor(asked.description, session.description, nowMs);
        if (name.startsWith("grace."))
            return graceValue(name, asked.graceMs, nowMs);
        return name.startsWith("expires.") ? expiryValue(name, asked.expiresAtMs, nowMs) : undefined;
    };
}

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 11 modules
var schemas = __webpack_require__(2857);
// EXTERNAL MODULE: ./node_modules/zod/v4/core/core.js
var core = __webpack_require__(8532);
// EXTERNAL MODULE: ./build/lib/schema.js
var schema = __webpack_require__(6669);
;// CONCATENATED MODULE: ./build/key-services/http/coherence.js


/** What is wrong with a description beyond the form of its parts. Pure. */
function problemsOf(description) {
    return [
        ...nameFlaws(description),
        ...authFlaws(description),
        ...issueFlaws(description),
        ...graceFlaws(description),
        ...readingFlaws(description),
        ...hostFlaws(description),
    ];
}
/** A credential that is written out is a leak, and one that nobody refers to is a mistake. */
function authFlaws({ auth, key }) {
    const flaws = [];
    if (typeof auth !== "string" && namesOf(auth, "cred").size === 0) {
        flaws.push({ path: ["auth"], message: "must refer to a credential (${cred.x}): a literal secret is refused" });
    }
    const presented = key["presented-as"];
    if (typeof presented === "object" && !refersTo(presented, "key.value")) {
        flaws.push({ path: ["key", "presented-as"], message: "must hold ${key.value}" });
    }
    if (presented === "self" || presented === "none" || (typeof presented === "object" && presented.oauth2)) {
        flaws.push({ path: ["key", "presented-as"], message: "must be bearer, basic or headers" });
    }
    if (key.value !== undefined && !refersTo(key.value, "secret")) {
        flaws.push({ path: ["key", "value"], message: "must hold ${secret}" });
    }
    return flaws;
}
function issueFlaws({ issue, key, revoke, undo }) {
    const flaws = [];
    const found = (field, message) => flaws.push({ path: ["issue", field], message });
    if (issue.kind !== "rotate") {
        if (issue.id === "same")
            found("id", "cannot be same: a second key has an id of its own, or none");
        if (issue["old-key"] !== "stays" && issue["old-key"] !== "dies-later") {
            found("old-key", `must be stays or dies-later, as the kind is ${issue.kind}; a call that ends the old key is a rotate`);
        }
    }
    if (issue.kind === "stage" && revoke === undefined)
        found("kind", "needs revoke: the call that promotes the new key");
    if (issue.kind !== "stage" && undo)
        flaws.push({ path: ["undo"], message: "is for the kind stage: elsewhere revoke does it" });
    if (issue.secret === "text") {
        if (issue.id.startsWith("/"))
            found("id", "must be same or none, as the answer is a text");
        if (issue.outputs)
            found("outputs", "cannot be, as the answer is a text");
    }
    if (issue.id === "none" && key.value !== undefined && refersTo(key.value, "id")) {
        flaws.push({ path: ["key", "value"], message: "holds ${id}, but keys have none (issue.id)" });
    }
    return flaws;
}
function graceFlaws(description) {
    const { issue, limits } = description;
    const { min = 0, max = Infinity, default: usual = max } = limits?.grace ?? {};
    const flaws = [];
    if (min > max || usual < min || usual > max) {
        flaws.push({ path: ["limits", "grace"], message: "must hold min, default and max in this order" });
    }
    const dies = issue["old-key"];
    if (dies === "dies-later" && limits?.grace?.max === undefined) {
        flaws.push({
            path: ["issue", "old-key"],
            message: "needs limits.grace.max: how long the old key lives on at most",
        });
    }
    if (dies === "dies-after-grace" && graceUnit(description) === undefined && (max === Infinity || min !== max)) {
        const message = "needs ${grace.…} in issue.request, or limits.grace with min and max alike where the service decides";
        flaws.push({ path: ["issue", "old-key"], message });
    }
    return flaws;
}
/** What a run sends in mode plan must change nothing. */
function readingFlaws({ issue, revoke, undo, list, get, verify }) {
    const flaws = [];
    const readers = { list: list?.request, get: get?.request, verify: verify?.request };
    for (const [name, one] of Object.entries(readers)) {
        if (one === undefined || one.method === "GET" || one["read-only"])
            continue;
        flaws.push({
            path: [name, "request", "method"],
            message: `is ${one.method}: add read-only: true if the service's documents say that it changes nothing, as it is sent in mode plan too`,
        });
    }
    const changing = [
        { one: issue.request, path: ["issue", "request"] },
        ...coherence_stepsOf("revoke", revoke),
        ...coherence_stepsOf("undo", undo),
    ];
    for (const { one, path } of changing) {
        if (one["read-only"])
            flaws.push({ path: [...path, "read-only"], message: "cannot be: this request changes something" });
    }
    if (verify && verify.auth !== "key" && !refersTo(verify.request, "key.value")) {
        flaws.push({ path: ["verify", "request"], message: "must hold ${key.value}, as the key itself does not ask" });
    }
    if (list && get)
        flaws.push({ path: ["get"], message: "is for services without a list" });
    return flaws;
}
function hostFlaws(description) {
    const hosts = Object.keys(description["other-hosts"] ?? {});
    const { issue, list, get, verify } = description;
    const requests = [
        { path: ["issue", "request"], one: issue.request },
        { path: ["list", "request"], one: list?.request },
        { path: ["get", "request"], one: get?.request },
        { path: ["verify", "request"], one: verify?.request },
        ...coherence_stepsOf("revoke", description.revoke),
        ...coherence_stepsOf("undo", description.undo),
    ];
    return requests.flatMap(({ path, one }) => one?.host === undefined || hosts.includes(one.host)
        ? []
        : [{ path: [...path, "host"], message: `'${one.host}' is not among other-hosts` }]);
}
function coherence_stepsOf(name, ending) {
    return (ending?.steps ?? []).map((one, index) => ({ one, path: [name, "steps", index] }));
}

;// CONCATENATED MODULE: ./build/key-services/http/schema-parts.js



/** Parts of the schema of a description. All of them are strict: a mistyped name is an error. */
/** A JSON pointer into an answer. */
function pointer(more = POINTER, words = "") {
    const rule = `must be a JSON pointer such as /data/key${words}`;
    return schemas/* string */.YjP().regex(more, rule);
}
/** Any value; texts in it may hold templates. */
const json = schemas/* unknown */.L5J();
/** Name of a parameter or credential. */
const schema_parts_name = schemas/* string */.YjP().regex(/^[a-z][a-z0-9_]*$/, "is not a name: lower-case letters, digits and underscores");
/** A text that may hold templates. */
const template = schemas/* string */.YjP().min(1, "must not be empty");
const templates = schemas/* record */.g1P(schemas/* string */.YjP().min(1), template);
const headerName = schemas/* string */.YjP().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "is not the name of a header");
const headers = schemas/* record */.g1P(headerName, template);
/** Milliseconds of `30s`, `10m`, `24h`, `30d`. */
const duration = schemas/* string */.YjP({ error: "must be a duration with a unit: 30s, 10m, 24h, 30d" })
    .regex(/^\d{1,9}[smhd]$/, "must be a duration with a unit: 30s, 10m, 24h, 30d")
    .transform((text) => (0,schema/* parseDuration */.E9)(text) ?? 0);
/** An address of a server; it may hold `${params.x}`, so that only its beginning can be checked here. */
const address = schemas/* string */.YjP()
    .regex(/^https?:\/\/[^/?#@\s]+(?:\/[^?#\s]*)?$/, "must be an address that begins with https://, without a query");
const oauth2 = schemas/* strictObject */.rej({
    "token-url": address.meta({ description: "Where an access token is to be had." }),
    "client-id": template,
    "client-secret": template,
    audience: template.optional(),
    scope: template.optional(),
    send: schemas/* enum */.k5n(["body", "basic"]).default("body").meta({
        description: "Whether client-id and client-secret stand in the form or in the header Authorization. Default body.",
    }),
});
const FORMS = ["bearer", "basic", "headers", "oauth2"];
const authForm = schemas/* strictObject */.rej({
    bearer: template.optional().meta({ description: "Authorization: Bearer …" }),
    basic: schemas/* union */.KCZ([schemas/* tuple */.PVZ([template, template]), template])
        .optional()
        .meta({ description: "Authorization: Basic …, from user and password, or from one text user:password." }),
    headers: headers.optional().meta({ description: "One header or several." }),
    oauth2: oauth2.optional().meta({ description: "OAuth 2 client credentials: one access token per run." }),
})
    .refine((form) => FORMS.filter((one) => form[one] !== undefined).length === 1, `must be one of ${FORMS.join(", ")}`);
/** How a request authenticates. `self`: with the rotated key itself. */
const auth = schemas/* union */.KCZ([authForm, schemas/* enum */.k5n(["self", "none"])]);
const condition = schemas/* strictObject */.rej({
    at: pointer().meta({ description: "Where in the answer to look." }),
    is: json.optional(),
    not: json.optional(),
    in: schemas/* array */.YOg(json).min(1).optional(),
    empty: schemas/* boolean */.zMY().optional().meta({ description: "Absent, null, an empty text, list or mapping." }),
    exists: schemas/* boolean */.zMY().optional().meta({ description: "There, and not null." }),
});
const CHECKS = ["is", "not", "in", "empty", "exists"];
/** What an answer must be like: every condition holds. */
const judgement = schemas/* strictObject */.rej({
    status: schemas/* array */.YOg(schemas/* int */.Whr().min(100).max(599)).min(1).optional().meta({ description: "Statuses. Default: any 2xx." }),
    where: schemas/* array */.YOg(condition.refine((one) => CHECKS.some((check) => one[check] !== undefined), `must hold one of ${CHECKS.join(", ")}`))
        .min(1)
        .optional()
        .meta({ description: "Conditions on the body, as many services report errors with status 200." }),
});
const BODIES = ["json", "form", "multipart", "text"];
const requestFields = {
    method: schemas/* enum */.k5n(["GET", "POST", "PUT", "PATCH", "DELETE"]),
    path: schemas/* string */.YjP()
        .regex(/^\/[^?#\s]*$/, "must begin with a slash, and hold neither blanks nor a query")
        .meta({ description: "Comes after base-url. Values are percent-encoded, the text around them is sent as it is." }),
    host: schema_parts_name.optional().meta({ description: "A name among other-hosts, instead of base-url." }),
    query: templates.optional(),
    headers: headers.optional(),
    json: json.optional().meta({ description: "Body as JSON, of any shape." }),
    form: templates.optional().meta({ description: "Body as application/x-www-form-urlencoded." }),
    multipart: templates.optional().meta({ description: "Body as multipart/form-data." }),
    text: schemas/* string */.YjP().optional().meta({ description: "Body as text/plain." }),
    "read-only": schemas/* boolean */.zMY().optional().meta({
        description: "The service's documents say that this request changes nothing, although it is no GET.",
    }),
};
/** One request, with at most one body. */
const request = schemas/* strictObject */.rej(requestFields)
    .refine((one) => BODIES.filter((body) => one[body] !== undefined).length <= 1, "can have only one body")
    .refine((one) => one.method !== "GET" || BODIES.every((body) => one[body] === undefined), "a GET has no body: use query, or another method");
/** A request among several, with what its own answer must be like. */
const step = schemas/* strictObject */.rej({ ...requestFields, ok: judgement.optional() })
    .refine((one) => BODIES.filter((body) => one[body] !== undefined).length <= 1, "can have only one body");

;// CONCATENATED MODULE: ./build/key-services/http/schema.js



const POINTER_OR_TEXT = /^(?:text|(?:\/(?:[^~/]|~[01])*)+)$/;
const POINTER_OR_WORD = /^(?:same|none|(?:\/(?:[^~/]|~[01])*)+)$/;
const limits = schemas/* strictObject */.rej({
    grace: schemas/* strictObject */.rej({ min: duration.optional(), max: duration.optional(), default: duration.optional() })
        .optional()
        .meta({ description: "How long the old key can live on after a rotation." }),
    "live-keys": schemas/* int */.Whr().min(1).optional().meta({ description: "Most keys that there may be at a time." }),
    "expired-keys-count": schemas/* boolean */.zMY().optional().meta({
        description: "Expired keys keep their place among live-keys until they are revoked. Default false.",
    }),
    name: schemas/* int */.Whr().min(16).optional().meta({ description: "Longest name of a key, in characters. Default 255." }),
    "unique-names": schemas/* boolean */.zMY().optional().meta({
        description: "No two keys may have one name: rekey appends the time to it. Default false.",
    }),
});
const key = schemas/* strictObject */.rej({
    value: template
        .optional()
        .meta({ description: "What consumers get, for example ${id}:${secret}. Default ${secret}." }),
    prefix: schemas/* string */.YjP().min(1).optional().meta({
        description: "What every key begins with. A new one that does not is refused; the made-up key of the control gets it.",
    }),
    pattern: schemas/* string */.YjP().refine(isRegExp, "is not a regular expression").optional().meta({
        description: "Regular expression for the secret of a new key.",
    }),
    "min-length": schemas/* int */.Whr().min(8, "must be at least 8").default(16).meta({
        description: "Shortest secret that is believed. Default 16.",
    }),
    "presented-as": auth.optional().meta({
        description: "How consumers send the key, with ${key.value} and ${key.id}. Default: as a bearer token.",
    }),
});
const issue = schemas/* strictObject */.rej({
    kind: schemas/* enum */.k5n(["rotate", "mint", "stage"]).meta({
        description: "rotate: the service's own rotation (strategy rotate). mint: a second key (strategy create). stage: a second key that revoke promotes, which ends the first (strategy create).",
    }),
    request: request,
    ok: judgement.optional().meta({ description: "What success is like. Default: any 2xx." }),
    secret: pointer(POINTER_OR_TEXT, ", or text for the whole body").meta({ description: "Where the new key is." }),
    id: pointer(POINTER_OR_WORD, ", same or none").meta({
        description: "Where the new key's id is. same: it keeps that of the old one. none: keys have no ids.",
    }),
    name: pointer().optional(),
    created: pointer().optional(),
    expires: pointer().optional(),
    "old-key": schemas/* enum */.k5n(["dies-at-once", "dies-after-grace", "dies-after-first-use", "dies-later", "stays"])
        .meta({ description: "What becomes of the old key. dies-later: within limits.grace.max, as a side effect." }),
    "old-until": pointer().optional().meta({ description: "When the old key will die." }),
    outputs: schemas/* record */.g1P(schema_parts_name, pointer()).optional().meta({
        description: "Other parts of the answer, for key.value: ${outputs.x}.",
    }),
});
const ending = schemas/* strictObject */.rej({
    steps: schemas/* array */.YOg(step).min(1),
    ok: judgement.optional().meta({ description: "What success of every step is like. Default: any 2xx." }),
    gone: schemas/* array */.YOg(schemas/* int */.Whr().min(400).max(499)).default([404, 410]).meta({
        description: "Statuses of a key that is gone already. Default 404 and 410.",
    }),
});
const next = schemas/* strictObject */.rej({
    by: schemas/* enum */.k5n(["last-id", "token", "page", "url", "link-header"]),
    param: template.optional().meta({
        description: "Query parameter of last-id, token and page; with a slash in front, a JSON pointer into the body.",
    }),
    first: schemas/* int */.Whr().min(0).default(1).meta({ description: "page: number of the first page. Default 1." }),
    from: pointer().optional().meta({ description: "token, url: where the next one stands in the answer." }),
    more: pointer().optional().meta({ description: "Where the answer says whether there is more." }),
})
    .refine(({ by, param }) => param !== undefined || by === "url" || by === "link-header", "needs param")
    .refine(({ by, from }) => from !== undefined || (by !== "token" && by !== "url"), "needs from");
const listing = schemas/* strictObject */.rej({
    request: request,
    ok: judgement.optional(),
    items: pointer().optional().meta({ description: "Where the keys are. Default: the answer itself." }),
    id: pointer(),
    name: pointer().optional(),
    created: pointer().optional(),
    "last-used": pointer().optional(),
    "last-used-from": pointer().optional().meta({ description: "The address that used it last." }),
    expires: pointer().optional(),
    suffix: pointer()
        .optional()
        .meta({ description: "The end of its value: it tells whether a value was replaced in place." }),
    status: pointer().optional(),
    active: schemas/* array */.YOg(json).min(1).optional().meta({ description: "Values of status that a live key has." }),
    time: schemas/* enum */.k5n(["auto", "s", "ms", "iso", "rfc2822"]).default("auto").meta({
        description: "Form of all times. auto: numbers beyond 1e11 are milliseconds, others seconds; texts are dates.",
    }),
    next: next.optional().meta({ description: "How the next page is asked for." }),
});
const verify = schemas/* strictObject */.rej({
    request: request,
    auth: schemas/* enum */.k5n(["key", "admin", "none"]).default("key").meta({
        description: "Who asks: the key itself, or rekey with ${key.value} in the request. Default key.",
    }),
    accept: judgement,
    reject: judgement.optional().meta({ description: "What a dead key is answered. Default: status 401." }),
    control: schemas/* boolean */.zMY().default(true).meta({
        description: "Whether a made-up key must be refused there before anything is minted. Default true.",
    }),
    id: pointer().optional().meta({ description: "Where the answer says which key it was." }),
});
/** Schema of a description of an HTTP key service; strict, with every name in every template checked. */
const descriptionSchema = schemas/* strictObject */.rej({
    version: schemas/* literal */.euz(1, { error: "must be 1, the only version of this format" }),
    service: schemas/* string */.YjP()
        .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "is not a name: lower-case letters, digits and dashes, at most 63")
        .meta({ description: "Name of the service; part of the account's name." }),
    title: schemas/* string */.YjP().min(1).max(60).optional().meta({ description: "The service's name for people." }),
    "base-url": address.meta({ description: "https://…; it may hold ${params.x}." }),
    "other-hosts": schemas/* record */.g1P(schema_parts_name, address).optional().meta({
        description: "Other addresses that requests may go to, by a name of their own.",
    }),
    params: schemas/* array */.YOg(schema_parts_name).optional().meta({ description: "What the configuration must give: ${params.x}." }),
    headers: headers.optional().meta({ description: "Sent with every request." }),
    auth: auth.meta({ description: "How rekey authenticates; secrets are ${cred.x}." }),
    limits: limits.optional(),
    key: key.prefault({}),
    issue,
    revoke: ending
        .optional()
        .meta({ description: "Ends a key at once. Of a staged key's predecessor: promotes the new one." }),
    undo: ending.optional().meta({ description: "stage: takes back a staged key that turned out to be of no use." }),
    list: listing.optional().meta({ description: "Lists the live keys." }),
    get: listing.optional().meta({ description: "Reads one key, where there is no list." }),
    verify: verify.optional().meta({ description: "Uses a key as a consumer would." }),
    errors: schemas/* strictObject */.rej({
        message: schemas/* array */.YOg(pointer()).min(1).optional().meta({ description: "Where an error's words are." }),
        "retry-after": schemas/* array */.YOg(schemas/* string */.YjP().min(1)).min(1).optional().meta({
            description: "Headers that say how long to wait. Default Retry-After.",
        }),
    })
        .optional(),
})
    .superRefine((description, context) => {
    for (const { path, message } of problemsOf(description))
        context.addIssue({ code: "custom", path: [...path], message });
});
function isRegExp(source) {
    try {
        return new RegExp(source, "u").source !== "";
    }
    catch {
        return false;
    }
}

;// CONCATENATED MODULE: ./build/key-services/http/services/auth0-client-secret.js
/** The secret of an application at Auth0, named by key.id, its client id. @see https://auth0.com/docs/api/management/v2/clients/post-rotate-secret */
const auth0ClientSecret = {
    unverified: "the new secret cannot be tried, as what an application may ask for depends on its grants (verify.prove: false)",
    description: {
        version: 1,
        service: "auth0-client-secret",
        title: "Auth0",
        "base-url": "https://${params.domain}",
        params: ["domain"],
        auth: {
            oauth2: {
                "token-url": "https://${params.domain}/oauth/token",
                "client-id": "${cred.client_id}",
                "client-secret": "${cred.client_secret}",
                audience: "https://${params.domain}/api/v2/",
            },
        },
        issue: {
            kind: "rotate",
            request: { method: "POST", path: "/api/v2/clients/${old.id}/rotate-secret" },
            secret: "/client_secret",
            id: "same",
            "old-key": "dies-at-once",
        },
        get: {
            request: {
                method: "GET",
                path: "/api/v2/clients/${key.id}",
                query: { fields: "client_id,name", include_fields: "true" },
            },
            id: "/client_id",
            name: "/name",
        },
        errors: { message: ["/message"] },
    },
};

;// CONCATENATED MODULE: ./build/key-services/http/services/cloudflare-account-token.js
/** Tokens that belong to a Cloudflare account. @see https://developers.cloudflare.com/api/resources/accounts/subresources/tokens/ */
const cloudflareAccountToken = {
    unverified: "whether issued_on changes when a token is rolled, and what a malformed token is answered",
    description: {
        version: 1,
        service: "cloudflare-account-token",
        title: "Cloudflare",
        "base-url": "https://api.cloudflare.com/client/v4",
        params: ["account"],
        auth: { bearer: "${cred.token}" },
        key: { "min-length": 40 },
        issue: {
            kind: "rotate",
            request: { method: "PUT", path: "/accounts/${params.account}/tokens/${old.id}/value", json: {} },
            ok: { status: [200], where: [{ at: "/success", is: true }] },
            secret: "/result",
            id: "same",
            "old-key": "dies-at-once",
        },
        list: {
            request: { method: "GET", path: "/accounts/${params.account}/tokens", query: { per_page: "50" } },
            ok: { where: [{ at: "/success", is: true }] },
            items: "/result",
            id: "/id",
            name: "/name",
            created: "/issued_on",
            "last-used": "/last_used_on",
            expires: "/expires_on",
            status: "/status",
            active: ["active"],
            next: { by: "page", param: "page" },
        },
        revoke: { steps: [{ method: "DELETE", path: "/accounts/${params.account}/tokens/${old.id}" }] },
        verify: {
            request: { method: "GET", path: "/accounts/${params.account}/tokens/verify" },
            accept: { status: [200], where: [{ at: "/result/status", is: "active" }] },
            reject: { status: [400, 401, 403], where: [{ at: "/success", is: false }] },
            id: "/result/id",
        },
        errors: { message: ["/errors/0/message"] },
    },
};

;// CONCATENATED MODULE: ./build/key-services/http/services/confluent-cloud-key.js
/** API keys of a Confluent Cloud service account for one resource, handed out as `key:secret`. @see https://docs.confluent.io/cloud/current/api.html */
const confluentCloudKey = {
    unverified: "the new key cannot be tried over HTTP (verify.prove: false), and it works only after a while",
    description: {
        version: 1,
        service: "confluent-cloud-key",
        title: "Confluent Cloud",
        "base-url": "https://api.confluent.cloud",
        params: ["owner", "resource"],
        auth: { basic: ["${cred.key}", "${cred.secret}"] },
        key: { value: "${id}:${secret}", "presented-as": { basic: "${key.value}" } },
        issue: {
            kind: "mint",
            request: {
                method: "POST",
                path: "/iam/v2/api-keys",
                json: {
                    spec: {
                        display_name: "${run.name}",
                        owner: { id: "${params.owner}" },
                        resource: { id: "${params.resource}" },
                    },
                },
            },
            ok: { status: [202] },
            secret: "/spec/secret",
            id: "/id",
            name: "/spec/display_name",
            created: "/metadata/created_at",
            "old-key": "stays",
        },
        list: {
            request: {
                method: "GET",
                path: "/iam/v2/api-keys",
                query: { "spec.owner": "${params.owner}", "spec.resource": "${params.resource}", page_size: "100" },
            },
            items: "/data",
            id: "/id",
            name: "/spec/display_name",
            created: "/metadata/created_at",
            next: { by: "url", from: "/metadata/next" },
        },
        revoke: { steps: [{ method: "DELETE", path: "/iam/v2/api-keys/${old.id}" }], ok: { status: [204] } },
        errors: { message: ["/errors/0/detail"] },
    },
};

;// CONCATENATED MODULE: ./build/key-services/http/services/datadog-api-key.js
/** API keys of a Datadog organization. @see https://docs.datadoghq.com/api/latest/key-management/ */
const datadogApiKey = {
    unverified: "whether names must be unique, and how late date_last_used is; the Agent reads its key only when it starts",
    description: {
        version: 1,
        service: "datadog-api-key",
        title: "Datadog",
        "base-url": "https://api.${params.site}",
        params: ["site"],
        auth: { headers: { "DD-API-KEY": "${cred.api_key}", "DD-APPLICATION-KEY": "${cred.app_key}" } },
        limits: { "unique-names": true },
        key: { "presented-as": { headers: { "DD-API-KEY": "${key.value}" } } },
        issue: {
            kind: "mint",
            request: {
                method: "POST",
                path: "/api/v2/api_keys",
                json: { data: { type: "api_keys", attributes: { name: "${run.name}" } } },
            },
            ok: { status: [201] },
            secret: "/data/attributes/key",
            id: "/data/id",
            created: "/data/attributes/created_at",
            "old-key": "stays",
        },
        list: {
            request: { method: "GET", path: "/api/v2/api_keys", query: { "page[size]": "100" } },
            items: "/data",
            id: "/id",
            name: "/attributes/name",
            created: "/attributes/created_at",
            "last-used": "/attributes/date_last_used",
            next: { by: "page", param: "page[number]", first: 0 },
        },
        revoke: { steps: [{ method: "DELETE", path: "/api/v2/api_keys/${old.id}" }], ok: { status: [204] } },
        verify: {
            request: { method: "GET", path: "/api/v1/validate" },
            accept: { status: [200], where: [{ at: "/valid", is: true }] },
            reject: { status: [403] },
        },
        errors: { message: ["/errors/0"] },
    },
};

;// CONCATENATED MODULE: ./build/key-services/http/services/gitlab-personal-access-token.js
/**
 * Personal access tokens at GitLab, its own or yours. The old one is dead at once, and a second rotation with a dead
 * one would revoke the whole family: nothing is ever sent twice. @see https://docs.gitlab.com/api/personal_access_tokens/
 */
const gitlabPersonalAccessToken = {
    unverified: "whether a token of a service account can be given an end, which it gets in 7 days otherwise",
    description: {
        version: 1,
        service: "gitlab-personal-access-token",
        title: "GitLab",
        "base-url": "https://${params.host}/api/v4",
        params: ["host", "user"],
        auth: { headers: { "PRIVATE-TOKEN": "${cred.token}" } },
        key: { "presented-as": { headers: { "PRIVATE-TOKEN": "${key.value}" } } },
        issue: {
            kind: "rotate",
            request: {
                method: "POST",
                path: "/personal_access_tokens/${old.id}/rotate",
                json: { expires_at: "${expires.date?}" },
            },
            secret: "/token",
            id: "/id",
            name: "/name",
            created: "/created_at",
            expires: "/expires_at",
            "old-key": "dies-at-once",
        },
        list: {
            request: {
                method: "GET",
                path: "/personal_access_tokens",
                query: { state: "active", user_id: "${params.user?}", per_page: "100" },
            },
            id: "/id",
            name: "/name",
            created: "/created_at",
            "last-used": "/last_used_at",
            expires: "/expires_at",
            status: "/active",
            active: [true],
            next: { by: "link-header" },
        },
        revoke: { steps: [{ method: "DELETE", path: "/personal_access_tokens/${old.id}" }] },
        verify: {
            request: { method: "GET", path: "/personal_access_tokens/self" },
            accept: { status: [200], where: [{ at: "/active", is: true }] },
            reject: { status: [401] },
            id: "/id",
        },
        errors: { message: ["/message", "/error_description"] },
    },
};

;// CONCATENATED MODULE: ./build/key-services/http/services/grafana-cloud-token.js
/** Tokens of an access policy at Grafana Cloud. @see https://grafana.com/docs/grafana-cloud/developer-resources/api-reference/cloud-api/ */
const grafanaCloudToken = {
    unverified: "the new token cannot be tried, as what it may do depends on its policy (verify.prove: false)",
    description: {
        version: 1,
        service: "grafana-cloud-token",
        title: "Grafana Cloud",
        "base-url": "https://www.grafana.com/api",
        params: ["region", "policy"],
        headers: { "x-request-id": "${run.idempotency}" },
        auth: { bearer: "${cred.token}" },
        limits: { "unique-names": true },
        key: { prefix: "glc_" },
        issue: {
            kind: "mint",
            request: {
                method: "POST",
                path: "/v1/tokens",
                query: { region: "${params.region}" },
                json: { accessPolicyId: "${params.policy}", name: "${run.name}", expiresAt: "${expires.rfc3339?}" },
            },
            secret: "/token",
            id: "/id",
            created: "/createdAt",
            "old-key": "stays",
        },
        list: {
            request: {
                method: "GET",
                path: "/v1/tokens",
                query: { region: "${params.region}", accessPolicyId: "${params.policy}", pageSize: "500" },
            },
            items: "/items",
            id: "/id",
            name: "/name",
            created: "/createdAt",
            "last-used": "/lastUsedAt",
            expires: "/expiresAt",
            next: { by: "token", param: "pageCursor", from: "/metadata/pagination/nextPage" },
        },
        revoke: {
            steps: [{ method: "DELETE", path: "/v1/tokens/${old.id}", query: { region: "${params.region}" } }],
        },
        errors: { message: ["/message"] },
    },
};

;// CONCATENATED MODULE: ./build/key-services/http/services/grafana-service-account.js
/** Tokens of a Grafana service account, by its number. @see https://grafana.com/docs/grafana/latest/developers/http_api/serviceaccount/ */
const grafanaServiceAccount = {
    unverified: "how late lastUsedAt is",
    description: {
        version: 1,
        service: "grafana-service-account",
        title: "Grafana",
        "base-url": "https://${params.host}/api",
        params: ["host", "account"],
        auth: { bearer: "${cred.token}" },
        limits: { "unique-names": true },
        key: { prefix: "glsa_" },
        issue: {
            kind: "mint",
            request: {
                method: "POST",
                path: "/serviceaccounts/${params.account}/tokens",
                json: { name: "${run.name}", secondsToLive: "${expires.in_seconds?}" },
            },
            secret: "/key",
            id: "/id",
            "old-key": "stays",
        },
        list: {
            request: { method: "GET", path: "/serviceaccounts/${params.account}/tokens" },
            id: "/id",
            name: "/name",
            created: "/created",
            "last-used": "/lastUsedAt",
            expires: "/expiration",
            status: "/isRevoked",
            active: [false, null],
        },
        revoke: { steps: [{ method: "DELETE", path: "/serviceaccounts/${params.account}/tokens/${old.id}" }] },
        // Any token may ask who it is, whatever its role.
        verify: { request: { method: "GET", path: "/user" }, accept: { status: [200] }, reject: { status: [401] } },
        errors: { message: ["/message"] },
    },
};

;// CONCATENATED MODULE: ./build/key-services/http/services/mongodb-atlas.js
const V2 = "application/vnd.atlas.2024-08-05+json";
/**
 * Secrets of a service account of a MongoDB Atlas organization: at most two, and a new one cuts the other's life to a
 * week. @see https://www.mongodb.com/docs/atlas/tutorial/rotate-service-account-secrets/
 */
const mongodbAtlas = {
    unverified: "what an account that manages its own secrets may do, and whether a wrong secret is answered 400 or 401",
    description: {
        version: 1,
        service: "mongodb-atlas",
        title: "MongoDB Atlas",
        "base-url": "https://cloud.mongodb.com",
        params: ["org", "client"],
        auth: {
            oauth2: {
                "token-url": "https://cloud.mongodb.com/api/oauth/token",
                "client-id": "${cred.client_id}",
                "client-secret": "${cred.client_secret}",
                send: "basic",
            },
        },
        limits: { "live-keys": 2, "expired-keys-count": true, grace: { max: "7d" } },
        key: { "presented-as": { basic: ["${params.client}", "${key.value}"] } },
        issue: {
            kind: "mint",
            request: {
                method: "POST",
                path: "/api/atlas/v2/orgs/${params.org}/serviceAccounts/${params.client}/secrets",
                headers: { accept: V2, "content-type": V2 },
                json: { secretExpiresAfterHours: "${expires.in_hours}" },
            },
            secret: "/secret",
            id: "/id",
            created: "/createdAt",
            expires: "/expiresAt",
            "old-key": "dies-later",
        },
        list: {
            request: {
                method: "GET",
                path: "/api/atlas/v2/orgs/${params.org}/serviceAccounts/${params.client}",
                headers: { accept: V2 },
            },
            items: "/secrets",
            id: "/id",
            created: "/createdAt",
            "last-used": "/lastUsedAt",
            expires: "/expiresAt",
        },
        revoke: {
            steps: [
                {
                    method: "DELETE",
                    path: "/api/atlas/v2/orgs/${params.org}/serviceAccounts/${params.client}/secrets/${old.id}",
                    headers: { accept: V2 },
                },
            ],
        },
        verify: {
            request: {
                method: "POST",
                path: "/api/oauth/token",
                form: { grant_type: "client_credentials" },
                "read-only": true,
            },
            accept: { status: [200], where: [{ at: "/access_token", exists: true }] },
            reject: { status: [400, 401], where: [{ at: "/error", is: "invalid_client" }] },
        },
        errors: { message: ["/detail", "/error_description"] },
    },
};

;// CONCATENATED MODULE: ./build/key-services/http/services/neon-api-key.js
/** Personal API keys at Neon. @see https://api-docs.neon.tech/reference/createapikey */
const neonApiKey = {
    unverified: "whether names must be unique, and how late last_used_at is",
    description: {
        version: 1,
        service: "neon-api-key",
        title: "Neon",
        "base-url": "https://console.neon.tech/api/v2",
        auth: { bearer: "${cred.token}" },
        limits: { "unique-names": true },
        issue: {
            kind: "mint",
            request: { method: "POST", path: "/api_keys", json: { key_name: "${run.name}" } },
            secret: "/key",
            id: "/id",
            created: "/created_at",
            "old-key": "stays",
        },
        list: {
            request: { method: "GET", path: "/api_keys" },
            id: "/id",
            name: "/name",
            created: "/created_at",
            "last-used": "/last_used_at",
            "last-used-from": "/last_used_from_addr",
        },
        revoke: { steps: [{ method: "DELETE", path: "/api_keys/${old.id}" }] },
        verify: { request: { method: "GET", path: "/users/me" }, accept: { status: [200] }, reject: { status: [401] } },
        errors: { message: ["/message"] },
    },
};

;// CONCATENATED MODULE: ./build/key-services/http/services/newrelic-user-key.js
const CREATE = "mutation($keys: ApiAccessCreateInput!) { apiAccessCreateKeys(keys: $keys) { createdKeys { id name key } errors { message } } }";
const DELETE = "mutation($keys: ApiAccessDeleteInput!) { apiAccessDeleteKeys(keys: $keys) { deletedKeys { id } errors { message } } }";
const SEARCH = "query($query: ApiAccessKeySearchQuery!, $cursor: String) { actor { apiAccess { keySearch(query: $query, cursor: $cursor) { keys { id name ... on ApiAccessUserKey { createdAt } } nextCursor } } } }";
/**
 * User keys at New Relic (GraphQL: errors come with status 200). In the EU, base-url is https://api.eu.newrelic.com.
 * @see https://docs.newrelic.com/docs/apis/nerdgraph/examples/use-nerdgraph-manage-license-keys-user-keys/
 */
const newrelicUserKey = {
    unverified: "whether a dead key is answered 401 or 403; New Relic tells no last use",
    description: {
        version: 1,
        service: "newrelic-user-key",
        title: "New Relic",
        "base-url": "https://api.newrelic.com",
        params: ["account", "user"],
        auth: { headers: { "Api-Key": "${cred.key}" } },
        key: { prefix: "NRAK-", "presented-as": { headers: { "Api-Key": "${key.value}" } } },
        issue: {
            kind: "mint",
            request: {
                method: "POST",
                path: "/graphql",
                json: {
                    query: CREATE,
                    variables: {
                        keys: { user: [{ accountId: "${params.account}", userId: "${params.user}", name: "${run.name}" }] },
                    },
                },
            },
            ok: {
                status: [200],
                where: [
                    { at: "/errors", empty: true },
                    { at: "/data/apiAccessCreateKeys/errors", empty: true },
                ],
            },
            secret: "/data/apiAccessCreateKeys/createdKeys/0/key",
            id: "/data/apiAccessCreateKeys/createdKeys/0/id",
            name: "/data/apiAccessCreateKeys/createdKeys/0/name",
            "old-key": "stays",
        },
        list: {
            request: {
                method: "POST",
                path: "/graphql",
                "read-only": true,
                json: {
                    query: SEARCH,
                    variables: {
                        query: { types: ["USER"], scope: { accountIds: ["${params.account}"], userIds: ["${params.user}"] } },
                    },
                },
            },
            ok: { status: [200], where: [{ at: "/errors", empty: true }] },
            items: "/data/actor/apiAccess/keySearch/keys",
            id: "/id",
            name: "/name",
            created: "/createdAt",
            next: { by: "token", param: "/variables/cursor", from: "/data/actor/apiAccess/keySearch/nextCursor" },
        },
        revoke: {
            steps: [
                {
                    method: "POST",
                    path: "/graphql",
                    json: { query: DELETE, variables: { keys: { userKeyIds: ["${old.id}"] } } },
                },
            ],
            ok: {
                status: [200],
                where: [
                    { at: "/errors", empty: true },
                    { at: "/data/apiAccessDeleteKeys/errors", empty: true },
                ],
            },
        },
        verify: {
            request: { method: "POST", path: "/graphql", "read-only": true, json: { query: "{ actor { user { id } } }" } },
            accept: { status: [200], where: [{ at: "/data/actor/user/id", exists: true }] },
            reject: { status: [401, 403] },
        },
        errors: { message: ["/errors/0/message", "/data/apiAccessCreateKeys/errors/0/message"] },
    },
};

;// CONCATENATED MODULE: ./build/key-services/http/services/okta-client-secret.js
/** Client secrets of an OpenID Connect app at Okta: at most two. @see https://developer.okta.com/docs/guides/client-secret-rotation-key/ */
const oktaClientSecret = {
    unverified: "the new secret cannot be tried (verify.prove: false), and what a second deactivation is answered",
    description: {
        version: 1,
        service: "okta-client-secret",
        title: "Okta",
        "base-url": "https://${params.domain}",
        params: ["domain", "app"],
        auth: { headers: { Authorization: "SSWS ${cred.token}" } },
        limits: { "live-keys": 2 },
        issue: {
            kind: "mint",
            request: { method: "POST", path: "/api/v1/apps/${params.app}/credentials/secrets", json: {} },
            ok: { status: [201] },
            secret: "/client_secret",
            id: "/id",
            created: "/created",
            "old-key": "stays",
        },
        // Inactive secrets are listed too: they take a place, and a revocation that was cut short is finished.
        list: {
            request: { method: "GET", path: "/api/v1/apps/${params.app}/credentials/secrets" },
            id: "/id",
            created: "/created",
        },
        revoke: {
            steps: [
                {
                    method: "POST",
                    path: "/api/v1/apps/${params.app}/credentials/secrets/${old.id}/lifecycle/deactivate",
                    // Only an inactive secret can be deleted, so that the deletion shows whether this was done.
                    ok: { status: [200, 204, 400, 403, 404] },
                },
                { method: "DELETE", path: "/api/v1/apps/${params.app}/credentials/secrets/${old.id}" },
            ],
        },
        errors: { message: ["/errorSummary"] },
    },
};

;// CONCATENATED MODULE: ./build/key-services/http/services/openai-admin-key.js
/** Admin keys of an OpenAI organization. @see https://platform.openai.com/docs/api-reference/admin-api-keys */
const openaiAdminKey = {
    unverified: "how long a name may be, and how late last_used_at is",
    description: {
        version: 1,
        service: "openai-admin-key",
        title: "OpenAI",
        "base-url": "https://api.openai.com/v1",
        auth: { bearer: "${cred.admin_key}" },
        key: { prefix: "sk-admin-" },
        issue: {
            kind: "mint",
            request: {
                method: "POST",
                path: "/organization/admin_api_keys",
                json: { name: "${run.name}", expires_in_seconds: "${expires.in_seconds?}" },
            },
            ok: { status: [200] },
            secret: "/value",
            id: "/id",
            name: "/name",
            created: "/created_at",
            "old-key": "stays",
        },
        list: {
            request: { method: "GET", path: "/organization/admin_api_keys", query: { limit: "100", order: "asc" } },
            items: "/data",
            id: "/id",
            name: "/name",
            created: "/created_at",
            "last-used": "/last_used_at",
            expires: "/expires_at",
            time: "s",
            next: { by: "last-id", param: "after", more: "/has_more" },
        },
        revoke: {
            steps: [{ method: "DELETE", path: "/organization/admin_api_keys/${old.id}" }],
            ok: { status: [200], where: [{ at: "/deleted", is: true }] },
        },
        verify: {
            request: { method: "GET", path: "/organization/admin_api_keys", query: { limit: "1" } },
            accept: { status: [200] },
            reject: { status: [401] },
        },
        errors: { message: ["/error/message"] },
    },
};

;// CONCATENATED MODULE: ./build/key-services/http/services/sendgrid-api-key.js
/** API keys at SendGrid with the scopes that you name. @see https://www.twilio.com/docs/sendgrid/api-reference/api-keys */
const sendgridApiKey = {
    unverified: "whether names have a limit; SendGrid tells no last use, and when a key was made only rekey's own name for it",
    description: {
        version: 1,
        service: "sendgrid-api-key",
        title: "SendGrid",
        "base-url": "https://api.sendgrid.com",
        params: ["scopes"],
        auth: { bearer: "${cred.token}" },
        limits: { "live-keys": 100, "unique-names": true },
        key: { prefix: "SG." },
        issue: {
            kind: "mint",
            request: { method: "POST", path: "/v3/api_keys", json: { name: "${run.name}", scopes: "${params.scopes}" } },
            ok: { status: [201] },
            secret: "/api_key",
            id: "/api_key_id",
            name: "/name",
            "old-key": "stays",
        },
        list: { request: { method: "GET", path: "/v3/api_keys" }, items: "/result", id: "/api_key_id", name: "/name" },
        revoke: { steps: [{ method: "DELETE", path: "/v3/api_keys/${old.id}" }], ok: { status: [204] } },
        verify: { request: { method: "GET", path: "/v3/scopes" }, accept: { status: [200] }, reject: { status: [401] } },
        errors: { message: ["/errors/0/message"] },
    },
};

;// CONCATENATED MODULE: ./build/key-services/http/services/twilio-api-key.js
/** Standard API keys of a Twilio account, handed out as `SID:secret`. @see https://www.twilio.com/docs/iam/api-keys */
const twilioApiKey = {
    unverified: "how long a revoked key works on; Twilio tells no last use",
    description: {
        version: 1,
        service: "twilio-api-key",
        title: "Twilio",
        "base-url": "https://api.twilio.com",
        params: ["account"],
        auth: { basic: ["${cred.sid}", "${cred.secret}"] },
        limits: { name: 64 },
        key: { value: "${id}:${secret}", "presented-as": { basic: "${key.value}" } },
        issue: {
            kind: "mint",
            request: {
                method: "POST",
                path: "/2010-04-01/Accounts/${params.account}/Keys.json",
                form: { FriendlyName: "${run.name}" },
            },
            ok: { status: [201] },
            secret: "/secret",
            id: "/sid",
            name: "/friendly_name",
            created: "/date_created",
            "old-key": "stays",
        },
        list: {
            request: { method: "GET", path: "/2010-04-01/Accounts/${params.account}/Keys.json", query: { PageSize: "1000" } },
            items: "/keys",
            id: "/sid",
            name: "/friendly_name",
            created: "/date_created",
            time: "rfc2822",
            next: { by: "url", from: "/next_page_uri" },
        },
        revoke: {
            steps: [{ method: "DELETE", path: "/2010-04-01/Accounts/${params.account}/Keys/${old.id}.json" }],
            ok: { status: [204] },
        },
        verify: {
            request: { method: "GET", path: "/2010-04-01/Accounts/${params.account}/Calls.json", query: { PageSize: "1" } },
            accept: { status: [200] },
            reject: { status: [401] },
        },
        errors: { message: ["/message"] },
    },
};

;// CONCATENATED MODULE: ./build/key-services/http/services/unkey.js
/** Keys of one API at Unkey. @see https://www.unkey.com/docs/api-reference/v2/keys/reroll-key */
const unkey = {
    unverified: "whether a rerolled key keeps the name of the old one",
    description: {
        version: 1,
        service: "unkey",
        title: "Unkey",
        "base-url": "https://api.unkey.com",
        params: ["api_id"],
        auth: { bearer: "${cred.root_key}" },
        limits: { grace: { min: "1m", max: "30d", default: "24h" } },
        issue: {
            kind: "rotate",
            request: {
                method: "POST",
                path: "/v2/keys.rerollKey",
                json: { keyId: "${old.id}", expiration: "${grace.ms}" },
            },
            secret: "/data/key",
            id: "/data/keyId",
            "old-key": "dies-after-grace",
        },
        list: {
            request: {
                method: "POST",
                path: "/v2/apis.listKeys",
                json: { apiId: "${params.api_id}", limit: 100 },
                "read-only": true,
            },
            items: "/data",
            id: "/keyId",
            name: "/name",
            created: "/createdAt",
            "last-used": "/lastUsedAt",
            expires: "/expires",
            time: "ms",
            next: { by: "token", param: "/cursor", from: "/pagination/cursor", more: "/pagination/hasMore" },
        },
        revoke: {
            steps: [{ method: "POST", path: "/v2/keys.deleteKey", json: { keyId: "${old.id}", permanent: false } }],
        },
        verify: {
            auth: "admin",
            request: {
                method: "POST",
                path: "/v2/keys.verifyKey",
                json: { key: "${key.value}" },
                "read-only": true,
            },
            accept: { status: [200], where: [{ at: "/data/valid", is: true }] },
            reject: { status: [200], where: [{ at: "/data/valid", is: false }] },
            id: "/data/keyId",
        },
        errors: { message: ["/error/detail"] },
    },
};

;// CONCATENATED MODULE: ./build/key-services/http/services/vercel-token.js
/** Access tokens of a Vercel user. @see https://vercel.com/docs/rest-api/reference/endpoints/authentication/create-an-auth-token */
const vercelToken = {
    unverified: "whether a dead token is always answered 403 with invalidToken, and how late activeAt is",
    description: {
        version: 1,
        service: "vercel-token",
        title: "Vercel",
        "base-url": "https://api.vercel.com",
        auth: { bearer: "${cred.token}" },
        issue: {
            kind: "mint",
            request: { method: "POST", path: "/v3/user/tokens", json: { name: "${run.name}", expiresAt: "${expires.ms?}" } },
            secret: "/bearerToken",
            id: "/token/id",
            name: "/token/name",
            created: "/token/createdAt",
            "old-key": "stays",
        },
        list: {
            request: { method: "GET", path: "/v6/user/tokens", query: { limit: "100" } },
            items: "/tokens",
            id: "/id",
            name: "/name",
            created: "/createdAt",
            "last-used": "/activeAt",
            expires: "/expiresAt",
            time: "ms",
            next: { by: "token", param: "until", from: "/pagination/next" },
        },
        revoke: { steps: [{ method: "DELETE", path: "/v3/user/tokens/${old.id}" }] },
        verify: {
            request: { method: "GET", path: "/v2/user" },
            accept: { status: [200], where: [{ at: "/user", exists: true }] },
            reject: { status: [401, 403], where: [{ at: "/error/invalidToken", is: true }] },
        },
        errors: { message: ["/error/message"] },
    },
};

;// CONCATENATED MODULE: ./build/key-services/http/services/index.js
















const SERVICES = {
    "auth0-client-secret": auth0ClientSecret,
    "cloudflare-account-token": cloudflareAccountToken,
    "confluent-cloud-key": confluentCloudKey,
    "datadog-api-key": datadogApiKey,
    "gitlab-personal-access-token": gitlabPersonalAccessToken,
    "grafana-cloud-token": grafanaCloudToken,
    "grafana-service-account": grafanaServiceAccount,
    "mongodb-atlas": mongodbAtlas,
    "neon-api-key": neonApiKey,
    "newrelic-user-key": newrelicUserKey,
    "okta-client-secret": oktaClientSecret,
    "openai-admin-key": openaiAdminKey,
    "sendgrid-api-key": sendgridApiKey,
    "twilio-api-key": twilioApiKey,
    unkey: unkey,
    "vercel-token": vercelToken,
};
/** Names of the services that come with rekey, as the option `service` takes them. */
const SHIPPED_NAMES = Object.keys(SERVICES).filter(isShipped);
/** Whether a service comes with rekey. */
function isShipped(name) {
    return Object.hasOwn(SERVICES, name);
}
/** The description of a service that comes with rekey. */
function shipped(name) {
    return SERVICES[name];
}

;// CONCATENATED MODULE: ./build/key-services/http/options.js







const scalar = schemas/* union */.KCZ([(0,schema/* text */.Qq)(), schemas/* number */.aig(), schemas/* boolean */.zMY()]);
const raw = schemas/* strictObject */.rej({
    service: schemas/* enum */.k5n(SHIPPED_NAMES).optional().meta({ description: "A service that rekey has a description of." }),
    description: descriptionSchema.optional().meta({
        description: "Your own description instead: a mapping, or the path of a YAML file from the root of the repository.",
        orPath: true,
    }),
    "base-url": (0,schema/* serverUrl */.Vd)().optional().meta({
        description: "Another address of the same API, instead of the description's base-url.",
    }),
    params: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* union */.KCZ([scalar, (0,schema/* list */.p_)(scalar)]))
        .optional()
        .meta({ description: "Values of the description's params." }),
    credentials: schemas/* record */.g1P(schemas/* string */.YjP(), (0,schema/* secret */.rJ)())
        .optional()
        .meta({ description: "Values of the description's ${cred.x}, each as a reference." }),
});
/** Schema of the options; strict. */
const optionsSchema = raw.transform((options, context) => {
    const complain = (path, message) => void context.addIssue({ code: "custom", path: [...path], message, input: options });
    const description = descriptionOf(options, complain);
    if (!description)
        return core/* NEVER */.tm;
    const credentials = options.credentials ?? {};
    const params = plain(options.params ?? {});
    checkNames({ given: Object.keys(params), wanted: wantedParams(description), at: "params" }, complain);
    checkNames({ given: Object.keys(credentials), wanted: namesOf(description, "cred"), at: "credentials" }, complain);
    const addresses = addressesOf(description, { ...options, params }, complain);
    return addresses ? { description, params, credentials, ...addresses } : core/* NEVER */.tm;
});
function descriptionOf({ service, description }, complain) {
    if (service !== undefined && description !== undefined) {
        complain(["service"], "cannot stand beside description: a service is described once");
        return undefined;
    }
    if (description)
        return description;
    if (service !== undefined && isShipped(service))
        return descriptionSchema.parse(shipped(service).description);
    complain([], "needs service, the name of a shipped description, or description, your own");
    return undefined;
}
/** Lists are checked by the schema to hold no secrets, which their type does not say. */
function plain(params) {
    return params;
}
/** A parameter that only optional templates use may be left out. */
function wantedParams(description) {
    const used = namesOf(description, "params");
    return new Map((description.params ?? []).map((name) => [name, used.get(name) ?? { optional: true }]));
}
function checkNames({ given, wanted, at }, complain) {
    const known = [...wanted.keys()];
    for (const name of given) {
        if (!wanted.has(name))
            complain([at, name], `unknown name${(0,nearest/* didYouMean */.a)(name, known) || ": the description has none"}`);
    }
    for (const [name, { optional }] of wanted) {
        if (!optional && !given.includes(name))
            complain([at, name], "is missing");
    }
}
/** What a parameter in an address may be: it must not lead to another path, port or user. */
const HOST_PART = /^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::\d{1,5})?$/;
function addressesOf(description, options, complain) {
    const address = (template) => {
        for (const name of namesOf(template, "params").keys()) {
            const value = options.params[name];
            if (value === undefined)
                return undefined;
            if (HOST_PART.test(String(value)))
                continue;
            complain(["params", name], "is part of an address, and must be a host's name or a part of one");
            return undefined;
        }
        const url = String(asText(renderText(template, (name) => options.params[name.slice("params.".length)]) ?? ""));
        const problem = (0,schema/* serverUrlProblem */.A2)(url);
        if (problem)
            complain(["description"], `the address ${url} ${problem}`);
        return problem ? undefined : url.replace(/\/+$/, "");
    };
    const others = Object.entries(description["other-hosts"] ?? {}).map(([name, one]) => [name, address(one)]);
    const baseUrl = options["base-url"] ?? address(description["base-url"]);
    const { auth } = description;
    const token = typeof auth === "object" ? auth.oauth2?.["token-url"] : undefined;
    const tokenUrl = token === undefined ? undefined : moved(address(token), address(description["base-url"]), baseUrl);
    if (baseUrl === undefined || (token !== undefined && tokenUrl === undefined))
        return undefined;
    const hosts = Object.fromEntries(others.flatMap(([name, url]) => (url === undefined ? [] : [[name, url]])));
    return { baseUrl, hosts, ...(tokenUrl === undefined ? {} : { tokenUrl }) };
}
/** A token address on the description's own server goes along where that server has another address. */
function moved(token, from, to) {
    if (token === undefined || from === undefined || to === undefined)
        return token;
    const { origin, pathname } = new URL(token);
    return origin === new URL(from).origin ? new URL(to).origin + pathname : token;
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./build/key-services/http/requests.js


/** A call as the HTTP layer sends it; the credential's headers come last. Throws RotationError `config` for an unset name. */
function requestOf(call, { scope, who, headers }) {
    const { request, what, once } = call;
    const { json, form, multipart, text } = request;
    return {
        method: request.method,
        path: targetOf(call, scope),
        what,
        ...(once && { once }),
        ...(json !== undefined && { json: render(json, scope) }),
        ...(form && { form: renderTexts(form, scope) }),
        ...(multipart && { multipart: renderTexts(multipart, scope) }),
        ...(text !== undefined && { text: asText(renderText(text, scope) ?? "") }),
        ...who,
        headers: { ...renderTexts(headers, scope), ...renderTexts(request.headers, scope), ...who.headers },
    };
}
/** Path and query of a call, encoded. Throws RotationError `config` as {@link addressOf} does. */
function targetOf({ request, target }, scope) {
    return target ?? addressOf(request, scope);
}
/** Path and query of a request, every value percent-encoded. Throws RotationError `config` for a value that no path can carry. */
function addressOf({ path, query }, scope) {
    const encoded = renderText(path, (name) => {
        const value = scope(name);
        return value === undefined ? undefined : segment(String(asText(value)), name);
    });
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(renderTexts(query, scope)))
        search.set(name, String(value));
    const rest = search.size === 0 ? "" : `?${search}`;
    return `${encoded ?? path}${rest}`;
}
/** A server would resolve dots, whatever their encoding. */
function segment(value, name) {
    if (value !== "" && value !== "." && value !== "..")
        return encodeURIComponent(value);
    throw new error/* RotationError */.F("config", `the value of ${name} cannot stand in an address: it is ${value || "empty"}`, {
        effect: "none",
    });
}

;// CONCATENATED MODULE: ./build/key-services/http/prove.js










/** Sends a made-up key to where the description says that keys can be tried. Read only. */
async function findProvingGround(session, sample, op) {
    const { verify } = session.description;
    if (!verify)
        return { answers: [] };
    const place = placeOf(session, verify);
    if (!verify.control)
        return { place, answers: [] };
    const answer = await prove(session, { value: madeUpKey(session.description), keyId: sample?.id ?? madeUpId() }, op);
    const answers = [{ place, answer }];
    return answer === "refused" ? { place, answers } : { answers };
}
/** What the place is called: method and path, without what identifies a key. */
function placeOf({ options }, { request }) {
    const scope = (name) => (name === "key.id" ? "key" : options.params[name.slice("params.".length)]);
    return `${request.method} ${decodeURI(addressOf({ path: request.path }, scope))}`;
}
/** A key that nobody issued, of the form that a new one would have. */
function madeUpKey({ key }) {
    const raw = (key.prefix ?? "") + (0,external_node_crypto_.randomBytes)(24).toString("hex");
    const made = asText(renderText(key.value ?? "${secret}", (name) => (name === "secret" ? raw : madeUpId())) ?? raw);
    return made instanceof contract_secret/* Secret */.z ? made : new contract_secret/* Secret */.z(made);
}
function madeUpId() {
    return (0,external_node_crypto_.randomBytes)(10).toString("hex");
}
/**
 * Uses a key once. Accepted and refused are what the description says; all else proves neither. Throws RotationError
 * for what passes by itself (429, 5xx, no answer), so that the caller can try again.
 */
async function prove(session, { value, keyId }, op) {
    const { verify, issue } = session.description;
    if (!verify)
        throw new error/* RotationError */.F("config", `the description of ${session.title} has no verify`, { effect: "none" });
    const call = callFor(verify, { value, keyId });
    const answer = await session.send(call, op);
    if (fits(answer, verify.accept, call.scope)) {
        const isOther = verify.id !== undefined && issue.id !== "none" && !same(at(answer.json, verify.id), keyId);
        return isOther ? "inconclusive" : "accepted";
    }
    if (refuses(answer, verify.reject, call.scope))
        return "refused";
    if (isPassing(answer))
        throw failure(session, answer, call);
    return "inconclusive";
}
function callFor(verify, { value, keyId }) {
    return {
        request: verify.request,
        scope: (name) => (name === "key.value" ? value : name === "key.id" ? keyId : undefined),
        as: verify.auth === "key" ? { value, id: keyId } : verify.auth,
        what: "trying a key",
    };
}
function isPassing({ status }) {
    const { fault } = (0,http/* faultOf */.Kl)(status);
    return fault === "rate-limited" || fault === "unavailable" || fault === "timeout";
}
/** Whether the service says which key a value belongs to, without being told first. */
function canIdentify({ verify, key }) {
    return verify?.id !== undefined && !refersTo([verify, key["presented-as"] ?? ""], "key.id");
}
/** The id behind a value by the service's own answer; undefined where it does not accept the value. Moves its last-used time. */
async function identify(session, value, op) {
    const { verify } = session.description;
    if (verify?.id === undefined)
        return undefined;
    const call = callFor(verify, { value, keyId: "" });
    const answer = await session.send(call, op);
    if (isPassing(answer))
        throw failure(session, answer, call);
    if (!fits(answer, verify.accept, call.scope))
        return undefined;
    const id = at(answer.json, verify.id);
    return typeof id === "string" || typeof id === "number" ? String(id) : undefined;
}

;// CONCATENATED MODULE: ./build/key-services/http/revoke.js




/**
 * Revokes a key by the steps of the description. Idempotent: a key that is gone answers `already-gone`.
 * @throws RotationError as the session does; `config` where the description, or the key's value, does not allow it
 */
async function revoke(session, ring, id, op) {
    const plan = planFor(session, ring, id);
    const value = ring.valueOf(id);
    if (refersTo(plan.steps, "old.value") && value === undefined) {
        throw new error/* RotationError */.F("config", `${session.title} revokes a key only by its value, and that of ${id} is not known`, {
            hint: "Give the value that consumers hold as key.current, or end the key at the service by hand.",
            effect: "none",
        });
    }
    for (const request of plan.steps) {
        const call = {
            request,
            scope: (name) => (name === "old.id" ? id : name === "old.value" ? value : undefined),
            as: "admin",
            what: `revoking the key ${id}`,
        };
        const answer = await session.send(call, op);
        if (fits(answer, request.ok ?? plan.ok, call.scope))
            continue;
        if (!plan.gone.includes(answer.status))
            throw failure(session, answer, call);
        // An account or an address that is wrong fails there too; only the list can tell.
        const listed = session.description.list ? await ring.list(op) : [];
        if (listed.some((key) => key.id === id))
            throw failure(session, answer, call);
        ring.remove(id);
        return "already-gone";
    }
    ring.remove(id);
    return "revoked";
}
/** A staged key is taken back, not promoted: promoting it would end the key that is in use. */
function planFor({ description, title }, ring, id) {
    const isStaged = description.issue.kind === "stage" && ring.isMadeNow(id);
    const plan = isStaged ? description.undo : description.revoke;
    if (plan)
        return plan;
    throw new error/* RotationError */.F("config", `the description of ${title} does not say how to revoke the key ${id}`, {
        hint: isStaged
            ? "Take the staged key back at the service by hand, or add undo to the description."
            : "End it at the service by hand, or add revoke to the description.",
        effect: "none",
    });
}

;// CONCATENATED MODULE: ./build/key-services/http/credentials.js





/** Renders a way to authenticate that needs no request of its own. Throws RotationError `config` for an unset name. */
function credentialsOf(auth, scope) {
    const { bearer, basic, headers } = auth;
    if (bearer !== undefined)
        return { bearer: asSecret(bearer, scope) };
    if (headers !== undefined)
        return { headers: renderTexts(headers, scope) };
    if (typeof basic === "string")
        return { basic: asSecret(basic, scope) };
    if (basic === undefined)
        return {};
    const [user, password] = basic.map((part) => asText(renderText(part, scope) ?? ""));
    return { basic: contract_secret/* Secret */.z.joined([user ?? "", ":", password ?? ""]) };
}
function asSecret(template, scope) {
    const value = asText(renderText(template, scope) ?? "");
    return value instanceof contract_secret/* Secret */.z ? value : new contract_secret/* Secret */.z(value);
}
/** A token is asked for again this long before it ends. */
const MARGIN_MS = 60_000;
/** Where no lifetime is told, a token counts as good for this long. */
const USUAL_MS = 5 * 60_000;
/** Opens a source of tokens. No request yet. @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4 */
function tokenSource(oauth2, { options, tools, scope }) {
    let granted;
    let asking;
    const ask = async (op) => {
        const grant = await askForToken(oauth2, { options, tools, scope }, op);
        tools.mask(grant.token);
        granted = grant;
        return grant;
    };
    return {
        latest: () => granted?.token,
        async token(op) {
            if (granted && tools.clock.now() < granted.endsAtMs - MARGIN_MS)
                return granted.token;
            asking ??= ask(op).finally(() => {
                asking = undefined;
            });
            return (await asking).token;
        },
    };
}
async function askForToken(oauth2, { options, tools, scope }, op) {
    const service = titleOf(options.description);
    const url = new URL(options.tokenUrl ?? options.baseUrl);
    const client = (0,http/* httpClient */.ok)({ service, baseUrl: url.origin, clock: tools.clock, headers: { "user-agent": "rekey" } });
    const { "client-id": id, "client-secret": secret, audience, scope: asked, send } = oauth2;
    const inBody = send === "body" ? { client_id: id, client_secret: secret } : {};
    const what = "asking for an access token";
    const request = {
        method: "POST",
        path: url.pathname,
        what,
        form: renderTexts({ grant_type: "client_credentials", ...inBody, ...(audience && { audience }), ...(asked && { scope: asked }) }, scope),
        ...(send === "basic" && credentialsOf({ basic: [id, secret] }, scope)),
    };
    const answer = await client.send(request, op);
    const body = (0,http/* isRecord */.u4)(answer.json) ? answer.json : {};
    if (answer.status !== 200 || typeof body.access_token !== "string" || body.access_token === "") {
        const hint = `Look at credentials (${Object.keys(options.credentials).join(", ")}): the client may be unknown, its secret wrong or expired.`;
        const secrets = Object.values(options.credentials);
        const failure = (0,http/* failureOf */.g5)(answer, { service, what, hint, secrets, nowMs: tools.clock.now() });
        // RFC 6749 answers a wrong client with 400 or 401.
        throw body.error === "invalid_client" ? new error/* RotationError */.F("unauthenticated", failure.message, { hint }) : failure;
    }
    const seconds = Number(body.expires_in);
    const lastsMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : USUAL_MS;
    return { token: new contract_secret/* Secret */.z(body.access_token), endsAtMs: tools.clock.now() + lastsMs };
}

;// CONCATENATED MODULE: ./build/key-services/http/session.js







/** Opens a session. No request yet. */
function openSession(options, tools, { current }) {
    const { description } = options;
    const purse = openPurse(options, tools, current);
    const clients = clientsOf(options, tools);
    const clientOf = (host = "") => clients.get(host) ?? missing();
    const lookUp = (call, name) => call.scope(name) ?? purse.scope(name);
    return {
        description,
        options,
        tools,
        title: titleOf(description),
        current,
        self: purse.isSelf,
        clock: () => clientOf().serverClock(),
        now: () => tools.clock.now() + (clientOf().serverClock()?.offsetMs ?? 0),
        lookUp,
        targetOf: (call) => targetOf(call, (name) => lookUp(call, name)),
        async send(call, op) {
            const who = await purse.credentials(call.as, op);
            const rendering = { scope: (name) => lookUp(call, name), who, headers: description.headers };
            return clientOf(call.request.host).send(requestOf(call, rendering), op);
        },
        goOverTo: (value) => purse.goOverTo(value),
        secrets(call) {
            const tried = typeof call.as === "object" ? [call.as.value] : [];
            const values = ["old.value", "key.value"].map(call.scope).filter((value) => value instanceof contract_secret/* Secret */.z);
            return [...purse.secrets(), ...(current ? [current] : []), ...tried, ...values];
        },
    };
}
/** A client per address; the one of base-url has the empty name. */
function clientsOf(options, { clock }) {
    const service = titleOf(options.description);
    const open = (baseUrl) => (0,http/* httpClient */.ok)({ service, baseUrl, clock, headers: { "user-agent": "rekey" } });
    const others = Object.entries(options.hosts).map(([name, url]) => [name, open(url)]);
    return new Map([["", open(options.baseUrl)], ...others]);
}
function missing() {
    throw new error/* RotationError */.F("config", "the description names a host that it does not have", { effect: "none" });
}
function openPurse(options, tools, current) {
    const { description } = options;
    const { auth } = description;
    const all = Object.values(options.credentials);
    let own = current;
    const scope = (name) => {
        if (name === "run.idempotency")
            return (0,external_node_crypto_.randomUUID)();
        const [family, short = ""] = [name.slice(0, name.indexOf(".")), name.slice(name.indexOf(".") + 1)];
        if (family === "params")
            return options.params[short];
        const credential = family === "cred" ? options.credentials[short] : undefined;
        return credential && current?.equals(credential) ? own : credential;
    };
    const tokens = tokensOf(options, tools, scope);
    return {
        isSelf: auth === "self" || all.some((one) => current?.equals(one) ?? false),
        scope,
        async credentials(caller, op) {
            if (caller === "none" || (caller === "admin" && auth === "none"))
                return {};
            if (caller !== "admin")
                return presented(description, caller, scope);
            if (tokens)
                return { bearer: await tokens.token(op) };
            if (auth === "self")
                return presented(description, { value: own ?? unknownKey() }, scope);
            return typeof auth === "object" ? credentialsOf(auth, scope) : {};
        },
        goOverTo(value) {
            own = value;
        },
        secrets: () => [...all, own, tokens?.latest()].filter((one) => one !== undefined),
    };
}
function tokensOf(options, tools, scope) {
    const { auth } = options.description;
    const oauth2 = typeof auth === "object" ? auth.oauth2 : undefined;
    return oauth2 && tokenSource(oauth2, { options, tools, scope });
}
function unknownKey() {
    throw new error/* RotationError */.F("config", "the service is asked with the rotated key itself, and its value is not known", {
        hint: "Give the value that consumers hold as key.current.",
        effect: "none",
    });
}
/** The key as a consumer sends it. */
function presented({ key }, { value, id }, scope) {
    const auth = key["presented-as"];
    if (typeof auth !== "object")
        return { bearer: value };
    return credentialsOf(auth, (name) => (name === "key.value" ? value : name === "key.id" ? id : scope(name)));
}

;// CONCATENATED MODULE: ./build/key-services/http/index.js










/** Keys of any HTTP service that a description tells how to speak to. */
const keyService = (0,plug_in/* defineKeyService */.cP)({
    summary: "API keys of any HTTP service, by a description of its calls",
    schema: optionsSchema,
    account: accountOf,
    check: ({ description }, rotation) => demands(description, rotation),
    defaults: ({ description }) => defaultsOf(description),
    open: openHttp,
});
/** `http:unkey:https://api.unkey.com?api_id=api_1`. */
function accountOf({ description, baseUrl, params }) {
    const given = Object.keys(params)
        .sort()
        .map((name) => `${name}=${String(params[name])}`);
    return `http:${description.service}:${baseUrl}${given.length === 0 ? "" : `?${given.join("&")}`}`;
}
function openHttp(options, tools, rotation) {
    const { description } = options;
    const session = openSession(options, tools, rotation);
    const ring = openKeyring(session, rotation.id);
    const minting = mintingOf(session, ring);
    const limit = description.limits?.["live-keys"];
    const values = Object.values(options.params).map(String).join(", ");
    return {
        label: `${titleOf(description)}${values === "" ? "" : ` (${values})`}`,
        account: accountOf(options),
        strategies: description.issue.kind === "rotate" ? { rotate: minting } : { create: minting },
        tellsLastUse: (description.list ?? description.get)?.["last-used"] !== undefined,
        ...(limit !== undefined && { maxLiveKeys: limit }),
        self: session.self,
        clock: () => session.clock(),
        list: (op) => ring.list(op),
        preflight: async (plan) => mintBlockers(session, ring, plan),
        provingGround: (sample, op) => findProvingGround(session, sample, op),
        probe: (value, { keyId }, op) => prove(session, { value, keyId }, op),
        ...(canIdentify(description) && { identify: (value, op) => identify(session, value, op) }),
        revoke: (id, op) => revoke(session, ring, id, op),
        ...(adoptable(session) && { adopt: (value, op) => adopt(session, ring, value, op) }),
    };
}
/** Where the first use of the new key starts the old one's clock, rekey stays with the old one to the end. */
function adoptable({ description }) {
    return description.issue["old-key"] !== "dies-after-first-use";
}
/** Goes over to the new key once it has listed the keys or, where there is no list, been accepted; else stays with the old one. */
async function adopt(session, ring, value, op) {
    const before = session.current;
    session.goOverTo(value);
    try {
        await ring.list(op);
        const { list, get, verify } = session.description;
        if (!list && !get && verify)
            await demandAcceptance(session, value, op);
    }
    catch (error) {
        if (before)
            session.goOverTo(before);
        throw error;
    }
}
async function demandAcceptance(session, value, op) {
    const answer = await prove(session, { value, keyId: MADE_NOW }, op);
    if (answer === "accepted")
        return;
    const what = `${session.title} does not accept the new key, which rekey's own calls need`;
    throw new error/* RotationError */.F(answer === "refused" ? "unauthenticated" : "forbidden", what);
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
