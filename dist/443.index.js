export const id = 443;
export const ids = [443];
export const modules = {

/***/ 8824:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   parseYaml: () => (/* binding */ parseYaml)
/* harmony export */ });
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8815);
/* harmony import */ var _source_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7335);


/**
 * Reads YAML 1.2, keeping for every value the line and column that it stands at. Anchors and merge keys work;
 * duplicate keys, tabs for indentation and more than one document are problems. Nothing is looked up yet:
 * `${NAME}` stays text. No effect.
 */
function parseYaml(text, origin) {
    const lines = new yaml__WEBPACK_IMPORTED_MODULE_0__/* .LineCounter */ .HN();
    const document = (0,yaml__WEBPACK_IMPORTED_MODULE_0__.parseDocument)(text, { lineCounter: lines, prettyErrors: false, merge: true, strict: true });
    const position = (offset) => {
        const { line, col } = lines.linePos(offset);
        return { ...origin, line, column: col };
    };
    if (document.errors.length > 0) {
        return {
            problems: document.errors.map(({ code, message, pos }) => ({
                message: sentence(code, message, text.slice(pos[0])),
                ...position(pos[0]),
            })),
        };
    }
    const tree = plain(document);
    if (tree instanceof Error)
        return { problems: [{ message: `not readable as YAML: ${tree.message}`, ...origin }] };
    const locate = (path, what) => position(offsetOf(document, path, what) ?? 0);
    return { source: { tree, label: _source_js__WEBPACK_IMPORTED_MODULE_1__/* .pathText */ .LF, locate } };
}
/** Converts to plain values. Fails only for aliases that multiply without measure. */
function plain(document) {
    try {
        return document.toJS({ maxAliasCount: 100 });
    }
    catch (error) {
        if (error instanceof ReferenceError)
            return error;
        throw error;
    }
}
function sentence(code, message, rest) {
    if (code === "DUPLICATE_KEY")
        return `the key '${/^[^:\s]*/.exec(rest)?.[0] ?? ""}' is there twice in one mapping`;
    if (code === "TAB_AS_INDENT")
        return "indented with a tab: YAML wants spaces";
    if (code === "MULTIPLE_DOCS")
        return "more than one YAML document: one configuration has one, so leave out the line '---'";
    return `not readable as YAML: ${message}`;
}
/** Offset of the key or value at a path; of the nearest mapping around it where the path leads nowhere. */
function offsetOf(document, path, what) {
    let node = document.contents;
    let offset = start(node);
    for (const part of path) {
        const container = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isAlias */ .Vj)(node) ? node.resolve(document) : node;
        const step = child(container, part);
        if (step === undefined)
            return offset;
        const wantsValue = what === "value" && !(0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isCollection */ .P3)(step.value) && start(step.value) !== undefined;
        offset = (wantsValue ? start(step.value) : undefined) ?? start(step.key) ?? start(step.value) ?? offset;
        node = step.value;
    }
    return offset;
}
function child(node, part) {
    if ((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isSeq */ .oP)(node)) {
        const value = typeof part === "number" ? node.items[part] : undefined;
        return value === undefined ? undefined : { value };
    }
    if (!(0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isMap */ .jh)(node))
        return undefined;
    const pair = node.items.find(({ key }) => (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(key) && String(key.value) === String(part));
    return pair && { key: pair.key, value: pair.value };
}
function start(node) {
    if (!(0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isNode */ .Ll)(node))
        return undefined;
    const { range } = node;
    return range?.[0];
}


/***/ })

};
