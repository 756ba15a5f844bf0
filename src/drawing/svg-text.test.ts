import fc from 'fast-check'
import { expect, test } from 'vitest'
import { element, svgText } from './svg-text.ts'
import { readXml } from './xml.test-reader.ts'

test('elements stand a line each, and text as it is, without white space of ours', () => {
  const tree = element('svg', { width: 1 }, element('g', {}, element('text', { x: 2 }, ' a ', element('b', {}))))

  expect(svgText(tree)).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<svg width="1">\n <g>\n  <text x="2"> a <b/></text>\n </g>\n</svg>\n',
  )
})

test('any text comes back from the file, in attributes and in between, but for what XML cannot say', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const read = readXml(svgText(element('svg', { 'aria-label': text }, element('text', {}, text))))

      const kept = text.replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
      expect(read.texts.join('')).toBe(kept)
      expect(read.elements[0]?.attributes['aria-label']).toBe(kept)
    }),
    { seed: 1, numRuns: 500 },
  )
})

test('text that begins elements, ends attributes or names entities is only text', () => {
  const hostile = `<img src=x onerror=alert(1)>"'&lt;]]><!--\0\x1b[2J\ud800`

  const text = svgText(element('svg', { label: hostile }, hostile))

  expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;lt;]]&gt;&lt;!--\ufffd\ufffd[2J\ufffd')
  expect(readXml(text).elements.map(({ tag }) => tag)).toEqual(['svg'])
})
