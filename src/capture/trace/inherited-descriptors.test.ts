import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const module = join(import.meta.dirname, 'inherited-descriptors.ts')

// As the command line does, with a stream of its own before it asks.
const script = `
  process.stdout.on('error', () => undefined)
  import(process.argv[1]).then(({ inheritedDescriptors }) => console.log(inheritedDescriptors().join()))
`

/** What a Node finds that is started by a Python with these descriptors open, of which the Python lets go at once. */
function found(opened: string): string {
  const program = `
import os, subprocess, sys
${opened}
opened = [int(name) for name in os.listdir("/proc/self/fd") if 2 < int(name) < 32 and os.path.exists(f"/proc/self/fd/{name}")]
node = subprocess.Popen(sys.argv[1:], pass_fds=opened)
for each in opened: os.close(each)
sys.exit(node.wait())
`
  const words = ['-c', program, process.execPath, '-e', script, module]
  return spawnSync('python3', words, { stdio: ['pipe', 'pipe', 'inherit'] })
    .stdout.toString()
    .trim()
}

test.skipIf(process.platform !== 'linux')('descriptors that were open before Node began are told from its own', () => {
  expect(found('')).toBe('')
  expect(found('os.dup2(os.open("/dev/null", os.O_RDONLY), 9); os.close(3)')).toBe('9')
  expect(found('os.pipe()')).toBe('3,4')
  expect(found('a, b = os.pipe(); os.dup2(b, 12); os.close(a); os.close(b)')).toBe('12')
  expect(found('a, b = os.pipe(); os.dup2(b, 12); os.dup2(b, 13); os.close(a); os.close(b)')).toBe('12,13')
  expect(found('os.dup2(os.open("/etc/passwd", os.O_RDONLY), 31); os.close(3)')).toBe('31')
})
