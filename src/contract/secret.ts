const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/**
 * A value that must never be seen. It prints as `[secret]` in templates, JSON and `inspect`, and leaves
 * only through {@link Secret.reveal}, whose call sites are the list to review.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** A secret made of texts and other secrets, in order. */
  static joined(parts: readonly (string | Secret)[]): Secret {
    return new Secret(parts.map((part) => (typeof part === "string" ? part : part.#value)).join(""));
  }

  /** The bare value: call it only where bytes leave the process, or where they are masked. */
  reveal(): string {
    return this.#value;
  }

  /** Whether two secrets hold the same value. */
  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  [INSPECT](): string {
    return "[secret]";
  }
}
