// Where in a turn a model call stands: which prompt it follows, and how many replies came since.

export interface Position {
  readonly prompt: string
  readonly round: number
}

/**
 * @param wordsOf what a person said in an item of the conversation; '' for all else
 * @param isReply whether an item stands for one reply of the model
 */
export function positionIn<Item>(
  items: readonly Item[],
  wordsOf: (item: Item) => string,
  isReply: (item: Item, before: Item | undefined) => boolean,
): Position {
  const last = items.findLastIndex((item) => wordsOf(item) !== '')
  const after = items.slice(last + 1)
  const round = after.filter((item, index) => isReply(item, after[index - 1])).length
  return { prompt: last === -1 ? '' : wordsOf(items[last]!), round }
}
