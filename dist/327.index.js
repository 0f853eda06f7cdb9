export const id = 327;
export const ids = [327];
export const modules = {

/***/ 3689:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Kl: () => (/* binding */ faultOf),
/* harmony export */   Vs: () => (/* binding */ retryAfterMs),
/* harmony export */   Z9: () => (/* binding */ wordsOf),
/* harmony export */   g5: () => (/* binding */ failureOf),
/* harmony export */   u4: () => (/* binding */ isRecord)
/* harmony export */ });
/* harmony import */ var _contract_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9789);
/* harmony import */ var _safe_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2243);


/** What a status means for the caller. 5xx and 408 leave open whether the request took effect. */
function faultOf(status) {
    const unsettled = "unknown";
    if (status === 401)
        return { fault: "unauthenticated", effect: "none" };
    if (status === 403)
        return { fault: "forbidden", effect: "none" };
    if (status === 404 || status === 410)
        return { fault: "not-found", effect: "none" };
    if (status === 409 || status === 412 || status === 423)
        return { fault: "conflict", effect: "none" };
    if (status === 429)
        return { fault: "rate-limited", effect: "none" };
    if (status === 408 || status === 504)
        return { fault: "timeout", effect: unsettled };
    if (status >= 500)
        return { fault: "unavailable", effect: unsettled };
    if (status >= 400)
        return { fault: "config", effect: "none" };
    return { fault: "contract", effect: unsettled };
}
/** The error for an answer that is none of those that the caller expects: status, and the words of the other side. */
function failureOf(answer, context) {
    const { fault, effect } = faultOf(answer.status);
    const words = context.words ?? wordsOf(answer);
    const told = words ? `: ${(0,_safe_text_js__WEBPACK_IMPORTED_MODULE_1__/* .safeText */ .H)(words, context.secrets)}` : "";
    return new _contract_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RotationError */ .F(fault, `${context.service} answered ${answer.status} while ${context.what}${told}`, {
        hint: context.hint,
        effect,
        retryAfterMs: retryAfterMs(answer, context.nowMs),
    });
}
/**
 * Milliseconds that an answer asks to wait: `Retry-After` in seconds, or as a date by the clock of the server that
 * sent it. Undefined without such a header, or with one that cannot be read.
 */
function retryAfterMs(answer, nowMs) {
    const told = answer.header("retry-after")?.trim();
    if (!told)
        return undefined;
    if (/^\d+(\.\d+)?$/.test(told))
        return Math.ceil(Number(told) * 1000);
    const until = Date.parse(told);
    if (Number.isNaN(until))
        return undefined;
    const serverNow = Date.parse(answer.header("date") ?? "");
    return Math.max(0, until - (Number.isNaN(serverNow) ? nowMs : serverNow));
}
/** The message in an error body, unredacted: JSON of the usual shapes, a JSON string, plain text, a page's title. */
function wordsOf(answer) {
    if (typeof answer.json === "string")
        return answer.json;
    if (isRecord(answer.json))
        return wordsOfRecord(answer.json);
    if (answer.json !== undefined || answer.text.trim() === "")
        return "";
    const type = answer.header("content-type")?.split(";")[0]?.trim() ?? "no content type";
    if (type === "text/plain")
        return answer.text;
    const title = /<title[^>]*>([^<]*)<\/title>/i.exec(answer.text)?.[1]?.trim();
    return title ? `a page titled "${title}"` : `a body that is not JSON (${type})`;
}
function wordsOfRecord(body) {
    const nested = isRecord(body.error) ? body.error.message : undefined;
    const candidates = [body.message, nested, body.error_description, body.error, body.detail, body.title];
    const main = candidates.find((candidate) => typeof candidate === "string" && candidate !== "");
    const details = body.errors ?? (Array.isArray(body.detail) ? body.detail : undefined);
    const parts = [typeof main === "string" ? main : "", details === undefined ? "" : detailsOf(details)];
    return parts.filter((part) => part !== "").join(" ");
}
/** `message (CODE)` for one or several errors that have a message; anything else as JSON. */
function detailsOf(details) {
    const all = Array.isArray(details) ? details : [details];
    const told = all.map((one) => (isRecord(one) && typeof one.message === "string" ? wordsOfError(one) : undefined));
    return told.length === 0 || told.includes(undefined) ? JSON.stringify(details) : told.join(", ");
}
function wordsOfError({ code, message }) {
    return typeof code === "string" && code !== "" ? `${String(message)} (${code})` : String(message);
}
/** Whether a value is an object with fields. */
function isRecord(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}


