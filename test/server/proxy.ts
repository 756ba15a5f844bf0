import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { askAt } from './server.ts'

const places = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx', '/usr/local/bin/nginx']
const program = places.find((path) => existsSync(path))
/** Why the tests behind a proxy are skipped, where they are. */
export const noProxy = program === undefined ? 'there is no nginx (Debian: apt-get install nginx)' : undefined

export type RunningProxy = { readonly address: URL; readonly stop: () => Promise<void> }

/**
 * An nginx before a server as its manual's first example has it: nothing but `proxy_pass`.
 * @param user of its workers
 * @param more what another version of it does by itself.
 */
export async function startProxy(
  server: string,
  { user, more = '' }: { user?: string | undefined; more?: string } = {},
): Promise<RunningProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'pedigree-proxy-'))
  const port = await freePort()
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (each) => `${each}_temp_path ${folder}/${each};`,
  )
  const configuration = `
    ${user === undefined ? '' : `user ${user};`}
    daemon off; pid ${folder}/pid; error_log ${folder}/error.log;
    events {}
    http {
      access_log off; ${temporary.join(' ')}
      server { listen 127.0.0.1:${port}; location / { proxy_pass ${server}; ${more} } }
    }`
  writeFileSync(join(folder, 'nginx.conf'), configuration)
  const words = ['-p', folder, '-e', `${folder}/error.log`, '-c', join(folder, 'nginx.conf')]
  const child = spawn(program ?? '', words, { stdio: ['ignore', 'ignore', 'inherit'] })
  const address = new URL(`http://127.0.0.1:${port}`)
  await answering(address, child)
  return {
    address,
    stop: async () => {
      child.kill()
      await new Promise((resolve) => child.once('close', resolve))
      rmSync(folder, { recursive: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function answering(address: URL, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const answer = await askAt(address, '/health/live', {}).catch(() => undefined)
    if (answer?.status === 200) return
    await sleep(20)
  }
  throw new Error(`nginx ended with ${child.exitCode}`)
}
