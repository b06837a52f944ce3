// Waiting for an abort signal.

/** Resolves once `signal` is aborted; at once where it is already. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done()
    else signal.addEventListener('abort', () => done(), { once: true })
  })
