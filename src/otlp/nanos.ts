// OTLP's times are nanoseconds in 64 bits; the program's are milliseconds in a double.

/**
 * @param nanos Unix nanoseconds, which a double holds to 256 ns
 * @returns milliseconds to the microsecond, so that whole milliseconds stay whole
 */
export function nanosToMs(nanos: number): number {
  return Math.round(nanos / 1000) / 1000
}
