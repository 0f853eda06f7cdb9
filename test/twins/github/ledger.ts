import type { SeenRequest, UnopenedBox, Write } from "./types.ts";

/** A ledger line while it is written. */
export interface OpenEntry extends SeenRequest {
  status: number | undefined;
  changed: boolean;
}

/** What the twin noticed. It holds values of secrets, in `writes` alone: those are for assertions. */
export class Ledger {
  readonly requests: OpenEntry[] = [];
  readonly writes: Write[] = [];
  readonly violations: string[] = [];
  readonly unopened: UnopenedBox[] = [];
  sockets = 0;
  maxConcurrent = 0;
  #running = 0;

  /** Opens a line; it is counted as running until `close`. */
  open(request: SeenRequest): OpenEntry {
    const entry: OpenEntry = { ...request, status: undefined, changed: false };
    this.requests.push(entry);
    this.#running += 1;
    this.maxConcurrent = Math.max(this.maxConcurrent, this.#running);
    return entry;
  }

  close(): void {
    this.#running -= 1;
  }

  get running(): number {
    return this.#running;
  }
}

/** A body as the ledger keeps it: sealed values are not for assertions, and bodies of App requests hold nothing. */
export function withoutValues(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("encrypted_value" in body)) return body;
  return { ...body, encrypted_value: "[sealed]" };
}
