import { expect, test } from 'vitest'
import { createLimiter } from '../../src/runtime/limiter.ts'

/** Tasks that end when they are told to. */
function createTasks() {
  const started: string[] = []
  const tasks = new Map<string, PromiseWithResolvers<string>>()
  const task = (name: string) => () => {
    started.push(name)
    const pending = Promise.withResolvers<string>()
    tasks.set(name, pending)
    return pending.promise
  }
  return { started, task, of: (name: string) => tasks.get(name)! }
}

/** Until all that can go on has gone on. */
const settle = () => new Promise(setImmediate)

test('no more than so many run at once, the others in their order', async () => {
  const { started, task, of } = createTasks()
  const limit = createLimiter(2)
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => limit(task(name)))
  await settle()
  expect(started).toEqual(['a', 'b'])
  of('b').resolve('B')
  expect(await b).toBe('B')
  // One that comes now does not come first.
  const e = limit(task('e'))
  await settle()
  expect(started).toEqual(['a', 'b', 'c'])
  of('c').reject(new Error('failed'))
  await expect(c).rejects.toThrow('failed')
  of('a').resolve('A')
  await settle()
  expect(started).toEqual(['a', 'b', 'c', 'd', 'e'])
  of('d').resolve('D')
  of('e').resolve('E')
  expect(await Promise.all([a, d, e])).toEqual(['A', 'D', 'E'])
})

test('once they are done there is room again', async () => {
  const limit = createLimiter(1)
  expect(await limit(async () => 1)).toBe(1)
  expect(await limit(async () => 2)).toBe(2)
})
