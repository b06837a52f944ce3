// Talks to a mock model API as a client would, in the tests of the mocks.

import type { ModelServer } from '../types.ts'

export async function post(
  url: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

/** The JSON of every server-sent event. */
export async function events<Event>(response: Response): Promise<readonly Event[]> {
  const text = await response.text()
  return [...text.matchAll(/^data: (\{.*)$/gm)].map(([, json]) => JSON.parse(json!) as Event)
}

/** What the diary tells, without times. */
export const told = ({ log }: ModelServer): readonly string[] =>
  log.map(({ kind, by }) => (by === 'person' ? kind : `${kind} (${by})`))
