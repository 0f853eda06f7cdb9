/** Like `Promise.all`, but nothing is under way any more when it throws the first of the failures. */
export async function allDone<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
