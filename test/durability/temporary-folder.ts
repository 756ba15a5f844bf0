import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** Makes empty folders that go when the test file is through. */
export function temporaryFolders(name: string): () => string {
  const root = mkdtempSync(join(tmpdir(), `pedigree-${name}-`))
  let count = 0
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  return () => {
    const folder = join(root, String(++count))
    mkdirSync(folder)
    return folder
  }
}
