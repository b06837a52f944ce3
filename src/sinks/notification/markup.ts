// Text for servers that read markup in a notification's body.

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Makes plain text show as it is. Quotes stay: not every server knows their entities. */
export const escapeMarkup = (text: string): string =>
  text.replaceAll(/[&<>]/g, (letter) => ENTITIES[letter] ?? '')