/***/ }),

/***/ 9098:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   cv: () => (/* binding */ exchange),
/* harmony export */   su: () => (/* binding */ isRepeatable),
/* harmony export */   wC: () => (/* binding */ WireFailure)
/* harmony export */ });
/* harmony import */ var node_http__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7067);

/** Why there is no answer. */
class WireFailure extends Error {
    name = "WireFailure";
    /** Whether bytes of the request may have left: false only where no connection was ever ready. */
    sent;
    /** Whether the connection was an idle one that the other side may have closed meanwhile. */
    reused;
    /** Node's code, for example `ECONNREFUSED`; `BODY_TOO_LONG` and `BODY_CUT` are ours. */
    code;
    constructor(code, at, cause) {
        super(code, { cause });
        this.code = code;
        this.sent = at.sent;
        this.reused = at.reused;
    }
}
const REPEATABLE = new Set(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]);
/** Whether sending the request twice has the effect of sending it once. */
function isRepeatable({ method, once }) {
    return once !== true && REPEATABLE.has(method);
}
/**
 * Sends one request and reads the whole answer. Follows no redirect. Uses the global agents, so that a proxy set by
 * `http.setGlobalProxyFromEnv` is honoured; a request that cannot be repeated gets a connection of its own, as an
 * idle one may be closed by the other side in the very moment of sending, and nobody could tell what became of it.
 * @throws WireFailure
 */
async function exchange(request) {
    const { promise, resolve, reject } = Promise.withResolvers();
    const secure = request.url.protocol === "https:";
    const web = secure ? (await Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 4708, 19))).default : node_http__WEBPACK_IMPORTED_MODULE_0__;
    const send = web.request;
    const wire = send({
        host: request.url.hostname.replace(/^\[|\]$/g, ""),
        port: request.url.port || (secure ? 443 : 80),
        path: request.target,
        method: request.method,
        headers: request.headers,
        signal: request.signal,
        ...(isRepeatable(request) ? {} : { agent: ownConnection(web) }),
    }, (answer) => {
        request.onHead(answer.headers);
        readBody(answer, request.maxBodyBytes).then((text) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }), (error) => reject(new WireFailure(codeOf(error), { sent: true, reused: false }, error)));
    });
    const connected = watchConnection(wire);
    wire.on("error", (error) => {
        const sent = connected() || wire.writableFinished;
        reject(new WireFailure(codeOf(error), { sent, reused: wire.reusedSocket }, error));
    });
    wire.end(request.body);
    return await promise;
}
/** A throw-away agent with the settings of the global one, the proxy included. */
function ownConnection(web) {
    const options = Reflect.get(web.globalAgent, "options");
    if (typeof options !== "object" || options === null)
        return web.globalAgent;
    return new web.Agent({ ...options, keepAlive: false });
}
/**
 * Tells whether the connection was ever ready to carry the request. Behind a proxy the socket arrives with its TLS
 * handshake done, so a socket that is not seen connecting counts as ready.
 */
