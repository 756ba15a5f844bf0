import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const cache = join(import.meta.dirname, '../../../node_modules/.cache/pedigree-test-programs')

const c = `#include <stdio.h>
int main(int count, char **words) {
  FILE *in = fopen(words[1], "r"), *out = fopen(words[2], "w");
  for (int byte; (byte = fgetc(in)) != EOF;) fputc(byte, out);
  return fclose(out) + count - 3;
}
`
const go = `package main

import ("io"; "os")

func main() {
	in, _ := os.Open(os.Args[1])
	out, _ := os.Create(os.Args[2])
	if _, err := io.Copy(out, in); err != nil { os.Exit(1) }
}
`

/** Programs that copy a file without the C library that others share, compiled once; undefined where that cannot be. */
export const staticC = (): string | undefined =>
  compiled('copy.c', c, (source, program) => ['gcc', '-static', '-o', program, source])
export const staticGo = (): string | undefined =>
  compiled('copy.go', go, (source, program) => ['go', 'build', '-o', program, source])

function compiled(
  name: string,
  text: string,
  command: (source: string, program: string) => readonly [string, ...string[]],
): string | undefined {
  const folder = join(cache, createHash('sha256').update(text).digest('hex').slice(0, 12))
  const [source, program] = [join(folder, name), join(folder, 'copy')]
  if (existsSync(program)) return program
  mkdirSync(folder, { recursive: true })
  writeFileSync(source, text)
  const [compiler, ...words] = command(source, program)
  return spawnSync(compiler, words, { cwd: folder }).status === 0 ? program : undefined
}
