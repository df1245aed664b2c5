/** What each comes to. One that fails is told once all are over: nothing is at work for a run that was let go. */
export async function allOf<Value>(works: readonly Promise<Value>[]): Promise<Value[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}
