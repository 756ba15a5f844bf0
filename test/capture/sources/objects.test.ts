import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Summary } from '../../../src/capture/summary.ts'
import { expectNowhere } from '../kept.ts'
import { sourcesPython } from '../programs.ts'
import { makeProject, outcomeOf, type Project } from '../project.ts'
import { type LocalServer, startServer } from './local-server.ts'

const python = sourcesPython()
const secret = 'geheimer-schluessel-31'
const content = 'id,delay\n1,7\n'.repeat(99)
const digest = sha256(content)

let folder: string
let plain: LocalServer
let secure: LocalServer
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pedigree-s3-'))
  if (python === undefined) return
  const server = join(import.meta.dirname, 's3_server.py')
  plain = await startServer(python, [server])
  secure = await startServer(python, [server, folder])
})
afterAll(() => {
  plain?.stop()
  secure?.stop()
  rmSync(folder, { recursive: true })
})

describe.skipIf(python === undefined)('an object', () => {
  test('that boto3 writes and reads has its digest, over HTTP and over HTTPS', () => {
    for (const isSecure of [false, true]) {
      const { run, place } = started(isSecure)

      const { summary, stdout } = run(`
store.put_object(Bucket=bucket, Key='bytes.csv', Body=content)
open('file.csv', 'wb').write(content)
store.upload_file('file.csv', bucket, 'file.csv')
print(store.get_object(Bucket=bucket, Key='bytes.csv')['Body'].read() == content)
store.download_file(bucket, 'file.csv', 'again.csv')
print(len(store.list_objects_v2(Bucket=bucket)['Contents']))
`)

      expect(stdout.toString()).toBe('True\n2\n')
      // Making a bucket is no content, and some came by the same connection.
      expect(summary.blind).toEqual([expect.stringMatching(/^It connected to 127\.0\.0\.1 port /)])
      expect(seenIn(summary)).toEqual([
        ['write', `${place}/bytes.csv`, digest],
        ['write', `${place}/file.csv`, digest],
        ['read', `${place}/bytes.csv`, digest],
        ['read', `${place}/file.csv`, digest],
      ])
    }
  })

  test('that goes in parts is known by the ETag that its store gave it, and joins who wrote it and who read it', () => {
    const { project, run, place } = started()
    const written = run(`
open('model.bin', 'wb').write(b'w' * (9 << 20))
store.upload_file('model.bin', bucket, 'model.bin')
`)

    const { summary } = run("store.download_file(bucket, 'model.bin', 'again.bin')", 'read.py')

    expect(seenIn(written.summary)).toEqual([['write', `${place}/model.bin`, summary.remote?.[0]?.id]])
    expect(seenIn(summary)).toEqual([
      ['read', `${place}/model.bin`, expect.stringMatching(`^etag:${place}/model.bin#.+-2$`)],
    ])
    expect(summary.blind).toEqual([
      expect.stringMatching(/^It connected to 127\.0\.0\.1 port /),
      expect.stringMatching(/model\.bin has no digest: only its ETag or version is known/),
    ])
    expect(runsBehind(project, 'again.bin')).toEqual(['read.py', 'main.py'])
  })

  test('whose ETag one run knows and whose digest another joins the two', () => {
    const { project, run, place } = started()
    run(
      "store.put_object(Bucket=bucket, Key='a.csv', Body=content)\nstore.copy_object(Bucket=bucket, Key='b.csv', CopySource=bucket + '/a.csv')",
    )

    const { summary } = run(
      "open('b.csv', 'wb').write(store.get_object(Bucket=bucket, Key='b.csv')['Body'].read())",
      'read.py',
    )

    expect(seenIn(summary)).toEqual([['read', `${place}/b.csv`, digest]])
    const same = project.statements().filter((said) => said.type === 'edge' && said.edge === 'same-as')
    expect(same).toContainEqual(expect.objectContaining({ source: digest, target: expect.stringContaining('/b.csv#') }))
    expect(runsBehind(project, 'b.csv')).toEqual(['read.py', 'main.py'])
  })

  test('has the version that was read in its name, where its store keeps versions', () => {
    const { run, project } = started()

    run(`
store.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={'Status': 'Enabled'})
first = store.put_object(Bucket=bucket, Key='a.csv', Body=content)['VersionId']
store.put_object(Bucket=bucket, Key='a.csv', Body=b'other' * 99)
print(store.get_object(Bucket=bucket, Key='a.csv', VersionId=first)['Body'].read() == content)
`)

    const facts = sourcesOf(project) as { edge: string; version?: string; artifact: string }[]
    expect(facts.filter(({ edge }) => edge === 'used')).toMatchObject([
      { artifact: digest, version: expect.any(String) },
    ])
    expect(new Set(facts.map(({ version }) => version)).size).toBe(2)
  })

  test('that fsspec, s3fs and pandas write and read has its digest', () => {
    const { run, place } = started()

    const { summary, stdout } = run(`
import fsspec, pandas
with fsspec.open('s3://' + bucket + '/f.csv', 'wb', **options) as file: file.write(content[:500]); file.write(content[500:])
with fsspec.open('s3://' + bucket + '/f.csv', 'rt', **options) as file: print(sum(len(line) for line in file) == len(content))
print(pandas.read_csv('s3://' + bucket + '/f.csv', storage_options=options).shape)
with fsspec.open('s3://' + bucket + '/f.csv', 'rb', **options) as file: file.seek(100); file.read(10)
system = fsspec.filesystem('s3', **options)
system.pipe_file(bucket + '/g.csv', content)
print(system.cat_file(bucket + '/g.csv') == content)
`)

    expect(stdout.toString()).toBe('True\n(197, 2)\nTrue\n')
    expect(seenIn(summary)).toEqual([
      ['write', `${place}/f.csv`, digest],
      ['read', `${place}/f.csv`, digest],
      // What aiohttp sends is not seen; the reader's digest and the ETag are one content.
      ['write', `${place}/g.csv`, expect.stringMatching(`^etag:${place}/g.csv#`)],
      ['read', `${place}/g.csv`, digest],
    ])
  })

  test.each(['1', 'call_begins', 'call_ends,frame_made', 'store_begins,piece_ends', 'store_opens', 'aiohttp_answers'])(
    'goes to and from its store as without us when hooks fail: %s',
    (throwing) => {
      const { project, run, preamble } = started()
      const script = `
import fsspec, inspect, botocore.client
print(inspect.signature(botocore.client.BaseClient._make_api_call), fsspec.AbstractFileSystem.open.__doc__)
print(store.put_object(Bucket=bucket, Key='a.csv', Body=content)['ETag'])
with fsspec.open('s3://' + bucket + '/f.csv', 'wb', **options) as file: file.write(content)
with fsspec.open('s3://' + bucket + '/f.csv', 'rb', **options) as file: print(file.read() == content)
try: store.get_object(Bucket=bucket, Key='missing')
except store.exceptions.NoSuchKey as error: print(error)
`
      project.write('plain.py', preamble + script)
      const bare = outcomeOf(python ?? '', ['plain.py'], { cwd: project.folder, env: project.env })

      const { exit, stdout, summary } = run(script, 'main.py', { PEDIGREE_TEST_THROW: throwing })

      expect({ exit, stdout }).toEqual({ exit: 0, stdout: bare.stdout })
      expect(summary.blind.join()).toMatch(/The plug-in failed \d+ times/)
    },
  )

  test('shows none of the keys by which it was reached', () => {
    const { project, run } = started()
    const { summary, stdout, stderr } = run(`
import urllib.request
store.put_object(Bucket=bucket, Key='a.csv', Body=content)
address = store.generate_presigned_url('get_object', Params={'Bucket': bucket, 'Key': 'a.csv'})
signature = address.rpartition('=')[2]
open('signature', 'w').write(signature)
print(len(urllib.request.urlopen(address).read()))
`)
    const secrets = { secret, signature: project.read('signature') }

    expect(summary.remote?.map(({ name }) => name)).toHaveLength(2)
    const said = ['show', 'trace'].map((verb) => project.pedigree([verb, summary.run, '--json']).stdout)
    expectNowhere(secrets, project, [stdout, stderr, Buffer.from(JSON.stringify(summary)), ...said])
  })
})

