// What the doctor finds: one fact each, how bad it is, and what helps.

/** `note`: neither good nor bad, or it cannot be told which. */
export type Level = 'ok' | 'note' | 'warning' | 'error'

export interface Finding {
  readonly area: 'daemon' | 'desktop' | 'agents'
  /** What was looked at; stable, for scripts. */
  readonly id: string
  readonly level: Level
  /** For people. */
  readonly message: string
  /** A command, or what to do where no command does it. */
  readonly fix?: string
  /** What to know before it is done, or to do after it. */
  readonly remark?: string
  /** The process that it is about. */
  readonly pid?: number
}

/** `down`: no daemon receives what agents send. */
export type Verdict = 'ok' | 'warning' | 'error' | 'down'

/** As bad as the worst finding. */
export function toVerdict(findings: readonly Finding[]): Verdict {
  if (findings.some(({ id, level }) => id === 'receiver' && level === 'error')) return 'down'
  const has = (level: Level) => findings.some((finding) => finding.level === level)
  if (has('error')) return 'error'
  return has('warning') ? 'warning' : 'ok'
}
