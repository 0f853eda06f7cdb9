import * as z from "zod/mini";
import type { ActiveConsumer, ConsumerWatch } from "../../contract/destination.ts";
import { RotationError } from "../../contract/error.ts";
import type { Op } from "../../contract/key-service.ts";
import type { Tools } from "../../contract/plug-in.ts";
import { sideBySide } from "../../lib/side-by-side.ts";
import { githubFailure, readBody } from "./failures.ts";
import { allPages } from "./pages.ts";
import { actionsRight } from "./rights.ts";
import type { Session } from "./session.ts";
import { sessionOf } from "./session.ts";

/** A run in one of these states has its secrets already, or gets them without being queued anew. */
const ACTIVE = ["queued", "in_progress", "waiting", "pending", "requested"] as const;

const runsShape = z.object({
  workflow_runs: z.array(
    z.object({
      id: z.union([z.number(), z.bigint()]),
      name: z.nullish(z.string()),
      run_number: z.optional(z.number()),
      html_url: z.optional(z.string()),
      status: z.nullish(z.string()),
      created_at: z.iso.datetime({ offset: true }),
    }),
  ),
});

/** Each of them takes a request per state. */
const PLACES_AT_ONCE = 20;

interface Question {
  readonly place: string;
  readonly writtenBeforeMs: number;
}

/**
 * Watches workflow runs: a run reads secrets when it is queued, so one that began before the write may hold the old
 * value. @see https://docs.github.com/rest/actions/workflow-runs#list-workflow-runs-for-a-repository
 */
export function openWatch(tools: Tools): ConsumerWatch {
  const session = sessionOf(tools);
  /** Places without such runs, and the write that this was asked about: no run can begin in the past. */
  const clear = new Map<string, number>();
  return {
    async active(places, op) {
      const open = places.filter(({ place, writtenBeforeMs }) => (clear.get(place) ?? -1) < writtenBeforeMs);
      const found = await sideBySide({
        items: open,
        width: PLACES_AT_ONCE,
        work: async (question) => {
          const runs = await activeRuns({ session, tools }, question, op);
          if (runs.length === 0) clear.set(question.place, question.writtenBeforeMs);
          return runs;
        },
      });
      return found.flat();
    },
  };
}

interface Watching {
  readonly session: Session;
  readonly tools: Tools;
}

async function activeRuns(
  { session, tools }: Watching,
  { place, writtenBeforeMs }: Question,
  op: Op,
): Promise<readonly ActiveConsumer[]> {
  const lists = await sideBySide({ items: ACTIVE, work: (status) => runsOf(session, { place, status }, op) });
  const untilMs = latestBegin(writtenBeforeMs, session);
  const active = new Map<string, ActiveConsumer>();
  for (const run of lists.flat()) {
    // Not `run_started_at`: a run that is repeated may get the secrets of its first attempt.
    if (Date.parse(run.created_at) > untilMs || String(run.id) === tools.run.runId) continue;
    if (run.status && !ACTIVE.some((status) => status === run.status)) continue;
    const label = `${place} · ${run.name ?? "workflow"} #${run.run_number ?? run.id}`;
    active.set(String(run.id), { label, ...(run.html_url !== undefined && { url: run.html_url }) });
  }
  return [...active.values()];
}

/** The latest begin, by GitHub's clock, of a run that may hold the old value; in doubt about the clock, later. */
function latestBegin(writtenBeforeMs: number, { client }: Session): number {
  return client.serverTime(writtenBeforeMs) + (client.clock()?.uncertaintyMs ?? 0);
}

async function runsOf(session: Session, { place, status }: { place: string; status: string }, op: Op) {
  const [owner, repo] = place.split("/");
  const what = `listing the active workflow runs of ${place}`;
  const request = {
    method: "GET" as const,
    path: "/repos/{owner}/{repo}/actions/runs",
    params: { owner, repo, status },
    what,
    right: actionsRight("read"),
  };
  return allPages({ client: session.client, request, op }, (answer) => {
    if (answer.status === 200) return readBody(runsShape, answer, what).workflow_runs;
    const failure = githubFailure(answer, { what, needs: `the repository permission "Actions" (read) for ${place}` });
    if (answer.status !== 404 && answer.status !== 403) throw failure;
    throw new RotationError("forbidden", failure.message, { hint: failure.hint });
  });
}
