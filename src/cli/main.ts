#!/usr/bin/env node
// Imports nothing, so that help costs what starting Node costs. `main.test.ts` holds this text against the commands.
const help = `HELP`

const asked = process.argv.slice(2)
if (asked.length === 1 && ['--help', '-h', 'help'].includes(asked[0] ?? '')) process.stdout.write(help)
else await (await import('./program.ts')).main(process.argv)

export { help }
