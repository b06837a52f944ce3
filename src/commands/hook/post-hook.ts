// Posts one hook to the daemon.

import { once } from 'node:events'
import { request } from 'node:http'
import { connect, type LookupFunction } from 'node:net'
import type { ReceiverAddress } from '../../config/address.ts'
import { toReachable } from '../../runtime/reachable.ts'
import { toHookPath } from '../../sources/hooks/path.ts'

/** Resolves with the daemon's answer, whatever it is. @throws where there is none */
export async function postHook(
  agent: string,
  fields: object,
  { host, port, token }: ReceiverAddress,
  signal: AbortSignal,
): Promise<void> {
  const body = JSON.stringify(fields)
  const place = {
    host: toReachable(host),
    port,
    ...(host === 'localhost' ? { lookup: lookUpLocalhost } : {}),
  }
  const client = request({
    ...place,
    createConnection: () => connect(place),
    method: 'POST',
    path: toHookPath(agent),
    signal,
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  })
  client.end(body)
  try {
    await once(client, 'response', { signal })
  } finally {
    client.destroy()
  }
}

/** Asking a name server could not be cancelled when the time is over. */
const lookUpLocalhost: LookupFunction = (_name, options, found) => {
  const all = ['127.0.0.1', '::1'].map((address, index) => ({
    address,
    family: index === 0 ? 4 : 6,
  }))
  if (options.all === true) found(null, all)
  else found(null, '127.0.0.1', 4)
}
