// JSON with comments and trailing commas, edited in place.

import { isDeepStrictEqual } from 'node:util'
import { getNodeValue, type Node } from 'jsonc-parser'
import { type FileFormat, type Json, MalformedError, type Path } from './format.ts'
import { startObject, toInsertion, toNested, toReplacement } from './json-insert.ts'
import { commaAfter, endOf, findNode, findValues, parseJson } from './json-tree.ts'
import { applyEdits, type Edit, removeItem } from './text.ts'

export const json: FileFormat = {
  parse: (text) => {
    const root = parseJson(text)
    return root === undefined ? {} : toValue(root)
  },
  set,
  remove: (text, path) => {
    const root = parseJson(text)
    if (root === undefined) return text
    const { node, rest } = findNode(text, root, path)
    if (rest.length > 0 || node.parent === undefined) return text
    return applyEdits(text, removeMember(text, node.parent))
  },
  show: (path, value) => `${path.join('.')}: ${JSON.stringify(value)}`,
  findValues: (text, isMeant) => {
    const root = parseJson(text)
    return root === undefined ? [] : findValues(root, isMeant)
  },
  elements: {
    append: (text, path, element) => {
      const root = parseJson(text)
      const found = root && findNode(text, root, path)
      if (root === undefined || found === undefined || found.rest.length > 0) {
        return set(text, path, [element])
      }
      const { node } = found
      if (node.type !== 'array') throw new MalformedError(text, node.offset, 'is not an array')
      return applyEdits(text, toInsertion(text, root, node, element))
    },
    remove: (text, path, element) => {
      const root = parseJson(text)
      if (root === undefined) return text
      const { node, rest } = findNode(text, root, path)
      const found = node.children?.find((child) => isDeepStrictEqual(toValue(child), element))
      if (rest.length > 0 || node.type !== 'array' || found === undefined) return text
      return applyEdits(text, removeMember(text, found))
    },
  },
}

function set(text: string, path: Path, value: Json): string {
  const root = parseJson(text)
  if (root === undefined) return startObject(text, toNested(path, value))
  const { node, rest } = findNode(text, root, path)
  if (rest.length === 0) return applyEdits(text, [toReplacement(text, node, value)])
  if (node.type !== 'object') throw new MalformedError(text, node.offset, 'is not an object')
  const [key = '', ...deeper] = rest
  return applyEdits(text, toInsertion(text, root, node, toNested(deeper, value), key))
}

/** With the prototypes that values have elsewhere, so that they can be compared. */
function toValue(node: Node): unknown {
  return structuredClone(getNodeValue(node) as unknown)
}

/** A property, or an element of an array. */
function removeMember(text: string, member: Node): readonly Edit[] {
  const siblings = member.parent?.children ?? []
  const previous = siblings[siblings.indexOf(member) - 1]
  return removeItem(text, {
    start: member.offset,
    end: endOf(member),
    commaBefore: previous === undefined ? undefined : commaAfter(text, endOf(previous)),
    commaAfter: commaAfter(text, endOf(member)),
  })
}
