import { join } from 'node:path'
import { build } from 'vite'

const src = join(import.meta.dirname, '..', 'src')

/**
 * What is started by its path or loaded only where it is needed (`moduleBeside`), so that it must stand as a file of its
 * own, beside all the others.
 */
const entries = [
  'cli/main',
  'capture/files/hash-thread',
  'capture/parameters/located-yaml',
  'capture/parameters/located-toml',
  'domain/statement-problem',
  'store/checkpoint-thread',
]

/**
 * Writes the program with the packages it uses as few modules into one folder, with their licences: each file that Node
 * finds, reads and links costs a start some 0.2 ms, and there are 190 of them in front of a run, 600 in front of a server.
 */
export async function bundleProgram(folder: string): Promise<void> {
  await build({
    root: src,
    configFile: false,
    logLevel: 'error',
    envDir: false,
    publicDir: false,
    // Left to the one who starts it, not fixed at the time of the build.
    define: { 'process.env.NODE_ENV': 'process.env.NODE_ENV' },
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: true,
      target: 'node24',
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      license: { fileName: 'licenses.md' },
      rolldownOptions: {
        input: Object.fromEntries(
          entries.map((entry) => [entry.slice(entry.lastIndexOf('/') + 1), join(src, `${entry}.ts`)]),
        ),
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  })
}