function watchConnection(wire) {
    let ready = false;
    wire.on("socket", (socket) => {
        const handshakePending = "authorized" in socket && !socket.authorized && !Reflect.get(socket, "authorizationError");
        if (!wire.reusedSocket && (socket.connecting || handshakePending)) {
            socket.once("authorized" in socket ? "secureConnect" : "connect", () => {
                ready = true;
            });
        }
        else {
            ready = true;
        }
    });
    return () => ready;
}
async function readBody(answer, maxBytes) {
    const chunks = [];
    let length = 0;
    for await (const chunk of answer) {
        const bytes = Buffer.from(chunk);
        length += bytes.length;
        if (length > maxBytes) {
            answer.destroy();
            throw Object.assign(new Error("body too long"), { code: "BODY_TOO_LONG" });
        }
        chunks.push(bytes);
    }
    if (!answer.complete)
        throw Object.assign(new Error("body cut"), { code: "BODY_CUT" });
    return Buffer.concat(chunks)
        .toString("utf8")
        .replace(/^\uFEFF/, "");
}
function codeOf(error) {
    if (!(error instanceof Error))
        return "UNKNOWN";
    const code = Reflect.get(error, "code");
    return typeof code === "string" ? code : error.name;
}


/***/ }),

/***/ 327:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  g5: () => (/* reexport */ http_failure/* failureOf */.g5),
  Kl: () => (/* reexport */ http_failure/* faultOf */.Kl),
  ok: () => (/* binding */ httpClient),
  u4: () => (/* reexport */ http_failure/* isRecord */.u4),
  Vs: () => (/* reexport */ http_failure/* retryAfterMs */.Vs),
  Z9: () => (/* reexport */ http_failure/* wordsOf */.Z9)
});

// EXTERNAL MODULE: ./build/contract/error.js
var error = __webpack_require__(9789);
// EXTERNAL MODULE: ./build/contract/secret.js
var secret = __webpack_require__(1007);
;// CONCATENATED MODULE: ./build/lib/http-encode.js


/** Turns a request into headers and body. Throws RotationError `config` for a value that no header can carry. */
function encodeRequest(request, fixed) {
    const { headers, body } = encodeBody(request);
    const all = { accept: "application/json", ...fixed, ...headers };
    for (const [name, value] of Object.entries(request.headers ?? {}))
        all[name.toLowerCase()] = reveal(value);
    if (request.bearer)
        all.authorization = `Bearer ${sendable(request.bearer.reveal(), request)}`;
    if (request.basic)
        all.authorization = `Basic ${Buffer.from(reveal(request.basic)).toString("base64")}`;
    for (const value of Object.values(all))
        sendable(value, request);
    if (body === undefined)
        return { headers: all };
    return { headers: { ...all, "content-length": String(Buffer.byteLength(body)) }, body };
}
function encodeBody(request) {
    if (request.form) {
        const form = new URLSearchParams();
        for (const [name, value] of Object.entries(request.form))
            form.set(name, reveal(value));
        return { headers: { "content-type": "application/x-www-form-urlencoded" }, body: form.toString() };
    }
    if (request.multipart)
        return multipartOf(request.multipart);
    if (request.text !== undefined) {
        return { headers: { "content-type": "text/plain; charset=utf-8" }, body: reveal(request.text) };
    }
    if (request.json === undefined)
        return { headers: {} };
    return { headers: { "content-type": "application/json; charset=utf-8" }, body: jsonOf(request.json) };
}
/** @see https://www.rfc-editor.org/rfc/rfc7578 */
function multipartOf(fields) {
    const boundary = `rekey-${crypto.randomUUID()}`;
    const parts = Object.entries(fields).map(([name, value]) => {
        const quoted = name.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
        return `--${boundary}\r\ncontent-disposition: form-data; name="${quoted}"\r\n\r\n${reveal(value)}\r\n`;
    });
    const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
    return { headers, body: `${parts.join("")}--${boundary}--\r\n` };
}
/** JSON with the values of the secrets in it, which by themselves would show as `[secret]`. */
function jsonOf(value) {
    return JSON.stringify(value, function (name, shown) {
        const held = this[name];
        return held instanceof secret/* Secret */.z ? held.reveal() : shown;
    });
}
function reveal(value) {
    return typeof value === "string" ? value : value.reveal();
}
/** Node would throw too, but only after a part of the request exists, and not in words that help. */
function sendable(value, request) {
    if (/^[\t\x20-\x7e]*$/.test(value) && value.trim() === value)
        return value;
    throw new error/* RotationError */.F("config", `a credential or header for ${request.what} holds a line break, an outer blank or another character that cannot be sent`, { hint: "Store the secret again without line breaks and surrounding blanks.", effect: "none" });
}

