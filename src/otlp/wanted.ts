// A service's selection, prepared once for looking up bytes.

import { NameSet } from './name-set.ts'
import type { Selection, ServiceSelection } from './records.ts'

/** Index in `Wanted.keys` of `event.name`, which names a log record whether it is selected or not. */
export const EVENT_NAME_KEY = 0

/** What the protobuf decoder asks for every key and name it meets. */
export interface Wanted {
  /** `event.name`, then the selected attributes. */
  readonly keys: NameSet
  /** Whether `event.name` was selected too, and stays among the attributes. */
  readonly keepsEventName: boolean
  /** Indices of the attributes that are kept whole, where there are such. */
  readonly whole: ReadonlySet<number> | undefined
  /** undefined where every span is wanted. */
  readonly spans: NameSet | undefined
  readonly metrics: NameSet
  /** Whether log bodies are read. */
  readonly bodies: boolean
}

const prepared = new WeakMap<ServiceSelection, Wanted>()

/** Prepared once for each selection object, which must not change afterwards. */
export function wantedFor(selection: Selection, serviceName: string): Wanted {
  const service = selection.forService(serviceName)
  const known = prepared.get(service)
  if (known) return known
  const wanted = prepare(service)
  prepared.set(service, wanted)
  return wanted
}

function prepare(service: ServiceSelection): Wanted {
  const keys = new NameSet(['event.name', ...service.attributes])
  const whole = service.whole && Array.from(service.whole, (name) => keys.names.indexOf(name))
  return {
    keys,
    whole: whole && new Set(whole),
    keepsEventName: service.attributes.has('event.name'),
    spans: service.spans === 'all' ? undefined : new NameSet(service.spans),
    metrics: new NameSet(service.metrics),
    bodies: service.bodies,
  }
}
