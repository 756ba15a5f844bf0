import { createHash } from 'node:crypto'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin } from 'vite'
import { stylesheet } from '../src/drawing/looks.ts'

// Builds the page into a folder, with `built.json`: what the server may send, and the style blocks that it allows. Started
// by scripts/web.ts, in an environment of its own.

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: node web/build.ts <folder>')
await buildPage(folder)

async function buildPage(folder: string): Promise<void> {
  const styles = new Set<string>()
  await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'error',
    // Nothing of this machine's environment goes into the page.
    envDir: false,
    plugins: [drawingStyles(), styleBlocks(styles), fontLicense()],
    oxc: { jsx: { runtime: 'automatic' } },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'baseline-widely-available',
      cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
      // As a data URL a file would need a hole in the policy of the page.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      license: { fileName: 'licenses.md' },
    },
  })
  const files = globSync('**/*.*', { cwd: folder }).sort()
  writeFileSync(join(folder, 'built.json'), `${JSON.stringify({ files, styles: [...styles].sort() }, null, 2)}\n`)
}

/** The drawing's own style sheet, so that the page and a file have the same colours. */
function drawingStyles(): Plugin {
  const id = '\0drawing.css'
  return {
    name: 'drawing-styles',
    resolveId: (source) => (source === 'virtual:drawing.css' ? id : undefined),
    load: (source) => (source === id ? stylesheet() : undefined),
  }
}

/**
 * React Aria puts style blocks into the page, which the policy must name by their hash (CSP 3, section 6.7.3.3).
 * @throws Error where one is made in another way than is known, so that the policy would break it in silence
 */
function styleBlocks(found: Set<string>): Plugin {
  return {
    name: 'style-blocks',
    transform: (code, id) => {
      const made = code.match(/createElement\(['"]style['"]\)/g)?.length ?? 0
      if (made === 0) return
      const blocks = [...code.matchAll(/\.textContent = `([^`]*)`\.trim\(\)/g)]
      if (blocks.length !== made) throw new Error(`${id}: makes a style block whose text cannot be found`)
      for (const [, text = ''] of blocks) {
        const whole = text.replace(/\$\{([\w$]+)\}/g, (_, name: string) => constantIn(code, name, id))
        found.add(`sha256-${createHash('sha256').update(whole.trim()).digest('base64')}`)
      }
    },
  }
}

function constantIn(code: string, name: string, id: string): string {
  const at = code.indexOf(`const ${name} = '`)
  const [, value] = /^const [\w$]+ = '([^']*)'/.exec(at < 0 ? '' : code.slice(at)) ?? []
  if (value === undefined) throw new Error(`${id}: ${name} in a style block is no constant`)
  return value
}

/** Of what is bundled Vite collects the licences; fonts are files beside that. */
function fontLicense(): Plugin {
  return {
    name: 'font-license',
    generateBundle() {
      const source = readFileSync(
        join(import.meta.dirname, '../node_modules/@fontsource/ibm-plex-sans/LICENSE'),
        'utf8',
      )
      this.emitFile({ type: 'asset', fileName: 'fonts.md', source: `# IBM Plex Sans and Mono\n\n${source}` })
    },
  }
}