// EXTERNAL MODULE: ./build/lib/http-transport.js
var http_transport = __webpack_require__(9098);
// EXTERNAL MODULE: ./build/lib/safe-text.js
var safe_text = __webpack_require__(2243);
;// CONCATENATED MODULE: ./build/lib/http-unanswered.js



/** The error for a call that its caller or its deadline ended. `sent`: bytes may have left. */
function aborted(call, signal, sent) {
    const late = signal.reason instanceof Error && signal.reason.name === "TimeoutError";
    const effect = sent ? "unknown" : "none";
    return late
        ? new error/* RotationError */.F("timeout", `${call.service} at ${call.url.host} did not answer in time while ${call.what}`, {
            effect,
        })
        : new error/* RotationError */.F("cancelled", `${call.what} was cancelled`, { effect });
}
/** The error for a call that got no usable answer. */
function unanswered(call, failure) {
    if (failure.code === "BODY_TOO_LONG") {
        return new error/* RotationError */.F("contract", `${call.service} sent an answer beyond all measure while ${call.what}`);
    }
    const effect = failure.sent ? "unknown" : "none";
    const story = failure.sent ? "the connection broke before the answer was complete" : "could not be reached";
    return new error/* RotationError */.F("unavailable", `${call.service} at ${call.url.host}: ${story} while ${call.what} (${failure.code})`, { effect, hint: hintOf(failure.code, call), cause: failure.cause });
}
function hintOf(code, call) {
    if (code === "ENOTFOUND")
        return `Check the spelling of the host ${call.url.hostname}.`;
    if (code === "ERR_PROXY_TUNNEL")
        return `The proxy of the runner refuses ${call.url.hostname}: allow it there.`;
    if (/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS/.test(code)) {
        return "The certificate is not trusted: if it is your own, name its authority in NODE_EXTRA_CA_CERTS.";
    }
    return undefined;
}
/** The error for a redirect. 307 and 308 say that nothing was done here; the others may come after the effect. */
function redirected(call, answer) {
    const location = answer.headers.location ?? "";
    const target = URL.canParse(location, call.url.href)
        ? new URL(location, call.url.href).host
        : "an unreadable address";
    const untouched = answer.status === 307 || answer.status === 308 || (0,http_transport/* isRepeatable */.su)(call);
    return new error/* RotationError */.F("config", `${call.service} at ${call.url.host} redirected to ${(0,safe_text/* safeText */.H)(target)} (${answer.status}) while ${call.what}`, {
        effect: untouched ? "none" : "unknown",
        hint: "Redirects are not followed, as the credential would go to another address: configure the right host.",
    });
}

// EXTERNAL MODULE: ./build/lib/schema.js
var schema = __webpack_require__(6669);
// EXTERNAL MODULE: ./build/lib/server-clock.js
var server_clock = __webpack_require__(9074);
// EXTERNAL MODULE: ./build/lib/http-failure.js
var http_failure = __webpack_require__(3689);
;// CONCATENATED MODULE: ./build/lib/http.js







