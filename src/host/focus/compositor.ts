// What can be asked of a compositor or window manager: which windows a process has, and to bring one to the front.

export type Env = Readonly<Record<string, string | undefined>>

export interface Window {
  /** In the compositor's own terms. */
  readonly id: string
  /** null where the compositor does not tell. */
  readonly pid: number | null
  /** The X11 number, where it is an X11 window. */
  readonly x11Id: number | null
  readonly isFocused: boolean
}

/** A running compositor. Every call ends within seconds. */
export interface Desktop {
  /**
   * All windows, or at least those of the given processes.
   * @throws {Error} whose message tells people what is missing
   */
  windows(pids: readonly number[]): Promise<readonly Window[]>
  /** @throws {Error} when it was refused */
  focus(window: Window): Promise<void>
}

/** One kind of compositor, as listed in the index. */
export interface Compositor {
  readonly id: string
  readonly name: string
  /** What has to be there besides the compositor itself, for people; '' for nothing. */
  readonly needs: string
  /** How it was checked. */
  readonly checked: string
  /** @returns undefined where it does not run for this user */
  find(env: Env): Promise<Desktop | undefined>
}
