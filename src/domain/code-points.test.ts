import { expect, test } from 'vitest'
import { codePointCount } from './code-points.ts'

test.each(['', 'abc', 'é', '𝄞', 'a𝄞b𝄞', '\ud834', '\udd1e\ud834', '\ud834\ud834\udd1e'])(
  'of %j is what a loop over it counts',
  (text) => {
    expect(codePointCount(text)).toBe([...text].length)
  },
)
