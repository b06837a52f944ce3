// Pages of the documentation that have a section for each client.

/** Renews the sections of the clients that were run, and keeps the others. */
export function renewSections(page: string, heading: string, renewed: readonly string[]): string {
  const old = page.split(/^(?=## )/m).slice(1)
  const sections = new Map([...old, ...renewed].map((section) => [titleOf(section), section]))
  const sorted = [...sections].toSorted(([a], [b]) => a.localeCompare(b))
  return `${[heading, ...sorted.map(([, section]) => section)].map((text) => text.trimEnd()).join('\n\n')}\n`
}

/** `## PACKAGE VERSION`: a newer version takes the place of an older one. */
const titleOf = (section: string): string => /^## (\S+)/.exec(section)?.[1] ?? ''
