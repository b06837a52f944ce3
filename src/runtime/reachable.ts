// How a program that listens on all addresses is reached.

/** Nobody can connect to "all addresses" everywhere: the loopback one among them stands for them. */
export function toReachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host === '::' ? '::1' : host
}
