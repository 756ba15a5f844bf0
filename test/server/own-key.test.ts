import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keepOwnKey } from '../../src/cli/own-key.ts'
import { openQuestions } from '../../src/cli/record.ts'
import { tokenFile } from '../../src/client/token.ts'
import { type TestServer, testServer } from './server.ts'

// Where the system does not say whose a connection is, and a token that a command keeps for a server.

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

describe('on a system that does not say whose a connection is', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await testServer({ knowsPeers: false })
    Object.assign(server.surroundings.env, { XDG_CONFIG_HOME: join(server.surroundings.cwd, '.config') })
  })
  afterAll(() => server.stop())
  const statusOf = async (token?: string) =>
    (await server.ask('/pedigree/v1/live', token === undefined ? {} : { token })).status

  test('nobody is let in but who has the key of the server, which records as its user', async () => {
    const { ownKey = '' } = server
    const changed = ownKey.slice(0, -1) + (ownKey.endsWith('A') ? 'E' : 'A')

    expect([await statusOf(), await statusOf(ownKey), await statusOf(changed)]).toEqual([401, 200, 401])
    const { body } = await server.json('/pedigree/v1/session', { token: ownKey })
    expect(body).toMatchObject({ agent: 'agent:user/ann', role: 'contributor' })
    expect((await server.json('/pedigree/v1/tokens', { token: ownKey })).status).toBe(403)
  })

  test('commands and the browser find it in files that nobody else can read, as long as the server runs', async () => {
    const warnings: string[] = []
    const surroundings = { ...server.surroundings, warn: (line: string) => warnings.push(line) }
    const { entrance, forget } = keepOwnKey(server.address, server.ownKey ?? '', surroundings)
    const kept = tokenFile(new URL(server.address).origin, surroundings)

    expect([modeOf(kept), modeOf(entrance), modeOf(dirname(entrance))]).toEqual(['600', '600', '700'])
    expect(warnings).toEqual([expect.stringContaining(kept)])
    await using record = await openQuestions(surroundings, { server: server.address })
    expect((await record.home()).entries).toBe(0)

    forget()
    expect([existsSync(kept), existsSync(entrance)]).toEqual([false, false])
  })

  test('a token that the user saved for the address stays', async () => {
    const kept = tokenFile(new URL(server.address).origin, server.surroundings)
    mkdirSync(dirname(kept), { recursive: true })
    writeFileSync(kept, 'pdg_0123456789abcdef_mine\n', { mode: 0o600 })

    keepOwnKey(server.address, server.ownKey ?? '', server.surroundings).forget()

    expect(readFileSync(kept, 'utf8')).toBe('pdg_0123456789abcdef_mine\n')
  })

  test('from the first token on the key opens nothing, nor does a session that it was traded for', async () => {
    const { origin } = new URL(server.address)
    const body = { token: server.ownKey }
    const answer = await server.ask('/pedigree/v1/session', { body, headers: { origin } })
    const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
    const bySession = async () => (await server.ask('/pedigree/v1/live', { headers: { cookie } })).status
    expect([answer.status, await bySession()]).toEqual([200, 200])

    await server.token('viewer')

    expect([await statusOf(server.ownKey), await bySession()]).toEqual([401, 401])
  })
})

test('a server makes no key where the system says whose a connection is', async () => {
  const server = await testServer()

  expect(server.ownKey).toBeUndefined()
  await server.stop()
})

describe('pedigree token save', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await testServer()
  })
  afterAll(() => server.stop())

  const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
  const config = () => join(server.surroundings.cwd, 'config')
  function save(given: string, words: readonly string[] = ['--server', server.address]) {
    const env = { PATH: process.env.PATH, HOME: server.surroundings.cwd, XDG_CONFIG_HOME: config() }
    const child = spawn(process.execPath, [program, 'token', 'save', ...words], { cwd: server.surroundings.cwd, env })
    let said = ''
    child.stdout.on('data', (part) => (said += part))
    child.stderr.on('data', (part) => (said += part))
    child.stdin.end(given)
    return new Promise<{ code: number | null; said: string }>((resolve) =>
      child.on('close', (code) => resolve({ code, said })),
    )
  }
  const kept = () =>
    tokenFile(new URL(server.address).origin, { ...server.surroundings, env: { XDG_CONFIG_HOME: config() } })

  test('keeps a token that lets in, for the user alone, and every command at that server uses it', async () => {
    const { text } = await server.token('viewer', 'ann')

    const { code, said } = await save(`${text}\n`)

    expect([code, said]).toEqual([0, `the token of agent:user/ann, a viewer, is in ${kept()}\n`])
    expect([readFileSync(kept(), 'utf8'), modeOf(kept())]).toEqual([`${text}\n`, '600'])
    const surroundings = { ...server.surroundings, env: { XDG_CONFIG_HOME: config() } }
    await using record = await openQuestions(surroundings, { server: server.address })
    expect((await record.home()).namespace).not.toBe('')
    chmodSync(kept(), 0o644)
    await expect(openQuestions(surroundings, { server: server.address }).then((each) => each.home())).rejects.toThrow(
      'chmod 600',
    )
  })

  test.each([
    ['a token that lets nobody in', 'pdg_0123456789abcdef_x\n', 8],
    ['nothing', '', 8],
  ])('keeps nothing of %s', async (_, given) => {
    chmodSync(dirname(kept()), 0o700)
    const before = readFileSync(kept(), 'utf8')

    const { code, said } = await save(given)

    expect(code).not.toBe(0)
    expect(said).not.toContain('0123456789abcdef_x')
    expect(readFileSync(kept(), 'utf8')).toBe(before)
  })

  test('asks which server where none is named', async () => {
    expect((await save('x\n', [])).said).toContain('the token of which server?')
  })
})
