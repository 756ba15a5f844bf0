#!/usr/bin/env node
'use strict'
// Its syntax is that of Node 8, so that an older Node reads the sentence below and not a syntax error of its own.
if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    'Pedigree needs Node 24 or newer; this is ' +
      process.version +
      ' at ' +
      process.execPath +
      '. Install it from https://nodejs.org, or put a newer one first on PATH.',
  )
  process.exitCode = 1
} else {
  // Node 8 cannot read `import()`, and `require` takes no module that awaits at its top.
  new Function('address', 'return import(address)')(
    require('node:url').pathToFileURL(require('node:path').join(__dirname, '../dist/main.js')).href,
  )
}
