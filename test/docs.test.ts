import { existsSync, globSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const files = ['README.md', ...globSync('{docs,spec,examples}/**/*.md')].filter((file) => existsSync(file))
const pages = files.map((file) => {
  // What stands in a fence is an example: its brackets and hashes are no links and no headings.
  const text = readFileSync(file, 'utf8').replace(/^(```|~~~).*?^\1/gms, (block) => block.replace(/[^\n]/g, ''))
  const headings = [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => heading)
  const links = [...text.replace(/`[^`\n]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  return { file, text: readFileSync(file, 'utf8'), headings, links }
})

/** How GitHub makes the address of a heading: lower case, no punctuation, a hyphen for each space. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-')

/** Words that the glossary gives up for another, with that other: `| **word** | meaning | said elsewhere |`. */
function refusedWords(): Map<string, string> {
  const words = new Map<string, string>()
  const rows = readFileSync('docs/glossary.md', 'utf8').matchAll(/^\| \*\*(.+?)\*\* \|.*\| ([^|]*) \|$/gm)
  for (const [, word = '', others = ''] of rows) {
    for (const other of others.split(', ').filter((text) => text !== '')) words.set(other.toLowerCase(), word)
  }
  return words
}

test('there is a README, and pages beside it', () => {
  expect(files).toEqual(expect.arrayContaining(['README.md', 'docs/glossary.md', 'docs/concepts.md', 'spec/README.md']))
})

test.each(pages)('every link of $file leads somewhere', ({ file, links }) => {
  const broken = links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? file : join(dirname(file), path)
      if (!existsSync(target)) return true
      if (anchor === undefined || !target.endsWith('.md')) return false
      const headings = readFileSync(target, 'utf8').matchAll(/^#{1,6} (.+)$/gm)
      return ![...headings].some(([, heading = '']) => anchorOf(heading) === anchor)
    })

  expect(broken).toEqual([])
})

test.each(pages)('the headings of $file use the words of the glossary', ({ headings }) => {
  const refused = [...refusedWords()].flatMap(([other, word]) =>
    headings
      .filter((heading) => new RegExp(`(?<![\\p{L}-])${other}s?(?![\\p{L}-])`, 'iu').test(heading))
      .map((heading) => `"${heading}": say ${word}, not ${other}`),
  )

  expect(refusedWords().size).toBeGreaterThan(20)
  expect(refused).toEqual([])
})

test.each(pages)('$file names no path of the machine that it was written on', ({ text }) => {
  const machine = [`${process.cwd()}/`, `${homedir()}/`, '/work/']

  expect(machine.filter((path) => text.includes(path))).toEqual([])
})
