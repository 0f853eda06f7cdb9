import { createHash } from "node:crypto";
import type { Conclusion, RunView, SeedRun } from "./types.ts";
import type { Repository, Workflow, World } from "./world.ts";

/** How a run stands at a time. */
export interface Standing {
  readonly status: "queued" | "in_progress" | "waiting" | "pending" | "requested" | "completed";
  readonly conclusion: Conclusion | null;
}

export interface Run {
  readonly id: number;
  readonly number: number;
  readonly repository: Repository;
  readonly workflow: Workflow;
  readonly event: string;
  readonly branch: string;
  readonly headSha: string;
  readonly title: string;
  readonly createdAtMs: number;
  readonly startedAtMs: number;
  readonly inputs: Readonly<Record<string, string>>;
  /** What a test says about it; undefined: it goes its way on the clock. */
  told: Standing | undefined;
  /** Values of repository and organization secrets when it was queued. */
  readonly queuedSecrets: ReadonlyMap<string, string>;
  verdict: Promise<Conclusion | "hang"> | undefined;
}

/** Far above every other id of the twin, as run ids are on the real one. */
const FIRST_RUN_ID = 17_000_000_000;

/** The commit that a branch points at. */
export function headOf(repository: Repository, branch: string): string {
  return createHash("sha1").update(`${repository.id}/${branch}`).digest("hex");
}

/** Workflow runs: started by dispatch or by a test, progressing as the clock does. */
export class Runs {
  readonly #world: World;
  readonly #runs = new Map<number, Run>();
  readonly #byRepository = new Map<Repository, Run[]>();
  #lastId = FIRST_RUN_ID;

  constructor(world: World) {
    this.#world = world;
  }

  get(id: number): Run | undefined {
    return this.#runs.get(id);
  }

  /** Newest first, without those that are still hidden. */
  list(repository: Repository, nowMs: number): readonly Run[] {
    const own = this.#byRepository.get(repository) ?? [];
    return own.filter((run) => !isHidden(run, nowMs)).sort((a, b) => b.createdAtMs - a.createdAtMs || b.id - a.id);
  }

  /** An id for a run that is answered before it begins. */
  reserveId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  dispatch(
    workflow: Workflow,
    repository: Repository,
    start: { id: number; branch: string; inputs: Readonly<Record<string, string>>; atMs: number },
  ): Run {
    const { id, branch, inputs, atMs } = start;
    const title = workflow.options.title?.(inputs) ?? workflow.options.name ?? workflow.file;
    return this.#add({
      id,
      repository,
      workflow,
      event: "workflow_dispatch",
      branch,
      title,
      inputs,
      createdAtMs: atMs,
      startedAtMs: atMs,
      told: undefined,
    });
  }

  seed(workflow: Workflow, repository: Repository, seed: SeedRun, nowMs: number): Run {
    const createdAtMs = seed.createdAtMs ?? nowMs;
    return this.#add({
      id: this.reserveId(),
      repository,
      workflow,
      event: seed.event ?? "push",
      branch: seed.branch ?? repository.defaultBranch,
      title: seed.title ?? workflow.file,
      inputs: {},
      createdAtMs,
      startedAtMs: seed.startedAtMs ?? createdAtMs,
      told: { status: seed.status, conclusion: seed.conclusion ?? null },
    });
  }

  /** How a run stands; starts its job's own code when the time for that has come. */
  async standing(run: Run, nowMs: number): Promise<Standing> {
    if (run.told) return run.told;
    const { queuedMs = 0, runsMs = 0, conclude } = run.workflow.options;
    if (nowMs < run.createdAtMs + queuedMs) return { status: "queued", conclusion: null };
    run.verdict ??= Promise.resolve(conclude?.(this.#view(run)) ?? "success");
    if (nowMs < run.createdAtMs + queuedMs + runsMs) return { status: "in_progress", conclusion: null };
    const verdict = await run.verdict;
    return verdict === "hang"
      ? { status: "in_progress", conclusion: null }
      : { status: "completed", conclusion: verdict };
  }

  #add(run: Omit<Run, "number" | "headSha" | "queuedSecrets" | "verdict">): Run {
    const added: Run = {
      ...run,
      number: this.#runs.size + 1,
      headSha: headOf(run.repository, run.branch),
      queuedSecrets: this.#secretsOf(run.repository),
      verdict: undefined,
    };
    this.#runs.set(added.id, added);
    this.#byRepository.set(run.repository, [...(this.#byRepository.get(run.repository) ?? []), added]);
    return added;
  }

  #secretsOf(repository: Repository): ReadonlyMap<string, string> {
    const values = new Map<string, string>();
    for (const [name, state] of this.#world.vault(repository.owner, "actions").list()) {
      const seen =
        state.visibility === "selected"
          ? state.selectedIds?.has(repository.id)
          : state.visibility === "all" || repository.visibility !== "public";
      if (seen) values.set(name, state.value);
    }
    for (const [name, state] of this.#world.vault(repository, "actions").list()) values.set(name, state.value);
    return values;
  }

  #view(run: Run): RunView {
    return {
      id: run.id,
      inputs: run.inputs,
      secret: (name, environment) => {
        const vault =
          environment === undefined ? undefined : this.#world.environment(run.repository, environment)?.vault;
        return vault?.get(name)?.value ?? run.queuedSecrets.get(name.toUpperCase());
      },
    };
  }
}

/** Whether the run was dispatched so recently that GitHub does not show it yet. */
export function isHidden(run: Run, nowMs: number): boolean {
  return run.told === undefined && nowMs < run.createdAtMs + (run.workflow.options.hiddenMs ?? 0);
}
