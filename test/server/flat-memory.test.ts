import { expect, test } from 'vitest'
import { projectIn } from '../durability/project.ts'
import { temporaryFolders } from '../durability/temporary-folder.ts'
import { serveMany } from './flat-memory.ts'

const folderOf = temporaryFolders('flat-memory')

// A leak is found by `npm run torture`, over a million of them; here is seen that each of them is answered rightly.
test('a server answers thousands of requests over 16 connections and says how much memory it takes', async () => {
  const { requests, samples } = await serveMany(projectIn(folderOf()), 2_000)

  expect(requests).toBe(2_000)
  expect(samples).toHaveLength(10)
  expect(samples.every(({ resident, heap }) => resident > heap && heap > 0)).toBe(true)
})
