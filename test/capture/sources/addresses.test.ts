import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectNowhere } from '../kept.ts'
import { sourcesPython } from '../programs.ts'
import { makeProject, outcomeOf, type Project, type Recorded } from '../project.ts'
import { table } from './http-server.ts'
import { type LocalServer, startServer } from './local-server.ts'

const python = sourcesPython()
const digest = `sha256:${createHash('sha256').update(table).digest('hex')}`

let server: LocalServer
let base: string
let place: string
beforeAll(async () => {
  server = await startServer(process.execPath, [join(import.meta.dirname, 'http-server.ts')])
  base = `http://127.0.0.1:${server.port}`
  place = `http://${hostname()}:${server.port}`
})
afterAll(() => server.stop())

describe.skipIf(python === undefined)('an address', () => {
  const bodies = ['plain.csv', 'chunked.csv', 'gzip.csv', 'until-close.csv']

  test.each([
    ['urllib', 'import urllib.request as u\nfor a in addresses: print(len(u.urlopen(a).read()))'],
    ['urllib, line by line', 'import urllib.request as u\nfor a in addresses: print(sum(1 for _ in u.urlopen(a)))'],
    ['urllib to a file', 'import urllib.request as u\nfor a in addresses: u.urlretrieve(a, a[-7:])'],
    ['requests', 'import requests\nfor a in addresses: print(len(requests.get(a).content))'],
    [
      'requests, in pieces',
      'import requests\nfor a in addresses: print(sum(map(len, requests.get(a, stream=True).iter_content(777))))',
    ],
    ['urllib3', 'import urllib3\nfor a in addresses: print(len(urllib3.request("GET", a).data))'],
    ['httpx', 'import httpx\nfor a in addresses: print(len(httpx.get(a).content))'],
    [
      'httpx, asynchronously',
      `import asyncio, httpx
async def main():
    async with httpx.AsyncClient() as client:
        for a in addresses:
            async with client.stream('GET', a) as answer: print(sum([len(piece) async for piece in answer.aiter_bytes()]))
asyncio.run(main())`,
    ],
    [
      'aiohttp',
      `import aiohttp, asyncio
async def main():
    async with aiohttp.ClientSession() as client:
        for a in addresses[:2]:
            async with client.get(a) as answer: print(len(await answer.read()))
        for a in addresses[2:]:
            async with client.get(a) as answer: print(sum([len(piece) async for piece in answer.content.iter_chunked(999)]))
asyncio.run(main())`,
    ],
    ['fsspec', 'import fsspec\nfor a in addresses: print(len(fsspec.open(a).open().read()))'],
    ['pandas', 'import pandas\nfor a in addresses: print(pandas.read_csv(a).shape)'],
  ])('that %s reads has the digest of all that came, whatever the transfer', (_, script) => {
    const { project, python } = started()

    const { summary, exit } = python(script, bodies)

    expect(exit).toBe(0)
    expect(summary.blind).toEqual([])
    const seen = summary.remote?.map(({ operation, kind, name, id, bytes }) => ({ operation, kind, name, id, bytes }))
    expect(seen).toEqual(
      bodies.map((name) => ({
        operation: 'read',
        kind: 'address',
        name: `${base}/${name}`,
        id: digest,
        bytes: table.length,
      })),
    )
    expect(edgesOf(project)).toEqual(
      bodies.map((name) => ({
        edge: 'used',
        target: digest,
        role: 'data',
        place: `${place}/${name}`,
        witnesses: ['python'],
      })),
    )
  })

  test('that was read in part, broke off, or came in an unknown encoding has no digest, and says why', () => {
    const { python } = started()
    const script = `
import requests, urllib.request
requests.get(addresses[0], headers={'Range': 'bytes=0-999'}).content
next(requests.get(addresses[1], stream=True).iter_content(100))
try: requests.get(addresses[2]).content
except Exception as error: print(type(error).__name__)
urllib.request.urlopen(addresses[3]).read()
urllib.request.urlopen(addresses[4]).read()
`
    const { summary, stdout } = python(script, ['plain.csv', 'chunked.csv', 'broken.csv', 'brotli.csv', 'cut.csv'])

    expect(stdout.toString()).toBe('ChunkedEncodingError\n')
    expect(summary.remote?.map(({ id }) => id)).toEqual([
      `etag:${place}/plain.csv#v1`,
      `unpinned:${place.replace('://', '/')}/chunked.csv`,
      `unpinned:${place.replace('://', '/')}/broken.csv`,
      `unpinned:${place.replace('://', '/')}/brotli.csv`,
      `unpinned:${place.replace('://', '/')}/cut.csv`,
    ])
    expect(summary.blind).toEqual([
      `${base}/plain.csv has no digest: only its ETag or version is known: it was read in part.`,
      `${base}/chunked.csv has no digest: nothing tells one content from another: it was read in part.`,
      `${base}/broken.csv has no digest: nothing tells one content from another: it was read in part.`,
      `${base}/brotli.csv has no digest: nothing tells one content from another: it came in the encoding br.`,
      `${base}/cut.csv has no digest: nothing tells one content from another: it came in the encoding gzip.`,
    ])
  })

  test('that was read in part and then whole is on record whole', () => {
    const { python } = started()
    const script = `
import requests
next(requests.get(addresses[0], stream=True).iter_content(100))
requests.get(addresses[0]).content
`
    expect(python(script, ['plain.csv']).summary.remote?.map(({ id }) => id)).toEqual([digest])
  })

  test('is told with what the server said of it, and where a redirection began', () => {
    const { project, python } = started()

    python('import urllib.request as u\nfor a in addresses: u.urlopen(a).read()', ['latest.csv'])

    expect(sourcesOf(project)).toEqual([
      {
        edge: 'used',
        name: `${base}/plain.csv`,
        place: `${place}/plain.csv`,
        artifact: digest,
        status: 200,
        etag: '"v1"',
        lastModified: 'Tue, 24 Nov 2026 10:00:00 GMT',
        length: String(table.length),
        type: 'text/csv',
        redirectedFrom: `${base}/latest.csv`,
      },
    ])
  })

  test('that only a signed address leads to is known by the one that was asked for', () => {
    const { project, python } = started()

    const { summary } = python('import requests\nrequests.get(addresses[0]).content', ['signed'])

    expect(summary.remote).toMatchObject([{ name: `${base}/signed`, id: digest }])
    expect(sourcesOf(project)).toMatchObject([{ redirectedTo: `${base}/delivery/ab` }])
  })

  test('that was written to has the digest of what was sent', () => {
    const { project, python } = started()
    project.write('model.bin', 'weights '.repeat(99))
    const script = `
import requests, urllib.request
with open('model.bin', 'rb') as model: requests.put(addresses[0], data=model)
urllib.request.urlopen(urllib.request.Request(addresses[1], data=b'x' * 999, method='PUT')).read()
requests.put(addresses[1] + '?settings', json={'rate': 0.1})
`
    const { summary, stderr } = python(script, ['store/model.bin', 'store/x'])

    const [sent] = summary.reads
    expect(summary.remote).toEqual([
      {
        operation: 'write',
        kind: 'address',
        name: `${base}/store/model.bin`,
        place: `${place}/store/model.bin`,
        id: sent?.digest,
        bytes: 792,
      },
      expect.objectContaining({ operation: 'write', name: `${base}/store/x`, bytes: 999 }),
    ])
    expect(stderr.toString()).toContain('read 1 file (792 B), wrote 2 addresses, ')
    expect(captureOf(project)).toMatchObject({ requests: { [base.slice(7)]: 1 } })
  })

  test('that one run writes and the next reads joins the two', () => {
    const { project, python } = started()
    python('import requests, sys\nrequests.put(addresses[0], data=open("data.csv", "rb"))', ['plain.csv'], table)

    const { summary } = python('import requests\nrequests.get(addresses[0]).content', ['plain.csv'], '', 'read.py')

    const traced = project.pedigree(['trace', summary.run, '--json'])
    const nodes = JSON.parse(traced.stdout.toString()).nodes as { id: string; type: string; name?: string }[]
    expect(nodes.filter(({ type }) => type === 'run').map(({ name }) => name)).toEqual(['read.py', 'main.py'])
    expect(project.pedigree(['trace', summary.run]).stdout.toString()).toContain(`${base}/plain.csv`)
  })

  test('that gave nothing, or an answer of a service, is counted', () => {
    const { project, python } = started()
    const script = `
import requests
for address in addresses: requests.get(address)
requests.post(addresses[0], json={'event': 'started'})
for _ in range(40): requests.post(addresses[0], data=b'x')
requests.head(addresses[2])
`
    const { summary } = python(script, ['missing', 'empty', 'plain.csv'])

    expect(summary.remote?.map(({ name }) => name)).toEqual([`${base}/plain.csv`])
    expect(captureOf(project)).toMatchObject({ requests: { [base.slice(7)]: 35 } })
  })

  test('shows none of its secrets', () => {
    const secrets = {
      password: 'rote-gruetze-41',
      token: 'gruener-apfel-7',
      signature: 'gelbe-birne-12',
      header: 'blaue-pflaume-5',
      path: 'q8Kx2Lw9Rt5Zv1Nc7Yb3Md6Fg4Hs0JpA',
    }
    const { project } = started()
    const script = `
import os, requests, urllib.request
base, token = os.environ['BASE'], os.environ['QUERY']
requests.get(base.replace('//', '//ann:' + os.environ['PASS'] + '@') + '/plain.csv?year=2024&token=' + token, headers={'Authorization': 'Bearer ' + os.environ['HEADER']}).content
requests.get(base + '/plain.csv?X-Amz-Signature=' + os.environ['SIGNED'] + '&X-Amz-Credential=' + token).content
requests.get(base + '/signed').content
requests.get(base + '/' + os.environ['IN_PATH'] + '/plain.csv').content
requests.put(base + '/store/' + os.environ['IN_PATH'], data=b'x' * 99)
`
    const env = {
      BASE: base,
      PASS: secrets.password,
      QUERY: secrets.token,
      HEADER: secrets.header,
      SIGNED: secrets.signature,
      IN_PATH: secrets.path,
    }
    project.write('main.py', script)
    const run = project.run([python ?? '', 'main.py'], { env })

    expect(run).toMatchObject({ exit: 0 })
    expect(run.summary.remote?.map(({ name }) => name.replace(base, ''))).toEqual([
      '/plain.csv?year=2024',
      '/plain.csv',
      '/signed',
      '/store/[redacted]',
    ])
    const said = ['show', 'trace', 'history'].map((verb) => project.pedigree([verb, run.summary.run, '--json']).stdout)
    expectNowhere(secrets, project, [run.stdout, run.stderr, Buffer.from(JSON.stringify(run.summary)), ...said])
  })

  test.each([
    '1',
    'request_begins',
    'send_begins',
    'response_begins,body_begins',
    'response_ends',
    'body_ends,buffer_ends',
  ])('goes to the program as it would without us when hooks fail: %s', (throwing) => {
    const { project } = started()
    const script = `
import inspect, pickle, http.client, requests, urllib.request
from urllib3.response import HTTPResponse
for function in (http.client.HTTPConnection.putrequest, http.client.HTTPResponse.read, HTTPResponse._handle_chunk):
    print(pickle.loads(pickle.dumps(function)) is function, inspect.signature(function), function.__doc__)
for path in ('plain.csv', 'chunked.csv', 'gzip.csv', 'until-close.csv', 'latest.csv'):
    answer = urllib.request.urlopen('${base}/' + path)
    print(answer.status, sorted(vars(answer)), len(answer.read()), answer.isclosed())
    print(requests.get('${base}/' + path).text == requests.get('${base}/' + path, stream=True).content.decode())
print(requests.put('${base}/store', data=b'x' * 10).status_code)
print(requests.get('${base}/missing').status_code)
`
    project.write('main.py', script)
    const plain = outcomeOf(python ?? '', ['main.py'], { cwd: project.folder, env: project.env })

    const run = project.run([python ?? '', 'main.py'], { env: { PEDIGREE_TEST_THROW: throwing } })

    expect(plain.exit).toBe(0)
    expect(run).toMatchObject({ exit: 0, stdout: plain.stdout })
    expect(run.summary.blind.join()).toMatch(/The plug-in failed \d+ times/)
  })
})

/** A project, and how a script is run in it that finds the addresses of these names in `addresses`. */
function started() {
  const project = makeProject()
  const run = (script: string, paths: readonly string[], data = '', name = 'main.py'): Recorded => {
    if (data !== '') project.write('data.csv', data)
    project.write(name, `addresses = ${JSON.stringify(paths.map((path) => `${base}/${path}`))}\n${script}`)
    return project.run([python ?? '', name], { env: { PATH: [dirname(python ?? ''), project.env.PATH].join(':') } })
  }
  return { project, python: run }
}

function edgesOf(project: Project) {
  const edges = project.statements().filter((said) => said.type === 'edge')
  return edges.flatMap(({ edge, target, role, place, witnesses }) =>
    place?.startsWith('http') ? [{ edge, target, role, place, witnesses }] : [],
  )
}

const sourcesOf = (project: Project): unknown => facetOf(project, 'sources')
const captureOf = (project: Project): unknown => facetOf(project, 'capture')

function facetOf(project: Project, name: string): unknown {
  const facets = project.statements().filter((said) => said.type === 'facet')
  return facets.findLast((facet) => facet.name === name)?.body
}
