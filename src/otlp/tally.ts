// Counts what a request held, keeps the wanted records and says why others were rejected.

import { MalformedOtlpError } from './malformed.ts'
import type { Decoded, DecodeLimits, OtlpRecord } from './records.ts'

/** A record may have a resource, a scope and a metric of its own. */
const GROUPS_PER_RECORD = 3

/** The growing result of one request. */
export class Tally {
  readonly limits: DecodeLimits
  readonly records: OtlpRecord[] = []
  private groups = 0
  private received = 0
  private unusable = 0
  private tooMany = 0

  constructor(limits: DecodeLimits) {
    this.limits = limits
  }

  /**
   * Counts what records are in: a resource, a scope or a metric. An empty one takes two bytes of a
   * body and far longer to read than those.
   * @throws {MalformedOtlpError} where there are more than all records allowed could be in
   */
  enter(): void {
    if (++this.groups > this.limits.maxRecords * GROUPS_PER_RECORD)
      throw new MalformedOtlpError('too many resources, scopes and metrics')
  }

  /** Counts a record. @returns false where it is one too many and must be passed over */
  admit(): boolean {
    this.received++
    if (this.received <= this.limits.maxRecords) return true
    this.tooMany++
    return false
  }

  /**
   * Keeps what `read` returns for an admitted record; undefined is an unwanted
   * one. A record that cannot be decoded is rejected alone: its bounds are known.
   */
  attempt(read: () => OtlpRecord | undefined): void {
    try {
      this.keep(read())
    } catch (error) {
      this.refuse(error)
    }
  }

  /** The two halves of `attempt`, for those who must not make a closure for every record. */
  keep(record: OtlpRecord | undefined): void {
    if (record !== undefined) this.records.push(record)
  }

  refuse(error: unknown): void {
    if (!(error instanceof MalformedOtlpError)) throw error
    this.unusable++
  }

  result(): Decoded {
    const reasons = []
    if (this.tooMany > 0) {
      reasons.push(`${this.tooMany} over the limit of ${this.limits.maxRecords} a request`)
    }
    if (this.unusable > 0) reasons.push(`${this.unusable} could not be decoded`)
    return {
      records: this.records,
      received: this.received,
      rejected: this.tooMany + this.unusable,
      message: reasons.join('; '),
    }
  }
}
