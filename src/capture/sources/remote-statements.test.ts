import { expect, test } from 'vitest'
import { sha256Of } from '../../domain/digest.ts'
import { nothingRemote, type RemoteContent } from './remote-content.ts'
import { remoteStatements } from './remote-statements.ts'

const run = 'run:acme/1'

function pages(count: number): RemoteContent[] {
  return Array.from({ length: count }, (_, index) => ({
    edge: 'used',
    kind: 'address',
    name: `https://example.org/pages/${index}`,
    place: `https://example.org/pages/${index}`,
    id: sha256Of(String(index)),
    bytes: 100,
    at: 1_000 + index,
    role: 'data',
    facts: { status: 200 },
  }))
}

test('up to a hundred contents below an address stand alone, more are one', () => {
  const few = remoteStatements({ ...nothingRemote, contents: pages(100) }, run)
  const many = remoteStatements({ ...nothingRemote, contents: pages(101) }, run)

  const used = (statements: typeof few) => statements.filter((said) => said.type === 'edge' && said.edge === 'used')
  expect(used(few)).toHaveLength(100)
  expect(used(many)).toMatchObject([
    {
      target: expect.stringMatching(/^sha256-tree:/),
      place: 'https://example.org/pages/',
      selector: { path: 'https://example.org/pages/', files: 101 },
      at: '1970-01-01T00:00:01.100Z',
    },
  ])
  expect(many.findLast((said) => said.type === 'facet')).toMatchObject({ name: 'sources', body: [{ files: 101 }] })
})

test('two contents at one place keep each its edge', () => {
  const changed = [...pages(101), ...pages(1).map((page) => ({ ...page, id: sha256Of('other') }))]

  const statements = remoteStatements({ ...nothingRemote, contents: changed }, run)

  expect(statements.filter((said) => said.type === 'edge' && said.edge === 'used')).toHaveLength(102)
})

test('what has no id has a name in its run alone', () => {
  const contents = pages(1).map((page) => ({ ...page, id: undefined }))

  const [node] = remoteStatements({ ...nothingRemote, contents }, run)

  expect(node).toMatchObject({ id: 'unpinned:acme.1/https://example.org/pages/0' })
})
