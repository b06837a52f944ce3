// The part of node-notifier that is used here; the package has no types of its own.

declare module 'node-notifier' {
  interface Options {
    readonly title: string
    readonly message: string
    readonly sound: boolean
    /** Keep a process that tells the answer. */
    readonly wait: boolean
  }
  /** `response` is `activate`, `dismissed`, `timeout` or something else, by platform. */
  type Done = (error: Error | null, response?: string) => void
  const notifier: { notify(options: Options, done: Done): void }
  export default notifier
}
