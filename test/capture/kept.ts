import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { inflateSync } from 'node:zlib'
import { expect } from 'vitest'
import { decodeBody } from '../../src/log/body.ts'
import type { Project } from './project.ts'

/** All that Pedigree keeps, as it lies there and unpacked. */
export function kept({ folder, state }: Project): (readonly [string, Buffer])[] {
  const files = globSync('**/*', { cwd: folder, exclude: (name) => name === '.git' })
    .map((name) => join(folder, name))
    .concat(globSync('**/.pedigree/**', { cwd: folder }).map((name) => join(folder, name)))
    .concat(globSync('**/*', { cwd: state }).map((name) => join(state, name)))
    .filter((path) => (path.includes('/.pedigree/') || path.startsWith(state)) && statSync(path).isFile())
  const raw = files.map((path) => [path, readFileSync(path)] as const)
  // Whatever git keeps is compressed. In a pack it would not come to light here.
  const ofGit = raw.filter(([path]) => /\/git\/./.test(path))
  expect(ofGit.filter(([path]) => !/\/git\/[0-9a-f]{2}\/[0-9a-f]+$/.test(path))).toEqual([])
  const objects = ofGit.map(([path, bytes]) => [path, inflateSync(bytes)] as const)
  const database = new DatabaseSync(join(folder, '.pedigree/store.db'), { readOnly: true })
  const bodies = database.prepare('select bytes from body').all() as { bytes: Uint8Array }[]
  database.close()
  const items = bodies.flatMap(({ bytes }) =>
    decodeBody(bytes).map((item) => ['a statement', 'bytes' in item ? item.bytes : item.erased] as const),
  )
  expect(items.length).toBeGreaterThan(10)
  expect(raw.some(([path]) => path.endsWith('/store.db'))).toBe(true)
  return [...raw, ...objects, ...items]
}

/** Fails where one of the secrets stands in anything that is kept, or in what was said. */
export function expectNowhere(
  secrets: Readonly<Record<string, string>>,
  project: Project,
  said: readonly Buffer[],
): void {
  for (const [place, bytes] of [...kept(project), ...said.map((bytes) => ['what was said', bytes] as const)]) {
    const found = Object.entries(secrets).filter(([, secret]) => bytes.includes(secret))
    expect({ place, found }).toEqual({ place, found: [] })
  }
}
