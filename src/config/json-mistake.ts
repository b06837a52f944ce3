// Where a text stops being JSON, in words of our own: those of the parser quote what is beside it, which may be a token.

const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/u.source
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/.source
const SIGN = /[{}[\],:]/.source
const TOKEN = RegExp(`${STRING}|${SCALAR}|${SIGN}`, 'uy')
const BLANKS = /[ \t\n\r]*/y

/** @returns its line and column, and what should be there; undefined where the text is JSON */
export function findJsonMistake(text: string): string | undefined {
  try {
    check(text)
    return undefined
  } catch (error) {
    if (error instanceof Mistake) return error.message
    throw error
  }
}

class Mistake extends Error {
  constructor(text: string, offset: number, expected: string) {
    const before = text.slice(0, offset).split('\n')
    const place = `line ${before.length}, column ${before.at(-1)!.length + 1}`
    super(`${place}: ${toWrong(text, offset, expected)}`)
  }
}

function toWrong(text: string, offset: number, expected: string): string {
  if (text[offset] === '"' && !isToken(text, offset))
    return 'a text that has no end, or a character that must be escaped'
  // The settings of many other programs may have them.
  if (/^(?:\/[/*]|#)/.test(text.slice(offset, offset + 2)))
    return `${expected} is expected, and JSON has no comments`
  return `${expected} is expected${offset === text.length ? ', but there is no more' : ''}`
}

function isToken(text: string, offset: number): boolean {
  TOKEN.lastIndex = offset
  return TOKEN.test(text)
}

/** @throws {Mistake} */
function check(text: string): void {
  let offset = skipBlanks(text, 0)

  /** The token that comes next, which is taken where it fits. */
  function take(fits: RegExp): string | undefined {
    TOKEN.lastIndex = offset
    const token = TOKEN.exec(text)?.[0]
    if (token === undefined || !fits.test(token)) return undefined
    offset = skipBlanks(text, offset + token.length)
    return token
  }

  function need(fits: RegExp, expected: string): string {
    const token = take(fits)
    if (token === undefined) throw new Mistake(text, offset, expected)
    return token
  }

  function value(): void {
    const first = need(/^[^\]},:]/, 'a value')
    if (first === '{') list(/^\}/, '"," or "}"', member)
    if (first === '[') list(/^\]/, '"," or "]"', value)
  }

  function member(): void {
    need(/^"/, 'a name in double quotes')
    need(/^:/, '":"')
    value()
  }

  function list(end: RegExp, expected: string, item: () => void): void {
    if (take(end) !== undefined) return
    do item()
    while (need(RegExp(`^,|${end.source}`), expected) === ',')
  }

  value()
  if (offset < text.length) throw new Mistake(text, offset, 'nothing more')
}

function skipBlanks(text: string, offset: number): number {
  BLANKS.lastIndex = offset
  BLANKS.test(text)
  return BLANKS.lastIndex
}
