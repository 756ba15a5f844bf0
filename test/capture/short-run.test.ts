import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { main, makeProject } from './project.ts'

/** Writes the address of every module that is loaded to the file that LOADED names. */
const listing = `
  import { appendFileSync } from 'node:fs'
  import { registerHooks } from 'node:module'
  registerHooks({ load: (url, context, next) => (appendFileSync(process.env.LOADED, url + '\\n'), next(url, context)) })`

test('a short run loads no YAML, no schemas, and nothing of what other commands answer: each costs more than the command', () => {
  const project = makeProject()
  const loaded = join(project.home, 'loaded')
  const words = [
    '--import',
    `data:text/javascript,${encodeURIComponent(listing)}`,
    main,
    'run',
    '--quiet',
    '--',
    'true',
  ]

  execFileSync(process.execPath, words.slice(2), { cwd: project.folder, env: project.env })
  execFileSync(process.execPath, words, { cwd: project.folder, env: { ...project.env, LOADED: loaded } })

  const modules = readFileSync(loaded, 'utf8').split('\n')
  const libraries = modules.flatMap((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? [])
  expect(new Set(libraries)).toEqual(new Set(['commander', 'ignore']))
  const parts = modules.map((url) => /\/src\/(.+)\.ts$/.exec(url)?.[1])
  expect(parts).toContain('operations/run')
  // While the command runs.
  expect(parts.indexOf('store/open')).toBeGreaterThan(parts.indexOf('capture/statements'))
  for (const part of ['operations/home', 'export/home-text', 'capture/python/events']) expect(parts).not.toContain(part)
  expect(project.statements()).toContainEqual(
    expect.objectContaining({ type: 'node', name: 'true', state: 'succeeded' }),
  )
})
