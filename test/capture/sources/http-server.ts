// Answers as servers of data do. It is a process of its own, since a test waits for its run and answers nobody meanwhile.
// Its first line of output is its port; it ends with its input.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

export const table = `id,delay\n${Array.from({ length: 5_000 }, (_, id) => `${id},${(id * 37) % 90}\n`).join('')}`

type Route = (response: ServerResponse, headers: Readonly<Record<string, string | undefined>>) => void

const routes: Readonly<Record<string, Route>> = {
  '/plain.csv': (response, { range }) => {
    const headers = { etag: '"v1"', 'last-modified': 'Tue, 24 Nov 2026 10:00:00 GMT', 'content-type': 'text/csv' }
    if (range === undefined) {
      response.writeHead(200, { ...headers, 'content-length': table.length }).end(table)
      return
    }
    const [, from = '0', to] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? []
    const part = table.slice(Number(from), to ? Number(to) + 1 : undefined)
    const total = `bytes ${from}-${Number(from) + part.length - 1}/${table.length}`
    response.writeHead(206, { ...headers, 'content-length': part.length, 'content-range': total }).end(part)
  },
  '/chunked.csv': (response) => {
    response.writeHead(200, { 'content-type': 'text/csv' })
    for (let start = 0; start < table.length; start += 4_096) response.write(table.slice(start, start + 4_096))
    response.end()
  },
  '/gzip.csv': (response) => {
    const packed = gzipSync(table)
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': packed.length }).end(packed)
  },
  '/cut.csv': (response) => {
    const cut = gzipSync(table).subarray(0, 2_000)
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': cut.length }).end(cut)
  },
  '/brotli.csv': (response) => {
    response.writeHead(200, { 'content-encoding': 'br', 'content-length': 9 }).end('not known')
  },
  '/until-close.csv': (response) => {
    response.useChunkedEncodingByDefault = false
    response.writeHead(200, { connection: 'close' }).end(table)
  },
  '/broken.csv': (response) => {
    response.writeHead(200, { 'content-length': table.length })
    response.write(table.slice(0, 1_000), () => response.destroy())
  },
  '/latest.csv': (response) => response.writeHead(302, { location: '/plain.csv', 'content-length': 0 }).end(),
  '/signed': (response) => {
    const location = '/delivery/ab?X-Amz-Signature=gelbe-birne-12&X-Amz-Expires=60'
    response.writeHead(307, { location, 'content-length': 0 }).end()
  },
  '/delivery/ab': (response) => response.writeHead(200, { 'content-length': table.length }).end(table),
  '/empty': (response) => response.writeHead(204).end(),
  '/api': (response) => response.writeHead(200, { 'content-length': 2 }).end('{}'),
}

const server = createServer((request, response) => {
  const path = (request.url ?? '').replace(/\?.*$/, '')
  const route = routes[path]
  if (request.method === 'PUT') {
    request.resume().on('end', () => response.writeHead(201, { etag: '"new"', 'content-length': 0 }).end())
  } else if (route === undefined) response.writeHead(404, { 'content-length': 4 }).end('none')
  else route(response, { range: request.headers.range })
})

if (import.meta.main) {
  server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
  process.stdin.resume().on('end', () => process.exit())
}