/** A project with a bucket of its own, and how a script is run in it that finds the store. */
function started(isSecure = false) {
  const project = makeProject()
  const { port } = isSecure ? secure : plain
  const bucket = `flights-${Math.random().toString(36).slice(2, 10)}`
  const endpoint = `${isSecure ? 'https' : 'http'}://127.0.0.1:${port}`
  const preamble = `
import boto3, os
bucket, content = '${bucket}', b${JSON.stringify(content)}
client = {'endpoint_url': '${endpoint}', 'region_name': 'us-east-1'}
options = {'client_kwargs': client}
store = boto3.client('s3', verify=${isSecure ? `'${folder}/certificate.pem'` : 'False'}, **client)
store.create_bucket(Bucket=bucket)
`
  const keys = { AWS_ACCESS_KEY_ID: 'AKIAQ3EGRTYUIOPASDFG', AWS_SECRET_ACCESS_KEY: secret }
  Object.assign(project.env, keys)
  const run = (script: string, name = 'main.py', env: NodeJS.ProcessEnv = {}) => {
    project.write(name, preamble + script)
    return project.run([python ?? '', name], { env })
  }
  return { project, run, preamble, place: `s3://${hostname()}:${port}/${bucket}` }
}

const seenIn = ({ remote }: Summary) => remote?.map(({ operation, place, id }) => [operation, place, id])

function sourcesOf(project: Project): unknown {
  const facets = project.statements().filter((said) => said.type === 'facet')
  return facets.findLast(({ name }) => name === 'sources')?.body
}

/** The names of the runs that a file comes from, the nearest first. */
function runsBehind(project: Project, file: string): (string | undefined)[] {
  const { stdout } = project.pedigree(['trace', `./${file}`, '--json'])
  const nodes = JSON.parse(stdout.toString()).nodes as { type: string; name?: string }[]
  return nodes.filter(({ type }) => type === 'run').map(({ name }) => name)
}

function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}
