import { expect, test } from 'vitest'
import { projectIn } from '../durability/project.ts'
import { seeded } from '../durability/random.ts'
import { temporaryFolders } from '../durability/temporary-folder.ts'
import { serverKillRounds } from './killed-server.ts'

const folderOf = temporaryFolders('killed-server')

test('a server killed under 16 connections loses nothing that it acknowledged, and has nothing twice', async () => {
  const figures = await serverKillRounds(projectIn(folderOf()), 10, seeded(6))

  expect(figures).toMatchObject({ rounds: 10, runs: 10, lost: 0, twice: 0 })
  expect(figures.acknowledged).toBeGreaterThan(100)
  expect(figures.resent).toBeGreaterThan(10)
  expect(figures.waited).toBeGreaterThan(0)
})
