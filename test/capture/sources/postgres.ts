import { spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { LocalServer } from './local-server.ts'

/** Nobody: PostgreSQL does not run as root. */
const unprivileged = 65_534

/** A PostgreSQL of its own with the user ann, or undefined (said aloud) where the machine has none. */
export async function startPostgres(password: string): Promise<LocalServer | undefined> {
  const programs = postgresFolder()
  if (programs === undefined) {
    console.warn(
      'Skipped: tests of capture that read tables. They need PostgreSQL (Debian: apt-get install postgresql).',
    )
    return undefined
  }
  const folder = mkdtempSync(join(tmpdir(), 'pedigree-postgres-'))
  const [data, secret] = [join(folder, 'data'), join(folder, 'password')]
  writeFileSync(secret, password)
  const user = process.getuid?.() === 0 ? { uid: unprivileged, gid: unprivileged } : {}
  if (user.uid !== undefined) for (const path of [folder, secret]) chownSync(path, user.uid, user.gid)
  const initial = ['-D', data, '-U', 'ann', '--auth=scram-sha-256', `--pwfile=${secret}`, '--no-sync']
  const made = spawnSync(join(programs, 'initdb'), initial, { ...user, cwd: folder, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const port = await freePort()
  const settings = ['-p', `${port}`, '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off']
  const server = spawn(join(programs, 'postgres'), ['-D', data, ...settings], { ...user, cwd: folder, stdio: 'ignore' })
  while (!existsSync(join(folder, `.s.PGSQL.${port}`))) {
    if (server.exitCode !== null) throw new Error('PostgreSQL did not start')
    await setTimeout(50)
  }
  return {
    port,
    stop() {
      // At once: nobody needs the data.
      server.on('exit', () => rmSync(folder, { recursive: true }))
      server.kill('SIGQUIT')
    },
  }
}

function postgresFolder(): string | undefined {
  const [newest] = globSync('/usr/lib/postgresql/*/bin').sort().reverse()
  if (newest !== undefined) return newest
  const { stdout, status } = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' })
  return status === 0 && existsSync(join(stdout.trim(), 'initdb')) ? stdout.trim() : undefined
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
