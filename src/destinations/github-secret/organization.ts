import type { Clock } from "../../contract/clock.ts";
import { RotationError } from "../../contract/error.ts";
import { PAGE_SIZE } from "./pages.ts";
import { labelOf } from "./places.ts";
import type { SecretBody, SecretCall, SecretItem, SelectedRepository } from "./secrets.ts";
import { putSelection, readSecret, readSelection } from "./secrets.ts";

/** Who sees a secret beside its value: what a write must not change. */
export interface Audience {
  /** Reads what a write has to keep. */
  learn(call: SecretCall, item: SecretItem | undefined): Promise<void>;
  /** What a write has to send along so that nothing changes. */
  body(call: SecretCall): Promise<Pick<SecretBody, "visibility" | "selected_repository_ids">>;
  /** Looks after a write whether the selection survived, and sets it again, once, if it did not. */
  restore(call: SecretCall): Promise<void>;
  /** How many requests a write takes for it, beside the write itself. */
  reads(): number;
  /** What has changed in spite of all; undefined: nothing. `item` is a reading from after the write. */
  change(call: SecretCall, item: SecretItem): Promise<string | undefined>;
}

/** Secrets of repositories and environments are seen by their repository and nobody else: one for thousands of them. */
export const REPOSITORY_AUDIENCE: Audience = {
  learn: async () => {},
  body: async () => ({}),
  restore: async () => {},
  reads: () => 0,
  change: async () => undefined,
};

/** What was learned longer ago than this is read again before a write: somebody may have changed it meanwhile. */
const FRESH_MS = 30_000;

/** A secret that is created for an organization: seen by its private repositories, as GitHub's own tools do it. */
const VISIBILITY_OF_NEW = "private";

/**
 * An organization's secret. A write has to send its visibility and all selected repositories along: GitHub clears a
 * selection that is not sent.
 * @see https://docs.github.com/rest/actions/secrets#create-or-update-an-organization-secret
 */
export function organizationAudience(clock: Pick<Clock, "now">): Audience {
  return new OrganizationAudience(clock);
}

class OrganizationAudience implements Audience {
  readonly #clock: Pick<Clock, "now">;
  #item: SecretItem | undefined;
  #selection: readonly SelectedRepository[] = [];
  #learnedAtMs = Number.NEGATIVE_INFINITY;
  /** What is missing in the selection since our write. */
  #lost: readonly SelectedRepository[] | undefined;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  async learn(call: SecretCall, item: SecretItem | undefined): Promise<void> {
    if (item && !item.visibility) {
      const what = `reading ${labelOf(call.place)}`;
      throw new RotationError("contract", `GitHub did not tell the visibility while ${what}`, { effect: "none" });
    }
    this.#item = item;
    if (item?.visibility === "selected") this.#selection = await readSelection(call);
    this.#learnedAtMs = this.#clock.now();
  }

  async body(call: SecretCall) {
    if (this.#clock.now() - this.#learnedAtMs > FRESH_MS) await this.learn(call, await readSecret(call));
    const visibility = this.#item?.visibility ?? VISIBILITY_OF_NEW;
    return visibility === "selected"
      ? { visibility, selected_repository_ids: this.#selection.map(({ id }) => id) }
      : { visibility };
  }

  async restore(call: SecretCall): Promise<void> {
    if (this.#item?.visibility !== "selected") return;
    this.#lost = await this.#missing(call);
    if (this.#lost.length === 0) return;
    await putSelection(
      call,
      this.#selection.map(({ id }) => id),
    );
    this.#lost = await this.#missing(call);
  }

  /** Read anew before a write that comes late, and the selection again after it. */
  reads(): number {
    return this.#item?.visibility === "selected" ? 1 + 2 * Math.ceil(this.#selection.length / PAGE_SIZE) : 1;
  }

  async change(call: SecretCall, item: SecretItem): Promise<string | undefined> {
    const before = this.#item?.visibility ?? VISIBILITY_OF_NEW;
    if (item.visibility !== before) return `its visibility was ${before} and is now ${item.visibility ?? "not told"}`;
    if (before !== "selected") return undefined;
    const lost = this.#lost ?? (await this.#missing(call));
    if (lost.length === 0) return undefined;
    const names = lost.slice(0, 5).map(({ full_name }) => full_name);
    const more = lost.length > names.length ? ` and ${lost.length - names.length} more` : "";
    return `it is no longer selected for ${names.join(", ")}${more}`;
  }

  async #missing(call: SecretCall): Promise<readonly SelectedRepository[]> {
    const present = new Set((await readSelection(call)).map(({ id }) => id));
    return this.#selection.filter(({ id }) => !present.has(id));
  }
}
