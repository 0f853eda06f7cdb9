/** A JSON pointer: empty (the whole document), or steps that each begin with a slash. */
export const POINTER = /^(?:\/(?:[^~/]|~[01])*)*$/;

/** The value that a JSON pointer leads to; undefined where it leads nowhere. Pure. @see https://www.rfc-editor.org/rfc/rfc6901 */
export function at(document: unknown, pointer: string): unknown {
  let value = document;
  for (const step of stepsOf(pointer)) {
    if (Array.isArray(value)) value = /^(?:0|[1-9]\d*)$/.test(step) ? value[Number(step)] : undefined;
    else if (typeof value === "object" && value !== null)
      value = Object.hasOwn(value, step) ? field(value, step) : undefined;
    else return undefined;
  }
  return value;
}

/** A copy of a document of objects with the value at a pointer replaced; objects on the way are made. Pure. */
export function withValue(document: unknown, pointer: string, value: unknown): unknown {
  return replaced(document, stepsOf(pointer), value);
}

function replaced(document: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value;
  const holder = typeof document === "object" && document !== null ? document : {};
  return { ...holder, [step]: replaced(field(holder, step), rest, value) };
}

function stepsOf(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function field(holder: object, name: string): unknown {
  return Reflect.get(holder, name);
}