const TIMEOUT_MS = 30_000;
const MAX_BODY_BYTES = 8 * 1024 * 1024;
/** Opens a client for one server. No request yet. Throws RotationError `config` for an address that is not acceptable. */
function httpClient(options) {
    const problem = (0,schema/* serverUrlProblem */.A2)(options.baseUrl);
    if (problem)
        throw new error/* RotationError */.F("config", `the address of ${options.service} ${problem}`);
    const base = new URL(options.baseUrl);
    const learner = (0,server_clock/* learnClock */.B)();
    const callOf = (request) => ({ ...request, service: options.service, url: base });
    async function attempt(request, signal) {
        const sentAtMs = options.clock.now();
        return (0,http_transport/* exchange */.cv)({
            url: base,
            target: base.pathname.replace(/\/+$/, "") + request.path,
            method: request.method,
            once: request.once ?? false,
            signal,
            maxBodyBytes: options.maxBodyBytes ?? MAX_BODY_BYTES,
            onHead: (headers) => learner.learn({ date: headers.date, sentAtMs, receivedAtMs: options.clock.now() }),
            ...encodeRequest(request, options.headers ?? {}),
        });
    }
    async function attempts(request, signal) {
        try {
            return await attempt(request, signal);
        }
        catch (error) {
            const closed = error instanceof http_transport/* WireFailure */.wC && error.reused && (0,http_transport/* isRepeatable */.su)(request);
            if (!closed || signal.aborted)
                throw error;
            return attempt(request, signal);
        }
    }
    return {
        serverClock: () => learner.reading(),
        async send(request, op) {
            const deadline = (options.deadline ?? AbortSignal.timeout)(options.timeoutMs ?? TIMEOUT_MS);
            const signal = AbortSignal.any([op.signal, deadline]);
            if (signal.aborted)
                throw aborted(callOf(request), signal, false);
            try {
                const answer = await attempts(request, signal);
                if (answer.status >= 300 && answer.status < 400)
                    throw redirected(callOf(request), answer);
                return toAnswer(answer);
            }
            catch (error) {
                if (!(error instanceof http_transport/* WireFailure */.wC))
                    throw error;
                throw signal.aborted ? aborted(callOf(request), signal, error.sent) : unanswered(callOf(request), error);
            }
        },
    };
}
function toAnswer(answer) {
    return {
        status: answer.status,
        text: answer.text,
        json: parse(answer.text),
        header(name) {
            const value = answer.headers[name];
            return Array.isArray(value) ? value.join(", ") : value;
        },
    };
}
/** The parser's own message would quote the body, so it is dropped. */
function parse(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}


/***/ }),

/***/ 7580:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E$: () => (/* binding */ redact),
/* harmony export */   ye: () => (/* binding */ maskForms)
/* harmony export */ });
/* unused harmony export MIN_MASK_LENGTH */
/** Shorter forms are not masked: they would star harmless text all over the log. */
const MIN_MASK_LENGTH = 6;
/** A line that frames a PEM document: no secret, and masking it would star hints that quote it. */
const PEM_FRAME = /^-----(BEGIN|END) [A-Z0-9 ]+-----$/;
/**
 * All forms in which a secret could show up in a text, longest first: as it is, line by line, in base64 (both
 * alphabets, at every alignment, so that `user:value` and larger documents are covered), in hex, and escaped for
 * URLs, JSON, XML and shells. No form holds a line break, as a runner would then mask each line of it, however
 * short; none is shorter than {@link MIN_MASK_LENGTH}. Pure.
 */
function maskForms(value) {
    const forms = new Set();
    for (const text of new Set([value, value.trim()])) {
        if (text.trim().length < MIN_MASK_LENGTH)
            continue;
        for (const form of [text, ...encoded(text), ...escaped(text)])
            forms.add(form);
    }
    for (const line of value.split(/[\r\n]+/)) {
        if (!PEM_FRAME.test(line.trim()))
            forms.add(line.trim());
    }
    return [...forms].filter(isMaskable).sort((a, b) => b.length - a.length);
}
/** Replaces every one of the forms in a text by `***`, as a runner does with its log. Pure. */
function redact(text, forms) {
    let redacted = text;
    for (const form of forms)
        redacted = redacted.replaceAll(form, "***");
    return redacted;
}
function isMaskable(form) {
    return form.length >= MIN_MASK_LENGTH && form.trim() !== "" && !/[\r\n]/.test(form);
}
/**
 * Base64 of the secret with 0, 1 and 2 bytes before it, without the characters that depend on those bytes; and, for
 * what comes after it, with and without the last character that may depend on that.
 */
