// Runs jobs several at a time: most of their time is waiting.

/** @returns the results in the order of the jobs */
export async function runAll<T, R>(
  jobs: readonly T[],
  width: number,
  work: (job: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = []
  const queue = jobs.entries()
  const worker = async (): Promise<void> => {
    for (const [index, job] of queue) results[index] = await work(job)
  }
  await Promise.all(Array.from({ length: width }, worker))
  return results
}
