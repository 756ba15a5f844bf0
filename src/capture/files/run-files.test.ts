import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { nameBelow } from './name-below.ts'

test.each([
  ['/project', '/project/data/a.csv', 'data/a.csv'],
  ['/project', '/project/.hidden', '.hidden'],
  ['/project', '/project/data/', 'data'],
  ['/project', '/project/data//a.csv', 'data/a.csv'],
  ['/project', '/project/data/../a.csv', 'a.csv'],
  ['/project', '/project/../elsewhere', '/project/../elsewhere'],
  ['/project', '/project', '/project'],
  ['/project', '/projects/a.csv', '/projects/a.csv'],
  ['/', '/a.csv', 'a.csv'],
])('below %s, %s is called %s', (root, path, name) => {
  expect(nameBelow(root, path)).toBe(name)
  expect(name === path || posix.resolve(root, name) === posix.resolve(path)).toBe(true)
})
