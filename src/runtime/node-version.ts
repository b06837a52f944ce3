// Whether this Node can run the program; itself written for older ones, which are to be told so.

/** As `engines` in package.json has it. */
const LEAST = [24, 16] as const

/** @param version such as `26.1.0` @returns what is wrong with it, in a sentence; undefined where nothing is */
export function nodeProblem(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor, leastMinor] = LEAST
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return undefined
  return `needs Node ${LEAST.join('.')} or later, and this is ${version}`
}
