import { harmless } from './visible-text.ts'

/** A word as a POSIX shell takes it, harmless to look at. */
export function inShell(word: string): string {
  return /^[\w./@+:,-]+$/.test(word) ? word : `'${harmless(word).replaceAll("'", "'\\''")}'`
}

/** The same as an argument of one of our commands, which would take a dash at its beginning for an option. */
export const argumentInShell = (word: string): string => `${word.startsWith('-') ? '-- ' : ''}${inShell(word)}`
