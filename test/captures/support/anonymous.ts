// Lines with names in the order of their appearance, so that two recordings of the same can be compared.

const named = new Set(['session_id', 'project', 'cwd', 'host', 'model'])

/** Replaces ids, names and directories by `session_id 1`, `project 1`, … */
export function toAnonymous(lines: readonly string[]): string[] {
  const seen = new Map<string, string>()
  const counts = new Map<string, number>()
  const rename = (kind: string, text: string): string => {
    const key = `${kind}\0${text}`
    let name = seen.get(key)
    if (name === undefined) {
      const count = (counts.get(kind) ?? 0) + 1
      counts.set(kind, count)
      seen.set(key, (name = `${kind} ${count}`))
    }
    return name
  }
  const walk = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => walk(item, ''))
    if (typeof value === 'string') {
      if (named.has(key)) return rename(key, value)
      // What follows the colon may name a tool.
      return key === 'reason' ? value.replace(/(?<=:).*/, (tool) => rename('tool', tool)) : value
    }
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        key === 'models' ? rename('model', name) : name,
        walk(item, name),
      ]),
    )
  }
  return lines.map((line) => JSON.stringify(walk(JSON.parse(line), '')))
}
