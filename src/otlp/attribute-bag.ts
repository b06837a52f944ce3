// The object that attributes are collected in.

import type { AttributeValue } from './records.ts'

/** Attributes while they are being read. */
export type AttributeBag = Record<string, AttributeValue | undefined>

/**
 * Makes objects without `toString`, `__proto__` and the like, so that no
 * sender's key can meet them. An empty prototype keeps V8's fast properties,
 * which `Object.create(null)` gives up.
 */
const Bag = function () {} as unknown as new () => AttributeBag
Bag.prototype = Object.create(null)

export function createBag(): AttributeBag {
  return new Bag()
}
