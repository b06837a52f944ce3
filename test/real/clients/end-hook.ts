// The hook of the person's for the end of a turn, as most clients have it in their settings.

/** @param command undefined where there is none */
export const endHookFor = (event: string, command: string | undefined): object =>
  command === undefined ? {} : { hooks: { [event]: [{ hooks: [{ type: 'command', command }] }] } }
