import { beforeAll, expect, test } from 'vitest'
import { historyText } from '../../src/export/text/history-text.ts'
import { history } from '../../src/operations/history.ts'
import { createToken, revokeToken } from '../../src/operations/tokens.ts'
import { makeProject, type Project } from './project.ts'

// Who may speak to a server, since when and until when, is a part of what is on record of an agent.

let project: Project
let ids: string[]
let between: string
beforeAll(async () => {
  project = makeProject()
  const { write, surroundings, clock } = project
  const let1 = await write((store) => createToken(store, { name: 'eve', role: 'admin' }, surroundings))
  clock.now += 60_000
  const let2 = await write((store) => createToken(store, { name: 'eve', role: 'viewer' }, surroundings))
  clock.now += 60_000
  between = new Date(clock.now).toISOString()
  clock.now += 60_000
  await write((store) => revokeToken(store, let1.id, surroundings))
  ids = [let1.id, let2.id]
})

const told = (asOf?: string) =>
  project.read((store) => history(store, { reference: 'agent:user/eve', asOf }, project.surroundings))

test('the history of an agent tells when they were let in as what, and which of their tokens ended when', async () => {
  const { events, complete } = await told()

  expect(complete).toBe(true)
  expect(events.map(({ at, sentence, origin }) => [at, sentence, origin])).toEqual([
    ['2026-01-01T00:00:00.000Z', `was let in as admin, with the token ${ids[0]}`, 'observed'],
    ['2026-01-01T00:01:00.000Z', `was let in as viewer, with the token ${ids[1]}`, 'observed'],
    ['2026-01-01T00:03:00.000Z', `the token ${ids[0]} as admin was revoked`, 'observed'],
  ])
  expect(historyText(await told(), { width: 160, colour: false })).toMatch(/was let in as admin.*\n.*\bby ann\b/)
})

test('what had not ended at a time is not told to have', async () => {
  const { events } = await told(between)

  expect(events.map(({ sentence }) => sentence.includes('revoked'))).toEqual([false, false])
})
