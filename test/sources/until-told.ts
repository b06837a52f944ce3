// Waits until so much has been told.

export interface Until {
  /** More may have been told. */
  readonly note: () => void
  /** Resolves once there are so many. */
  readonly until: (count: number) => Promise<string[]>
}

export function createUntil(told: () => string[]): Until {
  const waiting = new Set<() => void>()
  return {
    note() {
      for (const attempt of waiting) attempt()
    },
    until: (count) =>
      new Promise((resolve) => {
        const attempt = () => {
          if (told().length < count) return
          waiting.delete(attempt)
          resolve(told())
        }
        waiting.add(attempt)
        attempt()
      }),
  }
}
