/** Shorter forms are not masked: they would star harmless text all over the log. */
export const MIN_MASK_LENGTH = 6;

/** A line that frames a PEM document: no secret, and masking it would star hints that quote it. */
const PEM_FRAME = /^-----(BEGIN|END) [A-Z0-9 ]+-----$/;

/**
 * All forms in which a secret could show up in a text, longest first: as it is, line by line, in base64 (both
 * alphabets, at every alignment, so that `user:value` and larger documents are covered), in hex, and escaped for
 * URLs, JSON, XML and shells. No form holds a line break, as a runner would then mask each line of it, however
 * short; none is shorter than {@link MIN_MASK_LENGTH}. Pure.
 */
export function maskForms(value: string): readonly string[] {
  const forms = new Set<string>();
  for (const text of new Set([value, value.trim()])) {
    if (text.trim().length < MIN_MASK_LENGTH) continue;
    for (const form of [text, ...encoded(text), ...escaped(text)]) forms.add(form);
  }
  for (const line of value.split(/[\r\n]+/)) {
    if (!PEM_FRAME.test(line.trim())) forms.add(line.trim());
  }
  return [...forms].filter(isMaskable).sort((a, b) => b.length - a.length);
}

/** Replaces every one of the forms in a text by `***`, as a runner does with its log. Pure. */
export function redact(text: string, forms: readonly string[]): string {
  let redacted = text;
  for (const form of forms) redacted = redacted.replaceAll(form, "***");
  return redacted;
}

function isMaskable(form: string): boolean {
  return form.length >= MIN_MASK_LENGTH && form.trim() !== "" && !/[\r\n]/.test(form);
}

/**
 * Base64 of the secret with 0, 1 and 2 bytes before it, without the characters that depend on those bytes; and, for
 * what comes after it, with and without the last character that may depend on that.
 */
function encoded(text: string): readonly string[] {
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

function escaped(text: string): readonly string[] {
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
