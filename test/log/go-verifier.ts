import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

const source = fileURLToPath(new URL('verifier', import.meta.url))
let folderOfProgram: string | undefined
let built: string | undefined

// A worker of Vitest is ended without an exit event, so that its files go here.
afterAll(() => {
  if (folderOfProgram !== undefined) rmSync(folderOfProgram, { recursive: true, force: true })
})

/** Whether this machine can build the verifier; without Go, tests that need it are skipped, and say so. */
export function hasGo(): boolean {
  return spawnSync('go', ['version']).status === 0
}

/**
 * Runs `verify DIR VKEYFILE [FILE …]` (see verifier/main.go), which is built at the first call into a temporary folder
 * that goes when the test file is through.
 * @throws Error with Go's words when it cannot be built: its one dependency comes from Go's module cache or proxy.
 */
export function verifyWithGo(
  folder: string,
  verifierKeyFile: string,
  files: readonly string[] = [],
  token = '',
): Promise<{ readonly intact: boolean; readonly output: string }> {
  const program = build()
  return new Promise((resolve, reject) => {
    const env = { ...process.env, TOKEN: token }
    execFile(program, [folder, verifierKeyFile, ...files], { env }, (error, stdout, stderr) => {
      // Exit code 1 is a verdict; anything else means that nothing was verified.
      if (error !== null && error.code !== 1) reject(error)
      else resolve({ intact: error === null, output: stdout + stderr })
    })
  })
}

function build(): string {
  if (built !== undefined) return built
  folderOfProgram ??= mkdtempSync(join(tmpdir(), 'pedigree-go-verifier-'))
  const program = join(folderOfProgram, process.platform === 'win32' ? 'verify.exe' : 'verify')
  execFileSync('go', ['build', '-o', program, '.'], { cwd: source, stdio: ['ignore', 'ignore', 'pipe'] })
  built = program
  return program
}