function encoded(text) {
    const bytes = Buffer.from(text, "utf8");
    const forms = [bytes.toString("hex"), bytes.toString("hex").toUpperCase()];
    for (const before of [0, 1, 2]) {
        const shifted = Buffer.concat([Buffer.alloc(before), bytes]);
        const firstOwn = Math.ceil((before * 8) / 6);
        const endOfOwn = Math.floor((shifted.length * 8) / 6);
        for (const base64 of [shifted.toString("base64"), shifted.toString("base64url")]) {
            forms.push(base64.slice(firstOwn), base64.slice(firstOwn, endOfOwn));
        }
    }
    return forms;
}
function escaped(text) {
    const url = encodeURIComponent(text.toWellFormed());
    const json = JSON.stringify(text).slice(1, -1);
    return [
        url,
        url.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
        url.replaceAll("%20", "+"),
        new URLSearchParams([["", text]]).toString().slice(1),
        json,
        json.replaceAll("/", "\\/"),
        JSON.stringify(json).slice(1, -1),
        text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
        text.replaceAll("'", "'\\''"),
    ];
}


/***/ }),

/***/ 2243:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ safeText)
/* harmony export */ });
/* harmony import */ var _mask_forms_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7580);

const MAX_LENGTH = 256;
/** Longer than any id in use (a UUID has 36): a run of this length is more likely a credential than a word. */
const LONG_RUN = /[A-Za-z0-9_+=-]{40,}/g;
/** Control and format characters, line and paragraph separators: one of them could start a new line in a log. */
const BREAKS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;
/**
 * Makes text of another system fit for a message or a log: the given secrets and everything that looks like one are
 * replaced, the text becomes one line of at most 256 characters, and workflow commands of the runner lose their
 * meaning. Pure.
 *
 * `##[` counts anywhere in a line, `::` only where a line begins.
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
function safeText(text, secrets = []) {
    const forms = secrets.flatMap((secret) => (0,_mask_forms_js__WEBPACK_IMPORTED_MODULE_0__/* .maskForms */ .ye)(secret.reveal()));
    const line = (0,_mask_forms_js__WEBPACK_IMPORTED_MODULE_0__/* .redact */ .E$)(text, forms)
        .replace(LONG_RUN, "[…]")
        .replace(BREAKS, " ")
        .trim()
        .replaceAll("##[", "## [")
        .replace(/^::/, ": :");
    const characters = [...line];
    return characters.length <= MAX_LENGTH ? line : `${characters.slice(0, MAX_LENGTH - 1).join("")}…`;
}


/***/ }),

/***/ 9074:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ learnClock)
/* harmony export */ });
/** The header has whole seconds: the true time is up to a second later than it says. */
const HALF_SECOND_MS = 500;
/** A reading older than this is replaced by any newer one, as clocks drift and machines are suspended. */
const KEEP_MS = 10 * 60_000;
/** Keeps the reading with the shortest round trip, as that bounds the error best (the rule that NTP uses). */
function learnClock() {
    let best;
    return {
        learn({ date, sentAtMs, receivedAtMs }) {
            const told = date ? Date.parse(date) : Number.NaN;
            if (Number.isNaN(told))
                return;
            const clock = {
                offsetMs: told + HALF_SECOND_MS - (sentAtMs + receivedAtMs) / 2,
                uncertaintyMs: HALF_SECOND_MS + (receivedAtMs - sentAtMs) / 2,
            };
            const outdated = best && receivedAtMs - best.takenAtMs > KEEP_MS;
            if (!best || outdated || clock.uncertaintyMs <= best.clock.uncertaintyMs) {
                best = { clock, takenAtMs: receivedAtMs };
            }
        },
        reading: () => best?.clock,
    };
}


/***/ })

};
