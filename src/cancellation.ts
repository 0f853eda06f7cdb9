import { RotationError } from "./contract/error.ts";

/** The two stages of a cancellation. */
export interface Cancellation {
  /** First signal: finish or undo what is in hand, begin nothing new. */
  readonly cancelled: AbortSignal;
  /** Second signal: the kill follows within seconds, so requests in flight are abandoned and the report is written. */
  readonly aborted: AbortSignal;
}

/**
 * Listens for the runner's signals: SIGINT, 7.5 s later SIGTERM, 2.5 s later a kill that nobody can catch.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-cancellation
 */
export function listenForCancellation(): Cancellation {
  const soft = new AbortController();
  const hard = new AbortController();
  const onSignal = () => {
    const stage = soft.signal.aborted ? hard : soft;
    stage.abort(new RotationError("cancelled", "the run was cancelled"));
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return { cancelled: soft.signal, aborted: hard.signal };
}
