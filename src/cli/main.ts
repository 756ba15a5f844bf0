#!/usr/bin/env node
// Imports nothing, so that help costs what starting Node costs. `main.test.ts` holds this text against the commands.
const help = `Usage: pedigree [command]

where a model comes from, what changed, and the proof

Options:
  --json                                 print the answer as JSON
  --store <folder>                       the record to use, instead of the project’s .pedigree
  --server <address>                     the record at this address, instead of one on this machine
  --insecure                             also over plain http, where others on the way can read along
  --version                              print the version
  -h, --help                             show how it is used

Commands:
  run [options] <command...>             run a command unchanged and record what it read, wrote, used and learned
  doctor [options]                       what capture can and cannot see on this machine, and how to improve it
  trace [options] <reference>            where it comes from: data, features, code, parameters, environment, people
  impact [options] <reference>           what depends on it, and where that is live
  diff [options] <a> <b>                 what changed between two versions (or any two things), causes apart from consequences
  path [options] <a> <b>                 how one thing comes from another: the shortest ways between them
  show [options] <reference>             everything on record about one thing
  find [options] <text>                  things whose name, or that of their parameter or metric, holds a text, or whose digest or commit begins with it
  history [options] <reference>          what was said of it over time, by whom, with what was taken back
  live [options] [name]                  what is live in every slot, now or at another time
  register [options] <reference> <name>  make a file (or anything on record) a version of a named model
  deploy [options] <reference>           say that a version is live in a slot, in place of what was
  retire [options] <name@slot>           say that nothing is live in a slot any more
  approve [options] <reference>          say that you approve a version
  tag [options] <reference> <key=value>  attach a value to anything on record
  note [options] <reference> <text>      write a text down beside anything on record; of several each is kept
  retract [options] <statement>          take back a statement; it stays in the log and visible in history
  verify [options]                       recompute the log and say whether anybody changed it
  checkpoint [options]                   print the newest signed checkpoint: keep it elsewhere, and verify against it
  key [options]                          print the public key with which anybody checks the log
  log                                    the log itself: export it, or go on in a copy
  push [options]                         send the record of --store (or of the project) to a server, each entry once, as it was said
  serve [options]                        serve the record over HTTP: to a browser, to other machines, to foreign verifiers
  token                                  who may speak to a server of this record: make, list and revoke tokens
  rebuild [options]                      fold the log into the graph’s tables again
`

const asked = process.argv.slice(2)
if (asked.length === 1 && ['--help', '-h', 'help'].includes(asked[0] ?? '')) process.stdout.write(help)
else {
  // Compiled code is kept from one start to the next: half of what a short command takes.
  process.getBuiltinModule('node:module').enableCompileCache()
  await (await import('./program.ts')).main(process.argv)
}

export { help }
