export const id = 79;
export const ids = [79];
export const modules = {

/***/ 9079:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  openReporter: () => (/* binding */ openReporter)
});

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 14 modules
var core = __webpack_require__(6421);
// EXTERNAL MODULE: ./build/lib/mask-forms.js
var mask_forms = __webpack_require__(7580);
;// CONCATENATED MODULE: ./build/report/words.js
/** Marks a piece as a name, an id or a setting. */
function code(text) {
    return { code: text };
}
/** Builds a sentence: ``say`The key ${code(id)} is gone.` `` */
function say(texts, ...values) {
    const words = [];
    texts.forEach((text, index) => {
        words.push(text);
        const value = values[index];
        if (value === undefined)
            return;
        if (typeof value === "number")
            words.push(count(value));
        else if (typeof value === "string" || "code" in value)
            words.push(value);
        else
            words.push(...value);
    });
    return words.filter((word) => word !== "");
}
/** `1 destination`, `5,000 destinations`. */
function plural(amount, noun) {
    return `${count(amount)} ${noun}${amount === 1 ? "" : "s"}`;
}
/** `5,000`. */
function count(amount) {
    return amount.toLocaleString("en-US");
}
/** `a, b and c`, each a name; beyond `most` the rest is counted. */
function names(list, most = 20) {
    const words = [];
    const shown = list.slice(0, most);
    const rest = list.length - shown.length;
    shown.forEach((name, index) => {
        const isLast = index === shown.length - 1 && rest === 0;
        if (index > 0)
            words.push(isLast ? " and " : ", ");
        words.push(code(name));
    });
    if (rest > 0)
        words.push(` and ${count(rest)} more`);
    return words;
}
/** An id by both its ends, as ids that are made in order begin alike: `01JZ4K…8F3D2A`. */
function shortId(id) {
    return id.length <= 16 ? id : `${id.slice(0, 6)}…${id.slice(-6)}`;
}
/** Control and format characters (line breaks, escapes, bidirectional overrides): none has a place in a report. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;
/** A text from elsewhere on one line, without invisible characters, cut to `most` UTF-16 units. */
function oneLine(text, most = 1000) {
    const line = text.toWellFormed().replace(INVISIBLE, " ").replace(/ {2,}/g, " ").trim();
    return line.length <= most ? line : `${line.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
/** A sentence as plain text on one line; names stand in backticks. */
function plain(words) {
    let text = "";
    for (const word of words) {
        text += typeof word === "string" ? word : `\`${oneLine(word.code).replaceAll("`", "'")}\``;
    }
    return oneLine(text, 100_000);
}
/**
 * One line for a runner's log, from which no text can start a command: the runner takes `::` at the start of a line
 * and `##[` anywhere in it for one.
 */
function logLine(text) {
    return oneLine(text, 10_000).replace(/^::/, ": :").replaceAll("##[", "## [");
}

;// CONCATENATED MODULE: ./build/report/sentence.js

