import { expect, test } from 'vitest'
import { styles } from './styles.ts'

test('styles colour only where there is colour', () => {
  expect(styles(true).red('no')).toBe('\x1b[31mno\x1b[39m')
  expect(styles(true).bold('')).toBe('')
  expect(styles(false).red('no')).toBe('no')
})
