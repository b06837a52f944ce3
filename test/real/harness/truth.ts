// What was really so: a list of moments for each conversation, from the model's diary, the keys pressed and the processes.

export interface Truth {
  readonly state: 'working' | 'waiting' | 'completed' | 'gone'
  readonly outcome?: 'ok' | 'error' | 'interrupted' | 'denied'
}

export interface Moment extends Truth {
  /** Unix ms. */
  readonly atMs: number
}

export interface Conversation {
  /** The id that the client told its model; undefined where its API has none. */
  id: string | undefined
  /** The name of the folder it takes place in. */
  readonly project: string
  readonly moments: Moment[]
}

/** Which knowledge a moment asks for: an end by its outcome, anything else by its state. */
export const aspectOf = ({ state, outcome }: Truth) =>
  state === 'completed' ? (outcome ?? 'ok') : state