/** `key abc ("ci")`: a key, with what the service calls it. */
function keyNamed(keyId, description) {
    return description === "" ? say `${code(keyId)} (no description)` : say `${code(keyId)} ("${description}")`;
}
/** The keys of a table of candidates, at most ten. */
function keyList(keys) {
    const shown = keys.slice(0, 10);
    const words = [];
    shown.forEach((key, index) => {
        if (index > 0)
            words.push(", ");
        words.push(...keyNamed(key.id, key.description));
    });
    if (keys.length > shown.length)
        words.push(` and ${keys.length - shown.length} more`);
    return words;
}
/** Targets by their labels. */
function targetNames(targets, telling, most) {
    return names(targets.map((target) => telling.label(target)), most);
}
/** A message or hint from elsewhere as the end of a sentence: with exactly one full stop. */
function sentenceEnd(text) {
    const trimmed = text.trim();
    return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
/** A message from elsewhere as a whole sentence: with a capital and exactly one full stop. */
function wholeSentence(text) {
    const ended = sentenceEnd(text);
    // Only a plain word begins with a capital: the name of a repository or of a variable stays as it is.
    return ended.replace(/^[a-z]+(?=[ ,])/, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}
/** `acme/api: it answered 403.`; without the name in front where the message names it itself. */
function about(name, message) {
    return message.includes(name) ? [wholeSentence(message)] : say `${code(name)}: ${sentenceEnd(message)}`;
}
/** The hint as advice, with a fallback. */
function advice(hint, fallback) {
    return hint ? [wholeSentence(hint)] : fallback;
}

;// CONCATENATED MODULE: ./build/report/time.js
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS = [
    { ms: DAY, name: "d" },
    { ms: HOUR, name: "h" },
    { ms: MINUTE, name: "min" },
    { ms: SECOND, name: "s" },
];
/** `6 d 4 h`, `12 min`, `4 s`: at most two neighbouring units, rounded down; never negative. */
function span(ms) {
    const first = UNITS.findIndex((unit) => ms >= unit.ms);
    const [unit, next] = [UNITS[first], UNITS[first + 1]];
    if (!unit)
        return "less than 1 s";
    const whole = Math.floor(ms / unit.ms);
    const rest = next ? Math.floor((ms % unit.ms) / next.ms) : 0;
    return next && rest > 0 ? `${whole} ${unit.name} ${rest} ${next.name}` : `${whole} ${unit.name}`;
}
/** `2026-07-12T05:17:00Z`, or undefined for what is no date. */
function iso(ms) {
    if (ms === undefined || Number.isNaN(new Date(ms).getTime()))
        return undefined;
    return new Date(ms).toISOString().replace(".000Z", "Z");
}
/** `2026-07-12 05:17 UTC`. */
function utc(ms) {
    const text = iso(ms);
    return text ? `${text.slice(0, 10)} ${text.slice(11, 16)} UTC` : "an unknown time";
}
/** `in 6 d 4 h`, `2 h ago`, `now`. */
function relative(ms, nowMs) {
    const away = ms - nowMs;
    if (Math.abs(away) < MINUTE)
        return "now";
    return away > 0 ? `in ${span(away)}` : `${span(-away)} ago`;
}
/** `2026-07-12 05:17 UTC (in 6 d 4 h)`. */
function moment(ms, nowMs) {
    return iso(ms) ? `${utc(ms)} (${relative(ms, nowMs)})` : "an unknown time";
}

;// CONCATENATED MODULE: ./build/report/sentences-of-fleets.js



/** So many names stand in one sentence. */
const MOST_NAMES = 60;
/** So many pairs of a hiding and a hidden secret stand in one sentence. */
const MOST_SHADOWS = 20;
/** Findings about many places at once. */
const fleets = {
    matched: ({ pattern, places }) => ({
        title: `A pattern matched ${plural(places.length, "place")}`,
        message: say `${code(pattern)} matched ${names(places, MOST_NAMES)}.`,
    }),
    "uncovered-holders": ({ holders }) => ({
        title: `${plural(holders.length, "place")} of the same name that no destination covers`,
        message: say `These hold something under the same name, and this rotation does not write them: ${names(holders, MOST_NAMES)}. If it is the rotated key, their consumers fail when the old key goes.`,
        todo: say `Add each to the destinations. If it holds something else, leave it out by ${code("exclude")} (${code("owner/repo")}, ${code("owner/repo:environment")}, ${code("owner/repo@store")} or ${code("owner@store")} for an organization).`,
    }),
    shadowed: ({ shadows }) => {
        const told = say `Consumers get the nearest secret of a name: ${shadowList(shadows)}.`;
        if (shadows.every(({ isCovered }) => isCovered)) {
            return { title: "Secrets that hide others of the same name", message: told };
        }
        return {
            title: "Secrets that hide the rotated one",
            message: say `${told} What this rotation writes does not reach those consumers.`,
            todo: say `Delete the secrets that hide others if they are left over, or add them to the destinations.`,
        };
    },
    "inventory-blind": ({ places, why, needs }) => ({
        title: "Places where nobody looked",
        message: say `Whether the key is held there too is not known: ${joined(places)}. ${wholeSentence(why)}`,
        ...(needs.length > 0 && {
            todo: say `Nothing, if nobody keeps the key there. To have them looked at, give the token ${joined(needs)}.`,
        }),
    }),
    "would-save": ({ instead, count, requests, requestsInstead }) => ({
        title: "One secret could stand for many",
        message: say `${plural(count, "destination")} could be ${instead}: a rotation would then send about ${plural(requestsInstead, "request")} for them instead of ${requests}, and write them all at one moment.`,
    }),
    "cannot-finish": ({ on, count, before, ...amounts }, { nowMs }) => ({
        title: "The work could not be finished in time",
        message: say `${plural(count, "destination")} ${count === 1 ? "is" : "are"} to be written. ${tooMuch(before, { on, nowMs, ...amounts })} No key was made.`,
        todo: notBegun[before],
    }),
};
function tooMuch(before, amounts) {
    const { on, nowMs, requests = 0, left = 0, resetsAtMs = nowMs, needsMs = 0, limitMs = 0 } = amounts;
    if (before === "hour") {
        return say `That takes ${plural(requests, "request")}, but ${on} grants the token only ${left} more until ${moment(resetsAtMs, nowMs)}.`;
    }
    const end = before === "grace" ? "the old key's grace period" : "the longest time that a run may write for";
    return say `That takes ${span(needsMs)} at the pace of ${on}, longer than ${end} (${span(limitMs)}).`;
}
function joined(texts) {
    const last = texts.at(-1) ?? "";
    return texts.length < 2 ? last : `${texts.slice(0, -1).join(", ")} and ${last}`;
}
const notBegun = {
    hour: say `Run again when the hour is over. If the whole hour is never enough, part the destinations into several rotations, or use a token with a higher limit (a GitHub App of an Enterprise Cloud organization has 15,000 an hour).`,
    grace: say `Set a longer ${code("grace-period")}, choose ${code("pace: points")}, or part the destinations into several rotations.`,
    deadline: say `Choose ${code("pace: points")}, or part the destinations into several rotations.`,
};
function shadowList(shadows) {
    const words = [];
    shadows.slice(0, MOST_SHADOWS).forEach(({ by, hides }, index) => {
        words.push(index === 0 ? "" : "; ", ...say `${code(by)} hides ${names(hides, 5)}`);
    });
    const rest = shadows.length - MOST_SHADOWS;
    if (rest > 0)
        words.push(`; and ${rest} more`);
    return words.filter((word) => word !== "");
}

;// CONCATENATED MODULE: ./build/report/sentences-of-minting.js



/** Findings about making a key and proving it. */
const minting = {
    "control-failed": ({ answers }) => ({
        title: "A made-up key was not refused",
        message: say `Before a key is made, rekey shows that a wrong one is refused where the new one will be proved. No place did so: ${placeAnswers(answers)}. A proof there would mean nothing, so no key was made.`,
        todo: say `Check the key service's address and account. To rotate without proof, set ${code("verify.prove: false")}.`,
    }),
    "no-headroom": ({ live, limit }) => ({
        title: "The account is full",
        message: say `The account has ${plural(live, "live key")} and may have ${limit}, so no further key can be made.`,
        todo: say `Revoke keys that nobody uses any more; the timeline in the summary shows when each was used last.`,
    }),
    "downtime-not-allowed": () => ({
        title: "This service gives the old and the new key no overlap",
        message: say `With this strategy the old key dies as soon as the new one is made, so consumers fail until their destination is written. Nothing was changed.`,
        todo: say `Choose ${code("strategy: create")} if the service has it. If a short outage is acceptable, set ${code("allow-downtime: true")}.`,
    }),
    "description-too-long": ({ description, limit }) => ({
        title: "The key's description would be too long",
        message: say `The new key would be described as "${description}" (${description.length} characters); the service takes at most ${limit}.`,
        todo: say `Shorten ${code("key.label")} or the rotation's name: both are part of the description.`,
    }),
    "strategy-unavailable": ({ strategy }) => ({
        title: "The service does not have this strategy",
        message: say `The key service cannot do ${code(`strategy: ${strategy}`)}. Nothing was changed.`,
        todo: say `Set ${code(`strategy: ${strategy === "rotate" ? "create" : "rotate"}`)}.`,
    }),
    "service-blocked": ({ on, why, hint }) => ({
        title: "The key service cannot make the new key",
        message: about(on, why),
        todo: advice(hint, say `Mend this at the key service, then run again. Nothing was changed.`),
    }),
    "mint-refused": ({ message, hint }) => ({
        title: "The key service refused to make a key",
        message: say `${wholeSentence(message)} No key was made, and the old one is as it was.`,
        todo: advice(hint, say `Check what the API token of the key service may do, then run again.`),
    }),
    "mint-lost": ({ newKeyIds, message, inPlace }) => {
        if (inPlace !== undefined)
            return lostInPlace(inPlace, message);
        return {
            title: "The answer with the new key was lost",
            message: newKeyIds.length > 0
                ? say `${wholeSentence(message)} The service made the key ${names(newKeyIds)}, but its value never arrived and cannot be asked for again.`
                : say `${wholeSentence(message)} The service lists no new key, so probably none was made. The call was not repeated, as it could have made a second one.`,
            todo: say `Run again, or wait for the next scheduled run: it makes another key.${newKeyIds.length > 0 ? " The lost one is in no destination and can be revoked." : ""}`,
        };
    },
    "mint-unusable": ({ keyId, message, revoked, inPlace = false }) => inPlace && keyId !== undefined
        ? lostInPlace(keyId, message)
        : {
            title: "The service made a key without a usable value",
            message: say `${wholeSentence(message)} ${unusable(keyId, revoked)}`,
            todo: keyId !== undefined && !revoked
                ? say `Revoke ${code(keyId)} by hand: no destination holds it. Then run again; if the answer stays unusable, ask the key service's support.`
                : say `Run again. If the answer stays unusable, ask the key service's support.`,
        },
    "new-key-refused": refused,
    "overlap-broken": ({ keyId, promisedUntilMs }, { nowMs }) => ({
        title: "The old key died too early",
        message: promisedUntilMs === undefined
            ? say `The service refuses the old key ${code(keyId)} already, although it promises an overlap. Consumers fail until their destination is written.`
            : say `The service refuses the old key ${code(keyId)} already, although it promised it until ${moment(promisedUntilMs, nowMs)}. Consumers fail until their destination is written.`,
        todo: say `Start runs that failed in between again. Use ${code("strategy: create")} from now on, which does not rely on the service's promise.`,
    }),
    gap: ({ keyId, gapMs, written }) => ({
        title: `Consumers had a dead key for ${shortSpan(gapMs)}`,
        message: say `The service replaced the value of the key ${code(keyId)} in place, so that the old value died at once: ${shortSpan(gapMs)} passed from that call to the last write of ${plural(written, "destination")}. Whoever began in between with the old value failed, or fails until it reads the new one.`,
        todo: say `Start runs that failed in between again. ${code("strategy: create")} has no such gap.`,
    }),
    "expiry-differs": ({ keyId, expectedMs, gotMs }, { nowMs }) => ({
        title: "The new key does not end when it should",
        message: say `The new key ${code(keyId)} should live as long as the old one did and ${ends(expectedMs, nowMs)}, but the service says that it will ${ends(gotMs, nowMs)}.`,
        todo: say `Check the account's rules for the lifetime of keys. Make sure that ${code("max-age")} is shorter than it.`,
    }),
};
/** `850 ms`, `4 s`: a gap is mostly shorter than any other span. */
function shortSpan(ms) {
    return ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : span(ms);
}
function refused({ keyId, revoked, place, why, inPlace = false }) {
    const fact = why === undefined
        ? say `The key service refuses its own new key ${code(keyId)} at ${place}.`
        : say `${wholeSentence(why)}`;
    const ask = "ask the key service's support.";
    const title = why === undefined ? "The new key does not work" : "The new key is not what was asked for";
    if (revoked) {
        const undone = "It was revoked before anyone got it; the old key is as it was.";
        return { title, message: say `${fact} ${undone}`, todo: say `Run again. If it stays so, ${ask}` };
    }
    if (inPlace) {
        const state = "It was written all the same, as the old value died when the new one was made.";
        return {
            title,
            message: say `${fact} ${state}`,
            todo: say `Look at the key at the service now. Then run again, or ${ask}`,
        };
    }
    return {
        title,
        message: say `${fact} No destination was written; the old key still serves, but its time is running.`,
        todo: say `Run again before the old key ends: a fresh key is made and written. If it stays so, ${ask}`,
    };
}
/** The service took the old value's place with one that nobody has. */
function lostInPlace(keyId, message) {
    return {
        title: "The new value of the key is lost, and the old one is dead",
        message: say `${wholeSentence(message)} The service replaced the value of the key ${code(keyId)} all the same: the old value is dead and nobody has the new one, so consumers fail until another key is written.`,
        todo: say `If this run wrote no other key, run again at once: it makes one and writes it everywhere.`,
    };
}
function ends(atMs, nowMs) {
    return atMs === undefined ? "never end" : `end on ${moment(atMs, nowMs)}`;
}
function unusable(keyId, revoked) {
    if (keyId === undefined)
        return say `Its id is not known either.`;
    if (revoked)
        return say `The key ${code(keyId)} was revoked at once; no destination was written.`;
    return say `The key ${code(keyId)} exists, but nobody has its value; no destination was written.`;
}
function placeAnswers(answers) {
    if (answers.length === 0)
        return ["no place could be asked"];
    const words = [];
    for (const { place, answer } of answers.slice(0, 10)) {
        if (words.length > 0)
            words.push(", ");
        words.push(`${place} ${answered[answer]}`);
    }
    return words;
}
const answered = {
    accepted: "accepted it",
    refused: "refused it",
    inconclusive: "neither accepted nor refused it",
};

;// CONCATENATED MODULE: ./build/report/sentences-of-ownership.js



/** Findings about whose key is whose. */
const ownership = {
    "no-live-key": () => ({
        title: "The account has no live key",
        message: say `The key service lists no live key for this account, so there is nothing to rotate. Nothing was changed.`,
        todo: say `Check that the account is the right one. To have rekey create its first key, run once with ${code("mode: force")}.`,
    }),
    "none-ours": ({ label, candidates }) => ({
        title: "No live key has the configured label",
        message: say `None of the account's live keys is described as ${code(label)}. Live are: ${keyList(candidates)}. Nothing was changed.`,
        todo: say `Set ${code("key.label")} (input ${code("key-label")}) to the description of the key that your destinations hold.`,
    }),
    "ambiguous-ownership": ({ candidates, namesakes = false }) => namesakes
        ? sameName(candidates)
        : {
            title: "Several keys, and none is named as the one to rotate",
            message: say `The account's live keys have different descriptions, so rekey cannot tell which one your destinations hold: ${keyList(candidates)}. Nothing was changed.`,
            todo: say `Set ${code("key.label")} (input ${code("key-label")}) to one of these descriptions or, if the account serves this rotation alone, ${code("key.dedicated: true")} (input ${code("key-dedicated")}).`,
        },
    "foreign-successor": ({ keyId, description, currentId, currentExpiresAtMs }, { nowMs }) => ({
        title: "A newer key is not recognised as ours",
        message: currentExpiresAtMs === undefined
            ? say `Our key ${code(currentId)} is ending, and the newer key ${keyNamed(keyId, description)} is live but is not ours by its description.`
            : say `Our key ${code(currentId)} ends on ${moment(currentExpiresAtMs, nowMs)}, and the newer key ${keyNamed(keyId, description)} is live but is not ours by its description.`,
        todo: say `If the newer key is this rotation's, set ${code("key.dedicated: true")}, or ${code("key.label")} to its description. If somebody else made it, rotate with ${code("mode: force")} before ours ends.`,
    }),
    "key-appeared": ({ keyId, description, whose }) => ({
        title: appeared[whose].title,
        message: say `The key ${keyNamed(keyId, description)} ${appeared[whose].message}`,
        todo: appeared[whose].todo,
    }),
    "unexplained-key": ({ keyId, description }) => ({
        title: "An older key that rekey cannot explain",
        message: say `The key ${keyNamed(keyId, description)} is older than the predecessor and does not carry rekey's marker, so it was left alive.`,
        todo: say `Find out who uses it. Revoke it by hand if nobody does, or set ${code("key.dedicated: true")} if all keys of the account belong to this rotation.`,
    }),
    "not-touched": ({ keys }) => ({
        title: "Keys of others were left alone",
        message: say `These live keys of the account are not this rotation's and were not touched: ${keyList(keys)}.`,
        todo: say `If they may be known to others too, revoke them at the key service by hand.`,
    }),
    "current-not-ours": ({ identified }) => ({
        title: "The value given as current is not the current key",
        message: identified === "refused"
            ? say `The key service refuses the value given as ${code("current-key")}: it is revoked, expired or of another account. Whoever reads it from the same secret is broken already.`
            : say `The key service accepts the value given as ${code("current-key")}, but nothing shows that it is our current key. It was therefore not written anywhere.`,
        todo: say `Check that ${code("current-key")} (${code("key.current")}) reads the secret that rekey writes in this repository, and that this secret is one of the destinations.`,
    }),
    "current-is-predecessor": ({ keyId }) => ({
        title: "The home secret still holds the old key",
        message: say `The value given as ${code("current-key")} is the older key ${code(keyId)}, although the secret was written after the current key was made. A late write of another run or of a person put it back.`,
        todo: say `Nothing in most cases: the secret is written anew. If it happens again, look for a second writer and give the workflow a ${code("concurrency")} group.`,
    }),
    "description-differs": ({ keyId, expected, got }) => ({
        title: "The service did not copy the key's description",
        message: say `The new key ${code(keyId)} should be described as "${expected}", but the service ${got === "" ? "gives it no description" : `calls it "${got}"`}. It was distributed all the same, yet the next run would not know it as ours.`,
        todo: say `Set ${code("key.dedicated: true")} (input ${code("key-dedicated")}) if all keys of the account belong to this rotation; otherwise set ${code("key.label")} (input ${code("key-label")}) to ${got === "" ? "a description that you give the key at the service" : code(got)}.`,
    }),
};
function sameName(candidates) {
    return {
        title: "Several keys have the name of the one to rotate",
        message: say `The account holds keys of many owners, and these have the same name, so rekey cannot tell which one your destinations hold: ${keyList(candidates)}. Nothing was changed.`,
        todo: say `Set ${code("key.id")} instead of ${code("key.label")}, to the id of the key that your destinations hold.`,
    };
}
const ONE_HOME = say `One account needs one home: find out which other workflow rotates it and remove one of the two, or give each its own ${code("key.label")}.`;
const appeared = {
    ours: {
        title: "Another run made a key during this one",
        message: "appeared while this run was at work, and it is described like ours. Writing stopped, so that two writers do not overwrite each other.",
        todo: say `Nothing, if another run of this workflow was active: the next run finishes the work. Give the workflow a ${code("concurrency")} group, so that only one runs at a time.`,
    },
    "other-home": {
        title: "Another home rotates the same account",
        message: "is live, is described like ours and carries the marker of another home. Writing on would start a tug of war, so rekey holds.",
        todo: ONE_HOME,
    },
    foreign: {
        title: "Somebody else made a key during this run",
        message: "appeared while this run was at work, and it is not ours. Writing stopped, so that two writers do not overwrite each other.",
        todo: ONE_HOME,
    },
};

;// CONCATENATED MODULE: ./build/report/sentences-of-retiring.js



/** Findings about the end of keys. */
const retiring = {
    orphan: ({ keyId, revoked }) => revoked
        ? {
            title: "A key that nobody holds was revoked",
            message: say `The key ${code(keyId)} of an earlier, unfinished run is in no destination and was never used. It was revoked.`,
        }
        : {
            title: "A key that nobody seems to hold",
            message: say `The key ${code(keyId)} was made after every destination's last write, so no destination holds it. It was left alive, as rekey cannot show that it made it and that it was never used.`,
            todo: say `Revoke it by hand if nobody uses it.`,
        },
    "lingering-use": ({ keyId, lastUsedAtMs, from, deadlineMs }, { nowMs }) => ({
        title: "The old key is still used",
        message: say `The old key ${code(keyId)} was used on ${moment(lastUsedAtMs, nowMs)}${from === undefined ? "" : say ` from ${code(from)}`}, after every destination had the new one. Somebody reads it from a place that rekey does not write, or started before the write and still runs.${deadlineMs === undefined ? "" : ` It ends on ${moment(deadlineMs, nowMs)}, and then this consumer fails.`}`,
        todo: say `Find the consumer (long-running jobs, developers' machines, other systems' stores) and add its place to the destinations.`,
    }),
    deadline: ({ keyId, atMs }, { nowMs }) => ({
        title: "The old key's time is running",
        message: say `The old key ${code(keyId)} ends on ${moment(atMs, nowMs)}. Destinations that still hold it stop working then.`,
        todo: say `See that a run succeeds before.`,
    }),
    expiring: ({ keyId, atMs }, { nowMs }) => ({
        title: "A live key ends soon",
        message: say `The key ${code(keyId)} ends on ${moment(atMs, nowMs)}.`,
        todo: say `Nothing, if the next run succeeds before; otherwise run with ${code("mode: auto")}.`,
    }),
    "grace-broken": ({ keyId, promisedUntilMs, revoked }, { nowMs }) => ({
        title: "The service did not end the old key",
        message: say `The service had promised to end the old key ${code(keyId)} on ${moment(promisedUntilMs, nowMs)}, but it was still alive${revoked ? ". rekey revoked it." : "."}`,
        ...(revoked ? {} : { todo: say `Revoke it by hand, and tell the key service's support.` }),
    }),
    overstays: ({ keyId, sinceMs }, { nowMs }) => ({
        title: "An old key overstays",
        message: say `The old key ${code(keyId)} should have been gone by ${moment(sinceMs, nowMs)}.`,
        todo: say `See why it is not retired (a lagging destination or lingering use are the usual causes), or revoke it by hand if nobody uses it.`,
    }),
    "too-old": ({ keyId, ageMs, maxAgeMs }) => ({
        title: "The current key is too old",
        message: say `The current key ${code(keyId)} is ${span(ageMs)} old; ${code("max-age")} allows ${span(maxAgeMs)}.`,
        todo: say `Run with ${code("mode: auto")}, and see that the scheduled runs take place and succeed.`,
    }),
    "retire-waits": ({ keyId, why, untilMs, labels = [] }, { nowMs }) => ({
        title: "The old key is not retired yet",
        message: say `The old key ${code(keyId)} stays alive: ${waits[why]}${labels.length > 0 ? say ` (${names(labels)})` : ""}.${untilMs === undefined ? "" : ` Earliest: ${moment(untilMs, nowMs)}.`}`,
        ...waitAdvice(why),
    }),
    retired: ({ keyId, how }) => ({
        title: "The old key is retired",
        message: how === "revoked"
            ? say `The old key ${code(keyId)} was revoked.`
            : say `The old key ${code(keyId)} was gone already.`,
    }),
    "not-retired": ({ keyId, message }) => ({
        title: "The old key could not be revoked",
        message: say `${code(keyId)}: ${sentenceEnd(message)} It is still alive.`,
        todo: say `Check that the API token may revoke keys. The next run tries again.`,
    }),
    "not-dead": ({ keyId, shows }) => ({
        title: "A revoked key is still alive",
        message: shows === "listed"
            ? say `The key ${code(keyId)} was revoked, but the service still lists it as live.`
            : say `The key ${code(keyId)} was revoked, but the service still accepts it.`,
        todo: say `Look at the key at the service in a few minutes. If it is still alive, tell the key service's support at once: revocation does not work.`,
    }),
};
const waits = {
    "destinations-unwritten": "a required destination does not have the new key",
    "destinations-untold": "a destination cannot tell when it was written",
    "lingering-use": "it was used after every destination had the new key",
    "not-idle": "it has not been idle for long enough",
    "too-young": "a key younger than 6 h is never revoked, as another run may be writing it",
    "later-run": "this policy leaves it to a later run",
    "at-least": "the policy's minimum time has not passed",
    grace: "the grace period has not passed",
    "consumers-active": "workflow runs that may hold it are still active",
    "consumers-unknown": "whether workflow runs that may hold it are active could not be found out",
    "uncovered-holders": "places of the same name may hold it that no destination covers",
    unexplained: "it does not carry rekey's marker, and a newer one without it exists",
    "no-creation-time": "the service does not tell when it was made",
    "foreign-key": "another key appeared meanwhile, so somebody else may be rotating",
    "current-disagrees": "the value given as current is not the current key",
    overstay: "it is past the policy's maximum time, and the policy says to hold",
};
const ADVICE = {
    "destinations-unwritten": say `Mend the destination; the next run goes on.`,
    "destinations-untold": say `Revoke it by hand when you know that every destination has the new key.`,
    "lingering-use": say `Find the consumer that still uses it and add its place to the destinations.`,
    "consumers-unknown": say `Give the GitHub token the repository permission Actions (read) for every target, so that rekey can look.`,
    "uncovered-holders": say `Add these places to the destinations, or leave them out by ${code("exclude")} if they hold something else.`,
    unexplained: say `Revoke it by hand if nobody uses it, or set ${code("key.dedicated: true")}.`,
    "no-creation-time": say `Revoke it by hand when nobody uses it.`,
    "current-disagrees": say `Check that ${code("current-key")} reads the secret that rekey writes in this repository.`,
    overstay: say `Find out who uses it, then revoke it by hand, or set ${code("retire.on-overstay: revoke")}.`,
};
function waitAdvice(why) {
    const todo = ADVICE[why];
    return todo ? { todo } : {};
}

;// CONCATENATED MODULE: ./build/report/sentences-of-targets.js


/** Findings about destinations and the calls that reach them. */
const targets = {
    "call-failed": ({ phase, on, fault, message, hint }) => ({
        title: `A call failed while rekey ${doing[phase]}`,
        message: about(on, message),
        todo: advice(hint, byFault(fault)),
    }),
    "target-blocked": ({ target, required, fault, why, hint }, telling) => ({
        title: required ? "A destination cannot be written" : "An optional destination cannot be written",
        message: about(telling.label(target), why),
        todo: advice(hint, byFault(fault)),
    }),
    "target-skipped": ({ target, why }, telling) => ({
        title: "Skipped",
        message: say `${code(telling.label(target))} was matched by a pattern and skipped: ${sentenceEnd(why)}`,
    }),
    "no-targets": () => ({
        title: "There is no destination to write",
        message: say `The configured names and patterns lead to no destination that can be written. Nothing was changed.`,
        todo: say `Check the patterns of ${code("repositories")}, and which repositories the GitHub token may see: what it may not see does not exist for it.`,
    }),
    "wide-credential": ({ credential, why }) => ({
        title: "A token that may do more than this run needs",
        message: say `${wholeSentence(credential).slice(0, -1)} could not be limited to this run: ${sentenceEnd(why)}`,
    }),
    "write-failed": ({ target, required, fault, message, hint }, telling) => ({
        title: required ? "A destination was not written" : "An optional destination was not written",
        message: say `${about(telling.label(target), message)} ${afterFault(fault)}`,
        todo: advice(hint, byFault(fault)),
    }),
    "write-withheld": ({ targets: withheld, why }, telling) => ({
        title: `${plural(withheld.length, "destination")} left unwritten`,
        message: say `${withheldBecause[why]} Not written: ${targetNames(withheld, telling, 60)}.`,
        todo: withheldAdvice[why],
    }),
    "verify-failed": ({ target, required, why }, telling) => ({
        title: required ? "A write could not be verified" : "A write to an optional destination could not be verified",
        message: say `${code(telling.label(target))} was written, but ${sentenceEnd(why)} Until it is verified no old key is retired.`,
        todo: say `Nothing at first: the next run looks again and writes it anew if need be. If it stays so, look for somebody else who writes the same place.`,
    }),
    "canary-failed": ({ canary, why, url }) => ({
        title: "The canary failed with the new key",
        message: say `${code(canary)}: ${sentenceEnd(why)} The other destinations were not written and keep the old key, which still works.${url ? ` Its run: ${url}` : ""}`,
        todo: say `Read the canary's log. If the new key is to blame, ask the key service; if the canary is, mend it. Then run again: the roll-out goes on where it stopped.`,
    }),
    stale: ({ level, targets: stale, keyId }, telling) => level === "notice"
        ? {
            title: `${plural(stale.length, "destination")} lagged behind when the run began`,
            message: say `When the run began, these had not been written since the key ${code(keyId)} was made: ${targetNames(stale, telling, 60)}.`,
        }
        : {
            title: `${plural(stale.length, "destination")} without the current key`,
            message: say `Not written since the current key ${code(keyId)} was made: ${targetNames(stale, telling, 60)}.`,
            todo: say `Run with ${code("mode: auto")}, or wait for the next scheduled run: it finishes the work.`,
        },
    finished: ({ keyId, targets: written }, telling) => ({
        title: "Unfinished work was finished",
        message: say `The current key ${code(keyId)} was written where it was missing; no new key was needed: ${targetNames(written, telling, 60)}.`,
    }),
    "attempts-exhausted": ({ attempts, targets: stale }, telling) => ({
        title: "Too many keys were made in vain",
        message: say `${plural(attempts, "key")} ${attempts === 1 ? "was" : "were"} made since these destinations were last written, and they still lag behind: ${targetNames(stale, telling, 60)}. rekey makes no further key until a person has looked.`,
        todo: say `Mend what keeps these destinations from being written (the findings of the earlier runs say what), then run once with ${code("mode: force")}. Giving ${code("current-key")} lets rekey finish without a new key.`,
    }),
    "broken-consumers": ({ targets: broken }, telling) => ({
        title: `${plural(broken.length, "destination")} with a dead key`,
        message: say `These destinations hold a key that no longer works, so whoever reads them fails: ${targetNames(broken, telling, 60)}.`,
        todo: say `Mend what kept them from being written and run again at once.`,
    }),
    cancelled: ({ phase }) => ({
        title: "The run was cancelled",
        message: say `The run was cancelled while rekey ${doing[phase]}. Nothing is lost: what was written stays, and no key was revoked that is still needed.`,
        todo: say `Run again, or wait for the next scheduled run: it finishes the work.`,
    }),
};
const doing = {
    observe: "looked at the keys and destinations",
    decide: "decided what to do",
    preflight: "checked the destinations",
    mint: "made the new key",
    prove: "proved the new key",
    distribute: "wrote the destinations",
    verify: "verified the writes",
    retire: "retired the old key",
    report: "reported",
};
/** Why a target was left unwritten, as a sentence. */
const withheldBecause = {
    canary: "The canary failed with the new key, so the roll-out stopped.",
    "foreign-key": "A key that is not ours appeared at the service, so writing stopped.",
    "too-late": "The new key was made more than 5 hours ago, and no write starts so late.",
    cancelled: "The run was cancelled.",
    powerless: "The new key cannot do rekey's own work at the key service, so the roll-out stopped.",
};
const withheldAdvice = {
    canary: say `Find out why the canary failed, then run again.`,
    "foreign-key": say `Find out who made the key, then run again.`,
    "too-late": say `Run again: the work goes on where it stopped. Many destinations need ${code("pace: points")} or several rotations.`,
    cancelled: say `Run again: the work goes on where it stopped.`,
    powerless: say `Give the account of the key the right to list and revoke its keys, then run again.`,
};
const faultAdvice = {
    config: say `Correct the configuration and run again.`,
    unauthenticated: say `Check that the token is the right one, is not expired and was not revoked.`,
    forbidden: say `Give the token the permission that this needs; the README's table of permissions says which.`,
    "not-found": say `Check the spelling, and that the token may see it: to a token without access it does not exist.`,
    conflict: say `Run again. If it stays so, look for somebody else who changes the same thing.`,
    "rate-limited": say `Run again later, or choose a slower ${code("pace")}.`,
    unavailable: say `Run again when the server is well; its status page may say more.`,
    timeout: say `Run again when the server is well; its status page may say more.`,
    cancelled: say `Run again: the work goes on where it stopped.`,
    contract: say `Run again. If it stays so, the server does not keep to its documentation: report it.`,
};
const UNSETTLED = new Set(["unavailable", "timeout", "contract", "cancelled"]);
function afterFault(fault) {
    return UNSETTLED.has(fault) ? "Whether the write arrived is not known." : "It still holds the old key.";
}
function byFault(fault) {
    return faultAdvice[fault];
}

;// CONCATENATED MODULE: ./build/report/sentences.js





/** One teller per code: a code without one, or one without a code, does not compile. */
const TELLERS = { ...ownership, ...minting, ...targets, ...retiring, ...fleets };
function tellOne(code, finding, telling) {
    const tellers = TELLERS;
    return tellers[code](finding, telling);
}
/** A finding in words: what is the case, why, and what to do about it. Pure. */
function tell(finding, telling) {
    return tellOne(finding.code, finding, telling);
}

;// CONCATENATED MODULE: ./build/report/grouping.js



const LEVELS = ["error", "warning", "notice"];
/** Joins findings that differ only in their target. Errors first, then in the order of their first finding. Pure. */
function groupFindings(findings, telling) {
    const groups = new Map();
    for (const finding of findings) {
        const key = causeOf(finding);
        const known = groups.get(key);
        if (known)
            known.push(finding);
        else
            groups.set(key, [finding]);
    }
    const all = [...groups.values()].map((members) => toGroup(members, telling));
    return LEVELS.flatMap((level) => all.filter((group) => group?.level === level)).filter((group) => group !== undefined);
}
/** The sentence of a group. `most`: so many targets are named, the rest counted. */
function tellGroup(group, telling, most) {
    const [first, ...others] = group.findings;
    if (!first)
        throw new TypeError("a group of findings is never empty");
    const sentence = tell(first, telling);
    if (others.length === 0)
        return sentence;
    const listed = say `${targetNames(group.targets, telling, most)}. The first: `;
    return { ...sentence, title: pluralTitle(group, first), message: [...listed, ...sentence.message] };
}
function pluralTitle({ findings }, first) {
    const optional = "required" in first && !first.required ? "optional " : "";
    const amount = plural(findings.length, `${optional}destination`);
    switch (first.code) {
        case "write-failed":
            return `${amount} were not written`;
        case "target-blocked":
            return `${amount} cannot be written`;
        case "verify-failed":
            return `${amount} could not be verified`;
        case "target-skipped":
            return `${amount} skipped`;
        default:
            return `${count(findings.length)} × ${first.code}`;
    }
}
function toGroup(findings, telling) {
    const [first] = findings;
    if (!first)
        return undefined;
    const targets = findings.flatMap(targetsOf).map((target) => telling.label(target));
    return { level: first.level, code: first.code, findings, targets };
}
/** The targets that a finding names. */
function targetsOf(finding) {
    if ("targets" in finding)
        return finding.targets;
    return "target" in finding ? [finding.target] : [];
}
/** Equal for findings that one sentence can tell; messages are left out where they quote the target. */
function causeOf(finding) {
    switch (finding.code) {
        case "write-failed":
        case "target-blocked":
            return [finding.level, finding.code, finding.required, finding.fault, finding.hint].join("\n");
        case "verify-failed":
            return [finding.level, finding.code, finding.required].join("\n");
        case "target-skipped":
            return [finding.level, finding.code, finding.why].join("\n");
        default:
            return JSON.stringify(finding);
    }
}

// EXTERNAL MODULE: ./build/contract/report.js
var contract_report = __webpack_require__(8329);
;// CONCATENATED MODULE: ./build/report/outcome.js


/** The outcomes in words. */
const OUTCOME_WORDS = {
    "not-due": "Nothing to do",
    planned: "Planned",
    retired: "Retired",
    rotated: "Rotated",
    held: "On hold",
    partial: "Partly done",
    failed: "Failed",
};
/** What became of the whole run, in one line: `kosli-ci: rotated`, `2 of 5 rotations need attention: a (failed) …`. */
function runTitle(report) {
    const [only, ...others] = report.rotations;
    if (!only)
        return report.problems.length > 0 ? "the configuration cannot be used" : "nothing to do";
    if (others.length === 0)
        return `${only.name}: ${OUTCOME_WORDS[only.outcome].toLowerCase()}`;
    const bad = report.rotations.filter(needsAttention);
    if (bad.length === 0)
        return `${plural(report.rotations.length, "rotation")}: ${tallyOutcomes(report.rotations)}`;
    const listed = bad
        .slice(0, 5)
        .map((rotation) => `${rotation.name} (${OUTCOME_WORDS[rotation.outcome].toLowerCase()})`);
    const rest = bad.length > listed.length ? ` and ${count(bad.length - listed.length)} more` : "";
    return `${count(bad.length)} of ${plural(report.rotations.length, "rotation")} ${bad.length === 1 ? "needs" : "need"} attention: ${listed.join(", ")}${rest}`;
}
/** Whether the outcome fails the step. */
function needsAttention(report) {
    return contract_report/* OUTCOMES */.i.indexOf(report.outcome) >= contract_report/* OUTCOMES */.i.indexOf("held");
}
/** The rotation that the outputs speak of: the first of the worst outcome. */
function worstRotation(report) {
    let worst;
    for (const rotation of report.rotations) {
        if (!worst || contract_report/* OUTCOMES */.i.indexOf(rotation.outcome) > contract_report/* OUTCOMES */.i.indexOf(worst.outcome))
            worst = rotation;
    }
    return worst;
}
function tallyOutcomes(rotations) {
    const parts = [];
    for (const outcome of contract_report/* OUTCOMES */.i.toReversed()) {
        const amount = rotations.filter((rotation) => rotation.outcome === outcome).length;
        if (amount > 0)
            parts.push(`${count(amount)} ${OUTCOME_WORDS[outcome].toLowerCase()}`);
    }
    return parts.join(", ");
}

;// CONCATENATED MODULE: ./build/report/telling.js
/** What the sentences need, taken from a report. */
function tellingOf(rotation, nowMs) {
    const labels = new Map(rotation.targets.map((target) => [target.id, target.label]));
    return { nowMs, label: (target) => labels.get(target) ?? target };
}

;// CONCATENATED MODULE: ./build/report/annotations.js




/** GitHub shows so many annotations of each level per step. */
const MOST = 10;
/** So many errors are shown one by one, beside the sentence that fails the step. */
const MOST_SHOWN = MOST - 1;
/** GitHub cuts messages at 4,096 characters. */
const MAX_LENGTH = 4000;
/** So many targets are named in one sentence; with 40 characters each that is what an annotation holds. */
const annotations_MOST_NAMES = 90;
/** Everything that a run has to say in annotations, before it is cut down to what GitHub shows. Pure. */
function annotationsOf(report, nowMs) {
    const hasSeveral = report.rotations.length > 1;
    return report.rotations.flatMap((rotation) => {
        const prefix = hasSeveral ? `${rotation.name}: ` : "";
        return ofRotation(rotation, tellingOf(rotation, nowMs)).map((note) => ({ ...note, title: prefix + note.title }));
    });
}
/** A problem as an annotation. Its place is part of the message, as the log shows no other. */
function problemAnnotation(level, problem) {
    const { message, hint, file, line, column, input } = problem;
    const position = [file ?? (line === undefined ? undefined : input), line, column].filter((part) => part !== undefined);
    const place = position.length === 0 ? "" : `${position.join(":")}: `;
    const advice = (hint ?? "").split(/[\r\n]+/).map((text) => oneLine(text));
    return {
        level,
        title: level === "error" ? "Configuration" : "Warning",
        message: oneLine(`${place}${message}`, MAX_LENGTH / 2) + (hint ? `\nWhat to do: ${advice.join("\n")}` : ""),
        ...(file !== undefined && { file }),
        ...(line !== undefined && { line }),
        ...(column !== undefined && { column }),
    };
}
/**
 * Cuts annotations to what GitHub shows: ten of each level, one of the errors being kept for the sentence that fails
 * the step. What does not fit alone is joined into the last one, by title and message. Pure.
 */
function fitAnnotations(all, report) {
    return ["error", "warning", "notice"].flatMap((level) => {
        const most = level === "error" && needsAttention(report) ? MOST_SHOWN : MOST;
        const ofLevel = all.filter((annotation) => annotation.level === level);
        return ofLevel.length <= most ? ofLevel : [...ofLevel.slice(0, most - 1), join(level, ofLevel.slice(most - 1))];
    });
}
function join(level, rest) {
    const lines = [];
    let length = 0;
    const share = Math.max(120, Math.floor((MAX_LENGTH - 200) / rest.length));
    for (const { title, message } of rest) {
        const text = oneLine(`${title}: ${message}`, share);
        if (length + text.length > MAX_LENGTH - 200)
            break;
        lines.push(text);
        length += text.length + 1;
    }
    const untold = rest.length - lines.length;
    if (untold > 0)
        lines.push(`and ${count(untold)} more, all in the summary of the run and in its JSON report`);
    return { level, title: `${count(rest.length)} more ${level}s`, message: lines.join("\n") };
}
function ofRotation(rotation, telling) {
    const groups = groupFindings(rotation.findings, telling);
    const notes = groups.map((group) => toAnnotation(group.level, tellGroup(group, telling, annotations_MOST_NAMES)));
    return [...notes, ...unnamed(rotation)];
}
function toAnnotation(level, { title, message, todo }) {
    const advice = todo ? `\nWhat to do: ${oneLine(plain(todo), MAX_LENGTH / 4)}` : "";
    return { level, title: oneLine(title, 200), message: oneLine(plain(message), MAX_LENGTH - advice.length) + advice };
}
const TROUBLED = new Set(["blocked", "failed", "withheld", "skipped"]);
/** No troubled target goes unnamed, even if no finding speaks of it. */
function unnamed(rotation) {
    const named = new Set(rotation.findings.flatMap(targetsOf));
    const left = rotation.targets.filter(({ id, label, status }) => TROUBLED.has(status) && !named.has(id) && !named.has(label));
    if (left.length === 0)
        return [];
    const labels = left.map(({ label }) => label);
    const level = left.some(({ required, status }) => required && status !== "skipped") ? "warning" : "notice";
    return [toAnnotation(level, { title: "Destinations not written", message: say `${names(labels, annotations_MOST_NAMES)}.` })];
}

;// CONCATENATED MODULE: ./build/report/headline.js




const HOLDING = new Set(["verified", "accepted", "written", "fresh"]);
/** How many targets hold the current key, of how many that should. */
function tally(rotation) {
    const counted = rotation.targets.filter((target) => target.status !== "skipped");
    return { holding: counted.filter((target) => HOLDING.has(target.status)).length, of: counted.length };
}
/** What became of one rotation: one or two sentences. */
function headline(rotation, telling) {
    switch (rotation.outcome) {
        case "not-due":
            return say `${inPlace(rotation)}${nextDue(rotation, telling)}`;
        case "planned":
            return say `A run in mode ${code("auto")} would ${plan(rotation)}${obstacle(rotation, telling)}. Nothing was changed.`;
        case "rotated":
            return say `${rotation.rotated ? made(rotation) : finished(rotation)}${oldKey(rotation, telling)}`;
        case "retired":
            return say `Every old key that may go is gone. ${inPlace(rotation)}${nextDue(rotation, telling)}`;
        case "partial":
            return say `${partly(rotation)}${oldKey(rotation, telling)}`;
        case "held":
        case "failed":
            return say `${cause(rotation, telling)}${deadline(rotation, telling)}`;
        default:
            return rotation.outcome;
    }
}
function key(keyId, adjective) {
    return keyId === undefined ? say `The ${adjective} key` : say `The ${adjective} key ${code(keyId)}`;
}
function inAll(rotation) {
    const { holding, of } = tally(rotation);
    if (holding === of)
        return of === 1 ? say `in its destination` : say `in all ${of} destinations`;
    return say `in ${holding} of ${plural(of, "destination")}`;
}
function inPlace(rotation) {
    if (rotation.keyId === undefined && tally(rotation).of === 0)
        return say `Nothing was changed.`;
    return say `${key(rotation.keyId, "current")} is ${inAll(rotation)}.`;
}
function made(rotation) {
    return say `${key(rotation.keyId, "new")} is ${inAll(rotation)}.`;
}
function finished(rotation) {
    return say `${key(rotation.keyId, "current")} was written where it was missing and is now ${inAll(rotation)}; no new key was needed.`;
}
function partly(rotation) {
    const { holding, of } = tally(rotation);
    const lacking = of - holding;
    if (lacking === 0)
        return say `${key(rotation.keyId, "new")} is ${inAll(rotation)}, but the work is not finished.`;
    return say `${key(rotation.keyId, "new")} is ${inAll(rotation)}; ${lacking} ${lacking === 1 ? "does" : "do"} not hold it yet.`;
}
function oldKey(rotation, { nowMs }) {
    const { predecessorId, predecessorExpiresAtMs: endsAtMs } = rotation;
    if (predecessorId === undefined)
        return [];
    const isGone = rotation.keys.some((window) => window.keyId === predecessorId && window.role === "revoked");
    if (isGone)
        return say ` The old key ${code(predecessorId)} was revoked.`;
    if (endsAtMs === undefined)
        return say ` The old key ${code(predecessorId)} still works.`;
    if (endsAtMs <= nowMs)
        return say ` The old key ${code(predecessorId)} ended on ${moment(endsAtMs, nowMs)}.`;
    return say ` The old key ${code(predecessorId)} works until ${moment(endsAtMs, nowMs)}.`;
}
function nextDue({ nextDueAtMs }, { nowMs }) {
    if (nextDueAtMs === undefined)
        return [];
    const due = moment(nextDueAtMs, nowMs);
    return nextDueAtMs > nowMs ? say ` Next rotation: ${due}.` : say ` Due since ${due}.`;
}
const REASONS = {
    due: "rotate, because the key is due",
    expiring: "rotate, because the key ends soon",
    stale: "rotate, because destinations lag behind",
    scopes: "rotate, because the key should have other scopes",
    forced: "rotate, because it was told to",
    incident: "rotate and revoke the old keys at once",
    adopt: "make the account's first key",
    finish: "write the current key where it is missing",
    hold: "hold and ask for a person",
    retire: "retire old keys",
};
/** What a decision means, after "would" or "will". */
function plan({ reason }) {
    if (reason === undefined)
        return "change nothing";
    return REASONS[reason] ?? `rotate (${reason})`;
}
/** Findings whose message says more than their title, and in one sentence. */
const SAY_MORE = new Set(["call-failed", "target-blocked", "service-blocked"]);
function cause(rotation, telling) {
    const groups = groupFindings(rotation.findings, telling);
    const first = groups.find(({ level, code }) => level === "error" && code !== "deadline") ??
        groups.find(({ level }) => level === "warning");
    if (!first)
        return rotation.outcome === "held" ? say `A person is needed.` : say `It did not succeed.`;
    const { title, message } = tellGroup(first, telling, 0);
    const isTelling = SAY_MORE.has(first.code) && first.findings.length === 1;
    return isTelling ? message : say `${title}.`;
}
function obstacle({ findings }, telling) {
    const first = findings.find(({ level }) => level === "error");
    if (!first)
        return "";
    const { title } = tell(first, telling);
    return `, but something stands in its way: ${title.charAt(0).toLowerCase()}${title.slice(1)}`;
}
/** The end of the old key, from the report or from a finding. */
function deadlineMs(rotation) {
    for (const finding of rotation.findings) {
        if (finding.code === "deadline")
            return finding.atMs;
    }
    return rotation.predecessorExpiresAtMs;
}
function deadline(rotation, telling) {
    const endsAtMs = deadlineMs(rotation);
    if (endsAtMs === undefined || endsAtMs <= telling.nowMs)
        return [];
    return say ` The old key works until ${moment(endsAtMs, telling.nowMs)}.`;
}

;// CONCATENATED MODULE: ./build/report/closing.js





/**
 * The last lines of the log, outside of any group: what became of each rotation. A single one that needs attention has
 * its sentence in the error that ends the log. Pure.
 */
function closingLines(report, nowMs) {
    const [only, ...others] = report.rotations;
    if (only && others.length === 0 && needsAttention(only))
        return [];
    return report.rotations.map((rotation) => {
        const words = plain(headline(rotation, tellingOf(rotation, nowMs)));
        return `${rotation.name}: ${OUTCOME_WORDS[rotation.outcome].toLowerCase()}. ${words}`;
    });
}
/** The one sentence that fails the step. Pure. */
function failureSentence(report, nowMs) {
    const [only, ...others] = report.rotations;
    if (!only || others.length > 0)
        return `${capital(runTitle(report))}.`;
    const words = plain(headline(only, tellingOf(only, nowMs)));
    const sentence = words.replace(/\.(\s.*)?$/s, "");
    const endsAtMs = deadlineMs(only);
    const running = endsAtMs !== undefined && endsAtMs > nowMs ? `; the old key works until ${moment(endsAtMs, nowMs)}` : "";
    return `${only.name}: ${OUTCOME_WORDS[only.outcome].toLowerCase()}: ${sentence}${running}.`;
}
function capital(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
}

;// CONCATENATED MODULE: ./build/report/progress.js


const EVERY_MS = 10_000;
const EVERY_SHARE = 0.05;
/** Opens the progress of one phase. `now` is the local clock. */
function openProgress(now) {
    let beganAtMs = now();
    const notedAtMs = new Map();
    let told = { done: 0, atMs: beganAtMs };
    return {
        step({ done, total, leftMs }, isNamed) {
            const atMs = now();
            const isLate = atMs - told.atMs >= EVERY_MS;
            const isFar = !isNamed && (done - told.done >= Math.max(1, total * EVERY_SHARE) || done === total);
            if (done <= told.done || !(isLate || isFar))
                return undefined;
            told = { done, atMs };
            return say `${done} of ${total} (${Math.floor((100 * done) / total)} %)${rest(leftMs ?? guess(atMs - beganAtMs, done, total))}`;
        },
        wait({ why, ms }) {
            const atMs = now();
            if (told.done === 0)
                beganAtMs = atMs + ms;
            told = { ...told, atMs: Math.max(told.atMs, atMs + ms) };
            const last = notedAtMs.get(why);
            if (last !== undefined && atMs - last < EVERY_MS)
                return false;
            notedAtMs.set(why, atMs);
            return true;
        },
    };
}
/** What is left at the speed so far, once that can be told. */
function guess(spentMs, done, total) {
    return spentMs < EVERY_MS ? 0 : (spentMs / done) * (total - done);
}
function rest(leftMs) {
    return leftMs < EVERY_MS ? "" : `, about ${span(leftMs)} left`;
}

;// CONCATENATED MODULE: ./build/report/live-log.js





/** Above this number targets are not named one by one in the log. */
const MOST_NAMED = 100;
const PHASE_TITLES = {
    observe: "looking at keys and destinations",
    decide: "deciding",
    preflight: "checking every destination before anything changes",
    mint: "making the new key",
    prove: "proving the new key",
    distribute: "writing destinations",
    verify: "verifying destinations",
    retire: "retiring old keys",
    report: "reporting",
};
/** Opens the log of a run. `now` is the local clock, for progress and relative times. */
function openLiveLog(now) {
    const state = { open: false, title: "", rotation: "", targets: 0, progress: openProgress(now) };
    return {
        entries(event) {
            if (event.type === "phase.began")
                return begin(event, state, now);
            if (event.type === "observed")
                state.targets = event.targets;
            const fact = factOf(event, now());
            if (fact)
                return [...live_log_close(state), line(plain(say `${event.rotation}: ${fact}`))];
            const detail = detailOf(event, state, now());
            return detail ? [...live_log_open(event, state), line(plain(detail))] : [];
        },
        close: () => live_log_close(state),
    };
}
function line(text) {
    return { type: "line", text };
}
function live_log_close(state) {
    if (!state.open)
        return [];
    state.open = false;
    return [{ type: "end" }];
}
function live_log_open(event, state) {
    if (state.open && state.rotation === event.rotation)
        return [];
    const before = live_log_close(state);
    state.open = true;
    const title = state.rotation === event.rotation ? state.title : event.rotation;
    state.rotation = event.rotation;
    return [...before, { type: "group", title }];
}
/** A group is opened by its first line, so that no phase leaves an empty one behind. */
function begin(event, state, now) {
    const amount = event.total === undefined || event.total === 0 ? "" : ` (${event.total.toLocaleString("en-US")})`;
    const before = live_log_close(state);
    state.rotation = event.rotation;
    state.title = `${event.rotation}: ${PHASE_TITLES[event.phase]}${amount}`;
    state.progress = openProgress(now);
    return before;
}
/** What everybody should see without unfolding a group. */
function factOf(event, nowMs) {
    switch (event.type) {
        case "observed":
            return say `${plural(event.keys.length, "live key")}, ${plural(event.targets, "destination")}${event.skipped > 0 ? `, ${event.skipped} skipped` : ""}.`;
        case "decided":
            return decided(event.decision);
        case "key.minted":
            return minted(event, nowMs);
        case "canary.passed":
            return say `the canary ${code(event.canary)} passed with the new key.${event.url ? ` ${event.url}` : ""}`;
        case "key.revoked":
            return event.how === "revoked"
                ? say `the key ${code(event.keyId)} was revoked.`
                : say `the key ${code(event.keyId)} was gone already.`;
        default:
            return undefined;
    }
}
function minted(event, nowMs) {
    if (event.inPlace)
        return say `the key ${code(event.keyId)} got a new value, and its old one is dead.`;
    const made = say `the new key ${code(event.keyId)} was made.`;
    if (event.predecessorId === undefined)
        return made;
    const ends = event.predecessorExpiresAtMs;
    return ends === undefined
        ? say `${made} The old key ${code(event.predecessorId)} lives on until it is retired.`
        : say `${made} The old key ${code(event.predecessorId)} works until ${moment(ends, nowMs)}.`;
}
function decided(decision) {
    switch (decision.action) {
        case "nothing":
            return decision.retire.length === 0
                ? say `decision: nothing to write, nothing to retire.`
                : say `decision: nothing to write; old keys to retire: ${names(decision.retire)}.`;
        case "rotate":
            return say `decision: ${plan(decision)} (strategy ${code(decision.strategy)}).`;
        case "finish":
            return say `decision: write the current key ${code(decision.keyId)} to ${plural(decision.targets.length, "destination")} without it.`;
        case "hold":
            return say `decision: hold, a person is needed.`;
        case "fail":
            return say `decision: nothing can be done until a person has looked.`;
        default:
            return decision;
    }
}
function detailOf(event, state, nowMs) {
    switch (event.type) {
        case "progress":
            return state.progress.step(event, state.targets <= MOST_NAMED);
        case "waiting":
            return state.progress.wait(event) ? say `Waiting ${span(event.ms)} ${WAITS[event.why]}` : undefined;
        case "key.proved":
            return say `The new key works: it was accepted at ${event.place}.`;
        case "target.written":
            return state.targets > MOST_NAMED
                ? undefined
                : say `${event.created ? "Created" : "Written"}: ${code(event.target)}`;
        case "target.verified":
            if (state.targets > MOST_NAMED)
                return undefined;
            return say `${event.evidence === "value" ? "Verified (read back)" : "Accepted (fresh time)"}: ${code(event.target)}`;
        case "found":
            return found(event.finding, { nowMs, label: (target) => target });
        default:
            return undefined;
    }
}
const WAITS = {
    "stale-reading": "before looking again: a destination seems to lag behind.",
    "first-write": "so that every write is later than the new key by the servers' clocks.",
    consumers: "for workflow runs that may still hold the old key.",
    settle: "for the other side to settle.",
    canary: "for the canary.",
};
const LEVEL_WORDS = { error: "Error", warning: "Warning", notice: "Note" };
function found(finding, telling) {
    const { title, message, todo } = tell(finding, telling);
    return say `${LEVEL_WORDS[finding.level]}: ${title}. ${message}${todo ? say ` What to do: ${todo}` : ""}`;
}

// EXTERNAL MODULE: ./build/contract/error.js
var contract_error = __webpack_require__(9789);
// EXTERNAL MODULE: ./build/lib/http.js + 2 modules
var http = __webpack_require__(327);
;// CONCATENATED MODULE: ./build/report/notify-events.js
/** What a rotation gives to notify about. Pure. */
function rotationEvents(rotation) {
    const events = new Set([rotation.outcome]);
    const hasOld = rotation.keys.some(({ role }) => role === "predecessor");
    if (hasOld && rotation.keys.some(({ mintedByThisRun }) => mintedByThisRun))
        events.add("opened");
    for (const finding of rotation.findings) {
        if (finding.code === "retired" && !hasOld)
            events.add("closed");
        if (finding.code === "expiring")
            events.add("expiring");
        if (finding.code === "lingering-use")
            events.add("lingering-use");
        if (finding.code === "retire-waits" && finding.why === "lingering-use")
            events.add("lingering-use");
    }
    return events;
}
/** What a run gives to notify about: what its rotations give, its own outcome, and the heartbeat. Pure. */
function notifyEvents(report) {
    const events = new Set([report.outcome, "always"]);
    for (const rotation of report.rotations) {
        for (const event of rotationEvents(rotation))
            events.add(event);
    }
    return events;
}

;// CONCATENATED MODULE: ./build/report/json.js





/** The report of a run for programs: ISO 8601 times in UTC, nothing secret. Pure. */
function jsonReport(report, nowMs) {
    const { outcome, mode, repository, runUrl, problems, rotations } = report;
    return {
        version: 1,
        outcome,
        mode,
        repository,
        runUrl,
        problems: [...problems],
        rotations: rotations.map((rotation) => rotationJson(rotation, tellingOf(rotation, nowMs))),
    };
}
function rotationJson(rotation, telling) {
    const { predecessorExpiresAtMs, nextDueAtMs, startedAtMs, endedAtMs, targets, keys, findings, ...rest } = rotation;
    return {
        ...rest,
        headline: plain(headline(rotation, telling)),
        ...timed("predecessorExpiresAt", predecessorExpiresAtMs),
        ...timed("nextDue", nextDueAtMs),
        startedAt: iso(startedAtMs) ?? "",
        endedAt: iso(endedAtMs) ?? "",
        targets: targets.map(targetJson),
        keys: keys.map(keyJson),
        findings: findings.map((finding) => findingJson(finding, telling)),
    };
}
function targetJson({ writtenAtMs, ...rest }) {
    return { ...rest, ...timed("writtenAt", writtenAtMs) };
}
function keyJson({ createdAtMs, endsAtMs, lastUsedAtMs, ...rest }) {
    return {
        ...rest,
        ...timed("createdAt", createdAtMs),
        ...timed("endsAt", endsAtMs),
        ...timed("lastUsedAt", lastUsedAtMs),
    };
}
/** A finding for programs: its words, and its data. */
function findingJson(finding, telling) {
    const { level, code, ...details } = finding;
    const { title, message, todo } = tell(finding, telling);
    return {
        level,
        code,
        title,
        message: plain(message),
        ...(todo && { todo: plain(todo) }),
        details: withTimes(details),
    };
}
function timed(name, ms) {
    const text = iso(ms);
    const named = {};
    if (text !== undefined)
        named[name] = text;
    return named;
}
const DURATIONS = new Set(["ageMs", "maxAgeMs", "needsMs", "limitMs"]);
/** Too short for seconds. */
const SHORT = new Set(["gapMs"]);
/** Milliseconds become ISO times, or seconds where they are a duration; names lose or change their unit. */
function withTimes(data) {
    const timed = {};
    for (const [name, value] of Object.entries(data)) {
        if (typeof value === "number" && name.endsWith("Ms")) {
            const bare = name.slice(0, -2);
            if (SHORT.has(name))
                timed[`${bare}Milliseconds`] = Math.round(value);
            else if (DURATIONS.has(name))
                timed[`${bare}Seconds`] = Math.floor(value / 1000);
            else
                timed[bare] = iso(value);
        }
        else {
            timed[name] = Array.isArray(value) ? value.map(itemWithTimes) : value;
        }
    }
    return timed;
}
function itemWithTimes(item) {
    return typeof item === "object" && item !== null ? withTimes(item) : item;
}

;// CONCATENATED MODULE: ./build/report/notify-message.js








/** A list in a chat is read to the third line; more stands in the run's summary. */
const MOST_ROTATIONS = 10;
const MOST_FINDINGS = 3;
const notify_message_MOST_NAMES = 5;
/** One message in Slack's format, understood by Mattermost and others too. Pure. */
function slackMessage({ report, events, nowMs }) {
    const lines = [`*rekey · ${slackText(report.repository)} · ${slackText(runTitle(report))}*`];
    for (const problem of report.problems.slice(0, MOST_FINDINGS))
        lines.push(`• ${slackText(problem)}`);
    const rotations = concerned(report, events);
    for (const rotation of rotations.slice(0, MOST_ROTATIONS))
        lines.push(...rotationLines(rotation, nowMs));
    const rest = rotations.length - MOST_ROTATIONS;
    if (rest > 0)
        lines.push(`… and ${plural(rest, "more rotation")}`);
    if (/^https?:\/\/[^\s<>|]+$/.test(report.runUrl))
        lines.push(`<${report.runUrl}|Open the run>`);
    return { text: lines.join("\n") };
}
/** One message for programs. Pure. */
function jsonMessage({ report, events, nowMs }) {
    const rotations = concerned(report, events).map((rotation) => {
        const telling = tellingOf(rotation, nowMs);
        return {
            name: rotation.name,
            outcome: rotation.outcome,
            events: [...rotationEvents(rotation)],
            headline: plain(headline(rotation, telling)),
            keyId: rotation.keyId,
            predecessorId: rotation.predecessorId,
            predecessorExpiresAt: iso(rotation.predecessorExpiresAtMs),
            nextDue: iso(rotation.nextDueAtMs),
            findings: rotation.findings
                .filter(({ level }) => level !== "notice")
                .slice(0, 50)
                .map((finding) => findingJson(finding, telling)),
        };
    });
    const { outcome, mode, repository, runUrl, problems } = report;
    return { version: 1, events, title: runTitle(report), outcome, mode, repository, runUrl, problems, rotations };
}
/** The rotations that gave the events; all of them for the heartbeat or where the run itself gave them. */
function concerned(report, events) {
    if (events.includes("always"))
        return report.rotations;
    return report.rotations.filter((rotation) => events.some((event) => rotationEvents(rotation).has(event)));
}
function rotationLines(rotation, nowMs) {
    const telling = tellingOf(rotation, nowMs);
    const outcome = OUTCOME_WORDS[rotation.outcome].toLowerCase();
    const head = `*${slackText(rotation.name)}* (${outcome}): ${slackText(plain(headline(rotation, telling)))}`;
    const groups = groupFindings(rotation.findings, telling).filter(({ level }) => level !== "notice");
    const lines = groups.slice(0, MOST_FINDINGS).map((group) => {
        const { title, message, todo } = tellGroup(group, telling, notify_message_MOST_NAMES);
        return `• *${slackText(title)}.* ${slackText(plain(message))}${todo ? ` _${slackText(plain(todo))}_` : ""}`;
    });
    const rest = groups.length - lines.length;
    return [head, ...lines, ...(rest > 0 ? [`• … and ${plural(rest, "more finding")}`] : [])];
}
/** Slack reads three characters as its own, and `<!channel>` would wake everybody. */
function slackText(text) {
    return oneLine(text, 600).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

;// CONCATENATED MODULE: ./build/report/notify.js




const TIMEOUT_MS = 10_000;
const TRIES = 2;
const PAUSE_MS = 2_000;
const PASSING = new Set(["unavailable", "timeout"]);
/**
 * Tells every webhook that asked for something that this run has: one message each, side by side, two tries of ten
 * seconds. Returns a warning for each that could not be told; never throws, and no warning holds an address.
 */
async function notify(options) {
    const has = notifyEvents(options.report);
    const warnings = await Promise.all(options.webhooks.map(async (webhook, index) => {
        const events = webhook.on.filter((event) => has.has(event));
        if (events.length === 0)
            return [];
        const failure = await notify_tellOne(webhook, events, options);
        return failure === undefined ? [] : `Webhook ${index + 1} of ${options.webhooks.length}: ${failure}`;
    }));
    return warnings.flat();
}
async function notify_tellOne(webhook, events, options) {
    const told = { report: options.report, events, nowMs: options.clock.now() };
    const body = webhook.format === "slack" ? slackMessage(told) : jsonMessage(told);
    let failure;
    for (let attempt = 1; attempt <= TRIES; attempt++) {
        if (attempt > 1)
            await options.clock.sleep(PAUSE_MS);
        const answer = await post(webhook, body, options);
        if (answer.ok)
            return undefined;
        failure = answer.why;
        if (!answer.again)
            break;
    }
    return failure;
}
/** The address is a secret as a whole: messages name neither its path nor, by any error, its query. */
async function post({ url }, body, { clock, deadline }) {
    if (!URL.canParse(url.reveal()))
        return { ok: false, why: "its address is not a URL", again: false };
    const { origin, pathname, search, username } = new URL(url.reveal());
    if (username !== "")
        return { ok: false, why: "its address must not carry credentials", again: false };
    try {
        const client = (0,http/* httpClient */.ok)({
            service: "the webhook",
            baseUrl: origin,
            clock,
            timeoutMs: TIMEOUT_MS,
            ...(deadline && { deadline }),
        });
        const request = {
            method: "POST",
            path: `${pathname}${search}`,
            what: "sending a notification",
            json: body,
        };
        const { status } = await client.send(request, { signal: new AbortController().signal });
        if (status >= 200 && status < 300)
            return { ok: true };
        return { ok: false, why: `it answered ${status}`, again: status === 429 || status >= 500 };
    }
    catch (error) {
        if (error instanceof contract_error/* RotationError */.F)
            return { ok: false, why: error.message, again: PASSING.has(error.fault) };
        return { ok: false, why: "the notification could not be sent", again: false };
    }
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
;// CONCATENATED MODULE: ./build/report/outputs.js


/**
 * The outputs of the action, by name; what is unknown is empty. Of several rotations the ids are those of the worst
 * one, `next-due` is the earliest. Never a key. Pure.
 */
function outputsOf(report, reportPath) {
    const worst = worstRotation(report);
    const dueTimes = report.rotations.flatMap(({ nextDueAtMs }) => nextDueAtMs ?? []);
    return {
        outcome: report.outcome,
        rotated: String(report.rotations.some(({ rotated }) => rotated)),
        "key-id": worst?.keyId ?? "",
        "predecessor-id": worst?.predecessorId ?? "",
        "predecessor-expires-at": iso(worst?.predecessorExpiresAtMs) ?? "",
        "next-due": iso(earliest(dueTimes)) ?? "",
        due: JSON.stringify(report.rotations.filter(({ due }) => due).map(({ name }) => name)),
        report: reportPath ?? "",
    };
}
function earliest(times) {
    let first;
    for (const time of times)
        first = first === undefined ? time : Math.min(first, time);
    return first;
}

;// CONCATENATED MODULE: ./build/report/markdown.js

/** Whatever Markdown, HTML, a table or GitHub's math could read as syntax in the middle of a line. */
const SPECIAL = /[&<>`|*~[\]\\$@]|\b_|_\b|_(?=_)|#(?=\d)|:(?=[\w+/-])/g;
/** What would begin a heading, a list or an underline at the start of a line. */
const LEADING = /^(\d{0,9})([-+#=.)])/;
/** A clock's colon (`05:17`) is no beginning of an emoji. */
const CLOCK = /(\d)&#58;(?=\d\d)/g;
/**
 * Untrusted text as inert Markdown on one line,: specials become character references,
 * which are never read as syntax; a zero-width space breaks what GitHub would turn into a link or a mention.
 */
function escapeMarkdown(text, most = 1000) {
    return reference(oneLine(text, most))
        .replace(/&#58;\/\//g, "&#58;&#8203;//")
        .replace(/&#64;(?=\w)/g, "&#64;&#8203;")
        .replace(/&#35;(?=\d)/g, "&#35;&#8203;");
}
/** Untrusted text as inert Markdown where it begins a line or a list item. */
function escapeMarkdownLine(text) {
    return escapeMarkdown(text).replace(LEADING, (_, digits, mark) => `${digits}&#${mark.charCodeAt(0)};`);
}
/** Untrusted text in a typewriter face, safe in tables; GitHub looks for no links or mentions in there. */
function codeSpan(text, most = 200) {
    const inner = reference(oneLine(text, most));
    return inner === "" ? "" : `<code>${inner}</code>`;
}
/** A sentence as Markdown. */
function markdown(words) {
    let text = "";
    for (const word of words)
        text += typeof word === "string" ? escapePiece(word) : codeSpan(word.code);
    return text;
}
function reference(line) {
    return line
        .replace(SPECIAL, (special) => `&#${special.charCodeAt(0)};`)
        .replace(CLOCK, "$1:")
        .replace(/\b(www)\./gi, "$1&#46;");
}
/** Escaping trims; the blanks at the borders of a piece separate it from its neighbours. */
function escapePiece(piece) {
    const before = /^\s/.test(piece) ? " " : "";
    const after = /\s$/.test(piece) && piece.trim() !== "" ? " " : "";
    return `${before}${escapeMarkdown(piece)}${after}`;
}

;// CONCATENATED MODULE: ./build/report/room.js
/** Opens a room of so many bytes. */
function openRoom(bytes) {
    let left = bytes;
    return {
        take(line) {
            const needed = Buffer.byteLength(line) + 1;
            if (needed > left)
                return false;
            left -= needed;
            return true;
        },
    };
}
/** The lines that find room, and how many did not. */
function fill(lines, room) {
    const taken = lines.findIndex((line) => !room.take(line));
    return taken < 0 ? { lines, rest: 0 } : { lines: lines.slice(0, taken), rest: lines.length - taken };
}

;// CONCATENATED MODULE: ./build/report/summary-findings.js



/** So many targets are named in one finding; the table below has all. */
const summary_findings_MOST_NAMES = 12;
const ALERTS = { error: "[!CAUTION]", warning: "[!WARNING]", notice: "[!NOTE]" };
/** Alerts cannot be nested, so a fold has plain quotes. */
const HEADINGS = { error: "**Errors**", warning: "**Warnings**", notice: "**Notes**" };
/** Findings as one box per level, in the given order. What finds no room is counted. */
function findingList(groups, { telling, room, folded }) {
    const lines = [];
    let level;
    let untold = 0;
    for (const group of groups) {
        const item = itemOf(group, telling);
        if (!room.take(item)) {
            untold += 1;
            continue;
        }
        if (group.level !== level)
            lines.push("", ...boxTitle(group, folded));
        level = group.level;
        lines.push(item);
    }
    return untold > 0 ? [...lines, "", `… and ${plural(untold, "more finding")}, all in the JSON report.`] : lines;
}
function boxTitle({ level }, folded) {
    return folded ? [`> ${HEADINGS[level]}`, ">"] : [`> ${ALERTS[level]}`];
}
function itemOf(group, telling) {
    const { title, message, todo } = tellGroup(group, telling, summary_findings_MOST_NAMES);
    const advice = todo ? `<br>**What to do:** ${markdown(todo)}` : "";
    return `> - **${escapeMarkdown(title)}.** ${markdown(message)}${advice}`;
}

;// CONCATENATED MODULE: ./build/report/summary-targets.js





/** Keeps a table's narrow columns on one line. */
const NO_BREAK = "\u00a0";
/** A time for a column whose heading says UTC. */
function cellTime(ms) {
    return utc(ms).replace(" UTC", "").replace(" ", NO_BREAK);
}
/** Worst first: what a person has to look at comes on top; what was never meant to be written comes last. */
const ORDER = [
    "failed",
    "blocked",
    "stale",
    "withheld",
    "written",
    "ready",
    "accepted",
    "verified",
    "fresh",
    "skipped",
];
const STATUS_WORDS = {
    failed: "❌ failed",
    blocked: "❌ cannot be written",
    stale: "⚠️ holds an older key",
    withheld: "⚠️ left unwritten",
    skipped: "⏭️ skipped",
    written: "⚠️ written, not verified",
    ready: "📝 would be written",
    accepted: "✅ accepted",
    verified: "✅ verified",
    fresh: "✅ up to date",
};
const summary_targets_TROUBLED = new Set(["failed", "blocked", "stale", "withheld", "written"]);
/** So many rows stand open where nothing is wrong; more would push the rest of the summary off the screen. */
const MOST_OPEN = 12;
/** So many rows of trouble stand open. */
const MOST_TROUBLE_OPEN = 100;
/** The table of targets: troubled ones first and open, a long rest folded and, where the room ends, counted. */
function targetTable(rotation, room) {
    if (rotation.targets.length === 0)
        return [];
    const homeFirst = rotation.targets.toSorted((a, b) => Number(b.home) - Number(a.home));
    const sorted = ORDER.flatMap((status) => homeFirst.filter((target) => target.status === status));
    const troubled = sorted.filter((target) => summary_targets_TROUBLED.has(target.status)).length;
    const openRows = sorted.length <= MOST_OPEN ? sorted.length : Math.min(troubled, MOST_TROUBLE_OPEN);
    const lines = openRows > 0 ? table(sorted.slice(0, openRows), room) : [];
    const folded = sorted.slice(openRows);
    if (folded.length === 0)
        return lines;
    return [
        ...lines,
        "",
        `<details><summary>${foldTitle(folded, openRows > 0)}</summary>`,
        "",
        ...table(folded, room),
        "",
        "</details>",
    ];
}
function foldTitle(folded, isRest) {
    const noun = isRest ? more(folded.length) : plural(folded.length, "destination");
    const parts = [];
    for (const status of ORDER) {
        const amount = folded.filter((target) => target.status === status).length;
        if (amount === folded.length)
            return `${noun}, ${amount === 1 ? "" : "all "}${STATUS_WORDS[status]}`;
        if (amount > 0)
            parts.push(`${count(amount)} ${STATUS_WORDS[status]}`);
    }
    return `${noun}: ${parts.join(", ")}`;
}
function table(targets, room) {
    const hasNotes = targets.some((target) => noteOf(target) !== "");
    const head = hasNotes
        ? ["| Destination | Status | Last write (UTC) | Note |", "|---|---|---|---|"]
        : ["| Destination | Status | Last write (UTC) |", "|---|---|---|"];
    const { lines, rest } = fill(targets.map((target) => rowOf(target, hasNotes)), room);
    const untold = rest === 0 ? [] : ["", `… and ${more(rest)}, all in the JSON report.`];
    return lines.length === 0 ? untold : [...head, ...lines, ...untold];
}
function more(amount) {
    return amount === 1 ? "one more destination" : `${count(amount)} more destinations`;
}
function rowOf(target, hasNotes) {
    const written = target.writtenAtMs === undefined ? "" : cellTime(target.writtenAtMs);
    const cells = [codeSpan(target.label), STATUS_WORDS[target.status].replace(" ", NO_BREAK), written];
    if (hasNotes)
        cells.push(noteOf(target));
    return `| ${cells.join(" | ")} |`;
}
const BECAUSE = new Map(Object.entries(withheldBecause));
function noteOf({ home, created, required, why }) {
    const notes = [home ? "home" : "", created ? "created" : "", required ? "" : "optional"].filter((note) => note !== "");
    const reason = why === undefined ? "" : escapeMarkdown(BECAUSE.get(why) ?? why, 300);
    return [notes.join(", "), reason].filter((part) => part !== "").join(": ");
}

;// CONCATENATED MODULE: ./build/report/timeline.js


const DAY_MS = 86_400_000;
/** More bars than this are no picture any more. */
const MOST_KEYS = 12;
/** What is drawn first where there are too many. */
const PRIORITY = ["current", "predecessor", "orphan", "revoked", "foreign"];
/** From top to bottom: the windows come down like stairs, as one key hands over to the next. */
const timeline_ORDER = ["foreign", "revoked", "orphan", "predecessor", "current"];
const SECTIONS = {
    current: "Current",
    predecessor: "Old",
    orphan: "Held by nobody",
    revoked: "Revoked",
    foreign: "Not ours",
};
/** Colours of Mermaid: blue for active, grey for done, red for crit. */
const TAGS = {
    current: "active, ",
    predecessor: "done, ",
    orphan: "crit, ",
    revoked: "done, ",
    foreign: "",
};
/**
 * The windows of keys as a Mermaid Gantt chart in a code block, or undefined where no key has a known beginning.
 * Times are UTC. The chart starts where the oldest key of ours does, at most a year back. Pure.
 * @see https://mermaid.js.org/syntax/gantt.html
 */
function timeline(keys, nowMs) {
    const known = keys.filter((key) => key.createdAtMs !== undefined && iso(key.createdAtMs) !== undefined);
    if (known.length === 0)
        return undefined;
    const shown = PRIORITY.flatMap((role) => known.filter((key) => key.role === role)).slice(0, MOST_KEYS);
    const bars = toBars(shown, nowMs);
    const spanMs = Math.max(...bars.map((bar) => bar.toMs)) - Math.min(...bars.map((bar) => bar.fromMs));
    const lines = [
        "gantt",
        "    dateFormat YYYY-MM-DD HH:mm",
        `    axisFormat ${spanMs > 3 * DAY_MS ? "%d %b" : "%d %b %H:%M"}`,
        `    tickInterval ${tickInterval(spanMs)}`,
        "    todayMarker off",
    ];
    for (const role of timeline_ORDER) {
        const ofRole = bars.filter((bar) => bar.window.role === role);
        if (ofRole.length > 0)
            lines.push(`    section ${SECTIONS[role]}`, ...ofRole.map(barLine));
    }
    lines.push("    section Run", `    this run :milestone, ${minute(nowMs)}, 0d`);
    return ["```mermaid", ...lines, "```"].join("\n");
}
function toBars(keys, nowMs) {
    const starts = keys.map((key) => Math.max(key.createdAtMs ?? nowMs, nowMs - 365 * DAY_MS));
    const firstMs = Math.min(nowMs, ...starts);
    const ends = keys.flatMap((key) => (isDrawable(key.endsAtMs) ? key.endsAtMs : []));
    const lastMs = Math.min(Math.max(nowMs, ...ends), nowMs + 365 * DAY_MS);
    const openMs = lastMs + Math.max(DAY_MS, (lastMs - firstMs) * 0.1);
    const shortest = (openMs - firstMs) / 50;
    return keys.map((window, index) => {
        const fromMs = starts[index] ?? nowMs;
        const endsAtMs = isDrawable(window.endsAtMs) ? Math.min(window.endsAtMs, openMs) : openMs;
        return { window, fromMs, toMs: Math.max(endsAtMs, fromMs + shortest) };
    });
}
function isDrawable(ms) {
    return ms !== undefined && iso(ms) !== undefined;
}
function barLine({ window, fromMs, toMs }) {
    return `    ${barLabel(window)} :${TAGS[window.role]}${minute(fromMs)}, ${minute(toMs)}`;
}
/** Only characters that Mermaid's grammar has no use for, after a word that is none of its own. */
function barLabel({ keyId, mintedByThisRun, endsAtMs }) {
    const short = shortId(oneLine(keyId).replace(/[^A-Za-z0-9._-]/g, "_")).replace("…", "..");
    const notes = [mintedByThisRun ? "new" : "", endsAtMs === undefined ? "open end" : ""].filter((note) => note !== "");
    return `key ${short}${notes.length === 0 ? "" : ` - ${notes.join(", ")}`}`;
}
function minute(ms) {
    return (iso(ms) ?? "1970-01-01T00:00").slice(0, 16).replace("T", " ");
}
function tickInterval(spanMs) {
    const days = spanMs / DAY_MS;
    if (days <= 3)
        return "12hour";
    if (days <= 14)
        return "1day";
    if (days <= 70)
        return "1week";
    return days <= 400 ? "1month" : "3month";
}

;// CONCATENATED MODULE: ./build/report/summary-keys.js




const ROLE_WORDS = {
    current: "current",
    predecessor: "old",
    orphan: "held by nobody",
    foreign: "not ours",
    revoked: "revoked",
};
const MOST_ROWS = 12;
/** The keys as a table, ours first, and as a timeline. Empty without keys. */
function keyTable(keys, nowMs) {
    if (keys.length === 0)
        return [];
    const lines = ["| Key | Role | Made (UTC) | Ends (UTC) | Last used (UTC) |", "|---|---|---|---|---|"];
    const isForeign = ({ role }) => role === "foreign";
    const rows = [...keys.filter((key) => !isForeign(key)), ...keys.filter(isForeign)];
    lines.push(...rows.slice(0, MOST_ROWS).map(summary_keys_rowOf));
    const rest = rows.length - MOST_ROWS;
    if (rest > 0)
        lines.push("", `… and ${plural(rest, "more key")}, all in the JSON report.`);
    const chart = timeline(keys, nowMs);
    return chart === undefined ? lines : [...lines, "", chart];
}
function summary_keys_rowOf(key) {
    const { keyId, role, mintedByThisRun, createdAtMs, endsAtMs, lastUsedAtMs, lastUsedFrom } = key;
    const told = `${ROLE_WORDS[role]}${mintedByThisRun ? ", new" : ""}`;
    const times = [createdAtMs, endsAtMs, lastUsedAtMs].map((ms) => (ms === undefined ? "–" : cellTime(ms)));
    const from = lastUsedFrom === undefined ? "" : `, ${codeSpan(lastUsedFrom, 45)}`;
    return `| ${codeSpan(keyId, 60)} | ${told} | ${times.join(" | ")}${from} |`;
}

;// CONCATENATED MODULE: ./build/report/summary-section.js










const ICONS = {
    "not-due": "✅",
    planned: "📝",
    retired: "✅",
    rotated: "✅",
    held: "✋",
    partial: "⚠️",
    failed: "❌",
};
/** The sign of an outcome; never without its words. */
function iconOf({ outcome }) {
    return ICONS[outcome];
}
/** `✅ rotated`. */
function outcomeLabel({ outcome }) {
    return `${ICONS[outcome]} ${OUTCOME_WORDS[outcome].toLowerCase()}`;
}
/** What one rotation has to tell: what a person must know first, then the tables. */
function section(rotation, { nowMs, room, folded }) {
    const telling = tellingOf(rotation, nowMs);
    const groups = groupFindings(rotation.findings, telling);
    const place = { telling, room, folded };
    const isNote = ({ level }) => level === "notice";
    return [
        "",
        markdown(withShortIds(headline(rotation, telling), rotation)),
        ...findingList(groups.filter((group) => !isNote(group)), place),
        ...spaced(targetTable(rotation, room)),
        ...spaced(keyTable(rotation.keys, nowMs)),
        ...findingList(groups.filter(isNote), place),
        "",
        `<sub>${footer(rotation, nowMs)}</sub>`,
    ];
}
/** The full ids stand in the table of keys; in running text their ends are easier to read. */
function withShortIds(words, rotation) {
    const listed = new Set(rotation.keys.map(({ keyId }) => keyId));
    return words.map((word) => typeof word === "string" || !listed.has(word.code) ? word : code(shortId(oneLine(word.code))));
}
function spaced(lines) {
    return lines.length === 0 ? [] : ["", ...lines];
}
function footer(rotation, nowMs) {
    const parts = [
        escapeMarkdown(rotation.keyService, 200),
        `mode ${rotation.mode}`,
        `strategy ${rotation.strategy}`,
        `retire ${escapeMarkdown(rotation.retirePolicy, 50)}`,
        `took ${span(rotation.endedAtMs - rotation.startedAtMs)}`,
    ];
    const { nextDueAtMs } = rotation;
    if (nextDueAtMs !== undefined) {
        parts.push(`${nextDueAtMs > nowMs ? "next rotation" : "due since"} ${moment(nextDueAtMs, nowMs)}`);
    }
    return parts.join(" · ");
}

;// CONCATENATED MODULE: ./build/report/summary.js







const KIB = 1024;
/**
 * GitHub drops a summary above 1 MiB altogether. A page of one rotation has 800 KiB for findings and rows; with
 * several, the overview and the sections share 620 KiB, and 20 sections have at most 10 KiB each beside their rows.
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions#step-isolation-and-limits
 */
const ROOM = { alone: 800 * KIB, sections: 500 * KIB, overview: 120 * KIB, problems: 100 * KIB };
const MOST_SECTIONS = 20;
/** The job summary in GitHub-flavoured Markdown, below 1 MiB whatever the number of targets. Pure. */
function summary(report, nowMs) {
    const title = `## ${iconOf(report)} rekey · ${escapeMarkdown(runTitle(report), 600)}`;
    const [only, ...others] = report.rotations;
    const parts = [title, ...problemList(report)];
    if (only && others.length === 0) {
        parts.push(...section(only, { nowMs, room: openRoom(ROOM.alone), folded: false }));
    }
    else if (only) {
        parts.push(...overview(report, nowMs), ...sections(report, nowMs));
    }
    return `${parts.join("\n")}\n`;
}
function problemList({ problems }) {
    if (problems.length === 0)
        return [];
    const items = problems.map((problem) => `- ${escapeMarkdownLine(problem)}`);
    const { lines, rest } = fill(items, openRoom(ROOM.problems));
    return ["", "Nothing was changed.", "", ...lines, ...(rest > 0 ? [`- … and ${count(rest)} more`] : [])];
}
function overview(report, nowMs) {
    const rows = worstFirst(report.rotations).map((rotation) => {
        const { holding, of } = tally(rotation);
        const due = rotation.nextDueAtMs === undefined ? "" : moment(rotation.nextDueAtMs, nowMs);
        return `| ${codeSpan(rotation.name, 100)} | ${outcomeLabel(rotation)} | ${count(holding)} of ${count(of)} | ${due} |`;
    });
    const { lines, rest } = fill(rows, openRoom(ROOM.overview));
    const table = ["", "| Rotation | Outcome | Destinations | Next rotation |", "|---|---|---|---|", ...lines];
    return rest > 0 ? [...table, "", `… and ${plural(rest, "more rotation")}, all in the JSON report.`] : table;
}
function sections(report, nowMs) {
    const shown = worstFirst(report.rotations).slice(0, MOST_SECTIONS);
    const lines = [];
    for (const rotation of shown) {
        const folded = !needsAttention(rotation);
        const room = openRoom(Math.floor(ROOM.sections / shown.length));
        const body = section(rotation, { nowMs, room, folded });
        const name = escapeMarkdown(rotation.name, 100);
        if (folded) {
            const title = `<b>${name}</b>: ${outcomeLabel(rotation)}`;
            lines.push("", `<details><summary>${title}</summary>`, ...body, "", "</details>");
        }
        else {
            lines.push("", `### ${name}: ${outcomeLabel(rotation)}`, ...body);
        }
    }
    const rest = report.rotations.length - shown.length;
    if (rest > 0)
        lines.push("", `${plural(rest, "more rotation")}: see the overview above and the JSON report.`);
    return lines;
}
function worstFirst(rotations) {
    return [...rotations.filter(needsAttention), ...rotations.filter((rotation) => !needsAttention(rotation))];
}

;// CONCATENATED MODULE: ./build/report/publish.js








/** Prints one entry of the log. Outside of a runner a group is a heading. */
function printEntry(entry, underRunner) {
    if (entry.type === "line")
        core/* info */.pq(logLine(entry.text));
    else if (!underRunner)
        core/* info */.pq(entry.type === "group" ? `▸ ${logLine(entry.title)}` : "");
    else if (entry.type === "group")
        core/* startGroup */.Oh(oneLine(entry.title));
    else
        core/* endGroup */.N4();
}
/** Shows an annotation on the run's page. */
function publish({ level, title, message, file, line, column }) {
    const properties = {
        title,
        ...(file !== undefined && { file }),
        ...(line !== undefined && { startLine: line }),
        ...(column !== undefined && { startColumn: column }),
    };
    if (level === "error")
        core/* error */.z3(message, properties);
    else if (level === "warning")
        core/* warning */.$e(message, properties);
    else
        core/* notice */.lm(message, properties);
}
/**
 * Writes the JSON report, the job summary and the outputs. Returns what could not be written, in words: a full disk
 * must not turn a rotation that succeeded into one that failed.
 */
async function publishFiles({ report, nowMs, underRunner, directory, }) {
    const warnings = [];
    const trying = async (what, act) => {
        try {
            await act();
        }
        catch (error) {
            warnings.push(`${what} could not be written: ${error instanceof Error ? error.message : "unknown reason"}`);
        }
    };
    let path;
    await trying("The JSON report", async () => {
        if (directory === undefined)
            return;
        const file = (0,external_node_path_.join)(directory, `rekey-report-${(0,external_node_crypto_.randomUUID)()}.json`);
        await (0,promises_.writeFile)(file, `${JSON.stringify(jsonReport(report, nowMs), undefined, 2)}\n`, { mode: 0o600 });
        path = file;
    });
    if (!underRunner)
        return warnings;
    await trying("The job summary", () => core/* summary */.z.addRaw(summary(report, nowMs)).write());
    await trying("The outputs", async () => {
        for (const [name, value] of Object.entries(outputsOf(report, path)))
            core/* setOutput */.uH(name, value);
    });
    return warnings;
}

;// CONCATENATED MODULE: ./build/report/redact.js

/**
 * The same data, which must be plain JSON, with every form of the known secrets in its strings replaced by `***`.
 * No secret should get that far, but files and webhooks are masked by no runner. Pure.
 */
function redactDeep(value, forms) {
    const text = JSON.stringify(value);
    if (!forms.some((form) => text.includes(form)))
        return value;
    return JSON.parse(text, (_name, part) => (typeof part === "string" ? (0,mask_forms/* redact */.E$)(part, forms) : part));
}

;// CONCATENATED MODULE: ./build/report/actions.js










/** Opens the reporter of a run: the only thing that writes to standard output. */
function openReporter({ clock, underRunner, directory }) {
    let masked = [];
    const annotations = [];
    const log = openLiveLog(() => clock.now());
    // Before anything is cut or escaped: a piece of a secret would be found no more.
    const clean = (value) => redactDeep(value, masked);
    const print = (entries) => {
        for (const entry of entries)
            printEntry(entry, underRunner);
    };
    const warn = (problem) => {
        const annotation = problemAnnotation("warning", clean(problem));
        annotations.push(annotation);
        print([annotationLine(annotation)]);
    };
    const finish = async (report, webhooks) => {
        const nowMs = clock.now();
        print(log.close());
        const unwritten = await publishFiles({ report, nowMs, underRunner, directory });
        const untold = await notify({ report, webhooks, clock });
        for (const message of [...unwritten, ...untold])
            warn({ message });
        print(closingLines(report, nowMs).map((text) => ({ type: "line", text })));
        if (underRunner)
            fitAnnotations([...annotations, ...annotationsOf(report, nowMs)], report).forEach(publish);
        return end(report, nowMs, underRunner);
    };
    return {
        mask(secret) {
            const fresh = (0,mask_forms/* maskForms */.ye)(secret.reveal()).filter((form) => !masked.includes(form));
            if (underRunner)
                fresh.forEach(core/* setSecret */.Pq);
            // Longest first, so that a secret that is a part of another one leaves no rest of it behind.
            masked = [...masked, ...fresh].sort((a, b) => b.length - a.length);
        },
        event: (event) => print(log.entries(clean(event))),
        warn,
        problems(problems) {
            const all = clean(problems).map((problem) => problemAnnotation("error", problem));
            annotations.push(...all);
            // The end of the run is near and shows the first of them anyway.
            if (!underRunner || all.length > MOST_SHOWN)
                print(all.map(annotationLine));
        },
        finish: (uncleaned, webhooks = []) => finish(clean(uncleaned), webhooks),
    };
}
function end(report, nowMs, underRunner) {
    if (!needsAttention(report))
        return 0;
    const sentence = logLine(failureSentence(report, nowMs));
    if (underRunner)
        core/* setFailed */.C1(sentence);
    else
        core/* info */.pq(sentence);
    return 1;
}
function annotationLine({ level, message }) {
    return { type: "line", text: `${level === "error" ? "Error" : "Warning"}: ${message}` };
}


/***/ })

};
