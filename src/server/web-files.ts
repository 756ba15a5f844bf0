import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import Type from 'typebox'
import { content } from './content.ts'
import { takesGzip } from './packed.ts'
import type { Route, Said } from './route.ts'

/** What the build of the page leaves beside its files: their paths, and the hashes of the style blocks that it makes. */
type Built = { readonly files: readonly string[]; readonly styles: readonly string[] }

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.md': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
}
const start = 'index.html'
/** The addresses of the application: all of them are the same page, which looks at the address itself. */
const pages = ['/', '/node', '/search', '/runs', '/models', '/sign-in'] as const
const anything = Type.Object({}, { additionalProperties: true })

/**
 * The built page, an exact address for each of its files, read once: no address of a request reaches the file system.
 * @throws Error where the folder holds no built page
 */
export function webFiles(folder: string): readonly Route[] {
  const { files, styles }: Built = JSON.parse(readFileSync(join(folder, 'built.json'), 'utf8'))
  const policy = policyOf(styles)
  const html = fileIn(folder, start, { 'content-security-policy': policy, 'cross-origin-opener-policy': 'same-origin' })
  return [
    ...pages.map((url) => page(url, 'A page of the application.', html)),
    ...files
      .filter((path) => path !== start)
      .map((path) => page(`/${path}`, 'A file of the application.', fileIn(folder, path, {}))),
  ]
}

const page = (url: string, summary: string, answer: Route['answer']): Route => ({
  ...{ method: 'GET', url, permission: 'public', summary, query: anything, isPage: true, answer },
  answers: { 200: content('*/*', 'the file') },
})

/** Nothing but what this server sends: no script in a page, no style but its own, no other host, no frame around it. */
function policyOf(styles: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    ["style-src 'self'", ...styles.map((hash) => `'${hash}'`)].join(' '),
    "img-src 'self'",
    "connect-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function fileIn(folder: string, path: string, headers: Readonly<Record<string, string>>): Route['answer'] {
  const bytes = readFileSync(join(folder, path))
  const type = types[extname(path)]
  if (type === undefined) throw new Error(`${path}: a file of the page whose type nobody named`)
  const isNamedByContent = path.startsWith('assets/')
  const always = {
    'content-type': type,
    'cache-control': isNamedByContent ? 'public, immutable, max-age=31536000' : 'no-cache',
    ...headers,
  }
  if (type.startsWith('font/')) return () => ({ headers: always, body: bytes })
  let packed: Buffer | undefined
  return ({ headers: asked }): Said => {
    const isPacked = takesGzip(asked)
    if (isPacked) packed ??= gzipSync(bytes)
    return {
      headers: { ...always, vary: 'accept-encoding', ...(isPacked ? { 'content-encoding': 'gzip' } : {}) },
      body: isPacked && packed ? packed : bytes,
    }
  }
}
