// Models by one name, however an agent calls them.

/** Claude Code adds the context's size in some places: "claude-opus-4-8[1m]". */
export const toModelName = (told: string): string =>
  told.endsWith(']') ? told.replace(/\[[^\]]*\]$/, '') : told
