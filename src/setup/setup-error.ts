// What setup refuses to do, said to a person.

/** An expected refusal; its message is complete, and nothing was written. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
}
