import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pedigree } from '../durability/pedigree.ts'
import { projectIn } from '../durability/project.ts'
import { temporaryFolders } from '../durability/temporary-folder.ts'

const folderOf = temporaryFolders('command-line')

function newProject() {
  const project = projectIn(folderOf())
  mkdirSync(project.cwd, { recursive: true })
  return project
}

test.each([
  [['help', 'trace'], 0, /^Usage: pedigree trace /],
  [['help', 'log', 'export'], 0, /^Usage: pedigree log export /],
  [['help'], 0, /^Usage: pedigree \[command\]/],
  [['help', 'tarce'], 2, /^pedigree: unknown command 'tarce'\n\(Did you mean trace\?\)/],
  [['tarce', 'model'], 2, /^pedigree: unknown command 'tarce'\n\(Did you mean trace\?\)/],
  [['qqqqqqqq'], 2, /^pedigree: unknown command 'qqqqqqqq'\n\(--help/],
])('pedigree %j helps', async (words, code, text) => {
  const answer = await pedigree(newProject(), words)

  expect(answer.code).toBe(code)
  expect(`${answer.out}${answer.said}`).toMatch(text)
})

test('a model that the run neither wrote nor read is warned of', async () => {
  const project = newProject()
  writeFileSync(join(project.cwd, 'in.csv'), 'x'.repeat(100))

  const { said } = await pedigree(project, ['run', '--model', 'nope', '--', 'cp', 'in.csv', 'out.csv'])

  expect(said).toMatch(/^pedigree: nope was called the model, but the run neither wrote nor read it\.$/m)
})
