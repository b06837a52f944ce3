// JSON with comments and trailing commas, edited in place.

import { getNodeValue, type Node } from 'jsonc-parser'
import { type FileFormat, MalformedError } from './format.ts'
import { startObject, toInsertion, toNested, toReplacement } from './json-insert.ts'
import { commaAfter, endOf, findNode, parseJson } from './json-tree.ts'
import { applyEdits, type Edit, removeItem } from './text.ts'

export const json: FileFormat = {
  parse: (text) => {
    const root = parseJson(text)
    return root === undefined ? {} : (getNodeValue(root) as unknown)
  },
  set: (text, path, value) => {
    const root = parseJson(text)
    if (root === undefined) return startObject(text, toNested(path, value))
    const { node, rest } = findNode(text, root, path)
    if (rest.length === 0) return applyEdits(text, [toReplacement(text, node, value)])
    if (node.type !== 'object') throw new MalformedError(text, node.offset, 'is not an object')
    const [key = '', ...deeper] = rest
    return applyEdits(text, toInsertion(text, root, node, key, toNested(deeper, value)))
  },
  remove: (text, path) => {
    const root = parseJson(text)
    if (root === undefined) return text
    const { node, rest } = findNode(text, root, path)
    if (rest.length > 0 || node.parent === undefined) return text
    return applyEdits(text, removeProperty(text, node.parent))
  },
  show: (path, value) => `${path.join('.')}: ${JSON.stringify(value)}`,
}

function removeProperty(text: string, property: Node): readonly Edit[] {
  const siblings = property.parent?.children ?? []
  const previous = siblings[siblings.indexOf(property) - 1]
  return removeItem(text, {
    start: property.offset,
    end: endOf(property),
    commaBefore: previous === undefined ? undefined : commaAfter(text, endOf(previous)),
    commaAfter: commaAfter(text, endOf(property)),
  })
}
