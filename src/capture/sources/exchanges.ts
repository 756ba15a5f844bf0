import type { ArtifactId } from '../../domain/id.ts'
import { roleOfRead, roleOfWrite } from '../files/file-role.ts'
import type { PythonEvents } from '../python/python-event.ts'
import type { PythonAddress } from '../python/source-event.ts'
import { redactText } from '../secrets/secrets.ts'
import { exchangeKind } from './exchange-kind.ts'
import { harmlessAddress } from './harmless-address.ts'
import { labelledPlace, objectPlaceOf } from './object-place.ts'
import { connectionKey, nothingRemote, type Remote, type RemoteContent } from './remote-content.ts'
import { pathOfPlace, unpinnedId, withHost } from './remote-place.ts'
import { withoutRepetitions } from './repetitions.ts'

/**
 * Sorts the requests that programs made into content that was read or written and the rest, which is counted. An answer
 * is content when a GET got a body; a request is when a PUT that an HTTP server, or an upload that an object store, took.
 * @param host this machine, which `localhost` stands for.
 */
export function exchangesOf(python: PythonEvents, host: string): Remote {
  const contents: RemoteContent[] = []
  const counted = new Map<string, { host: string; count: number }>()
  const told = new Set<string>()
  const untold = new Set<string>()
  const before = new Map<string, string>()
  for (const exchange of python.addresses.toSorted((left, right) => left.at - right.at)) {
    const kind = exchangeKind(exchange)
    if (kind === 'redirect') followRedirect(exchange, before)
    const content =
      kind === 'read' || kind === 'write' ? contentOf(exchange, kind, { python, host, before }) : undefined
    if (content !== undefined) contents.push(content)
    else if (kind !== 'redirect') count(exchange, counted)
    const { peer, pid } = exchange
    if (peer === undefined) continue
    const key = connectionKey({ pid, address: peer[0], port: peer[1] })
    if (content !== undefined || kind === 'redirect' || kind === 'nothing') told.add(key)
    else untold.add(key)
  }
  return {
    ...nothingRemote,
    contents: withoutRepetitions(contents),
    requests: sums([...counted.values()]),
    told: told.difference(untold),
  }
}

/** Keeps, for where a redirection leads, the address that was asked for at first. */
function followRedirect({ url, headers }: PythonAddress, before: Map<string, string>): void {
  const target = URL.parse(headers?.location ?? '', url)?.href
  const from = URL.parse(url)?.href
  if (target !== undefined && from !== undefined && target !== from) before.set(target, before.get(from) ?? from)
}

type Known = {
  readonly python: PythonEvents
  readonly host: string
  readonly before: ReadonlyMap<string, string>
}

function contentOf(exchange: PythonAddress, kind: 'read' | 'write', known: Known): RemoteContent | undefined {
  const { url, status, headers = {}, sent, label, at } = exchange
  const named = nameOf(exchange, known.before)
  if (named === undefined) return undefined
  const { name, isObject, isAmbiguous } = named
  const place = withHost(name, known.host)
  const body = kind === 'read' ? exchange : sent
  const digest: ArtifactId | undefined = body?.sha256 === undefined ? undefined : `sha256:${body.sha256}`
  const weak = isAmbiguous ? undefined : weakId(place, headers)
  const first = known.before.get(URL.parse(url)?.href ?? '')
  const role =
    kind === 'read' ? roleOfRead(pathOfPlace(name), known.python) : roleOfWrite(pathOfPlace(name), known.python, false)
  return {
    edge: kind === 'read' ? 'used' : 'generated',
    kind: isObject ? 'object' : 'address',
    name,
    place,
    id: digest ?? weak ?? (isAmbiguous ? undefined : unpinnedId(place)),
    ...(digest !== undefined && weak !== undefined && isObject && { sameAs: weak }),
    ...(digest !== undefined && body?.bytes !== undefined && { bytes: body.bytes }),
    at,
    role: role === 'model' ? 'model' : 'data',
    ...(digest === undefined && { problem: whyUnpinned(exchange, kind, weak !== undefined) }),
    facts: factsOf({
      status,
      etag: headers.etag,
      lastModified: headers['last-modified'],
      // Of what was sent, the answer's are no facts.
      ...(kind === 'read' && {
        length: headers['content-length'],
        type: headers['content-type'],
        encoding: headers['content-encoding'],
        part: headers['content-range'],
      }),
      version: versionOf(headers),
      revision: headers['x-repo-commit'],
      operation: label?.operation,
      address: isObject && label === undefined ? harmlessAddress(url)?.address : undefined,
      ...redirectFacts(name, url, first),
    }),
  }
}

/** Where a redirection led to is the name of a content, unless only a signed address does: those name it for a while. */
function nameOf(exchange: PythonAddress, before: ReadonlyMap<string, string>) {
  const { url, label } = exchange
  const labelled = label === undefined ? undefined : labelledPlace(label)
  if (labelled !== undefined) return { name: labelled, isObject: true, isAmbiguous: false }
  const final = harmlessAddress(url)
  if (final === undefined) return undefined
  if (!/^https?:/.test(final.address)) return { name: final.address, isObject: true, isAmbiguous: final.isAmbiguous }
  const first = harmlessAddress(before.get(new URL(url).href) ?? '')
  const better = first !== undefined && (final.isSigned || final.isAmbiguous) ? first : final
  const object = objectPlaceOf(better.address)
  const { address, isAmbiguous } = better
  return { name: object ?? address, isObject: object !== undefined, isAmbiguous }
}

function redirectFacts(name: string, url: string, first: string | undefined): Record<string, unknown> {
  if (first === undefined) return {}
  const asked = harmlessAddress(first)?.address
  return asked === name ? { redirectedTo: harmlessAddress(url)?.address } : { redirectedFrom: asked }
}

const versionOf = (headers: Readonly<Record<string, string>>): string | undefined => {
  const version = headers['x-amz-version-id'] ?? headers['x-goog-generation']
  return version === 'null' ? undefined : version
}

/** A version id, or an ETag that is not marked as weak (RFC 9110, section 8.8.3), at its place: enough to know it again. */
function weakId(place: string, headers: Readonly<Record<string, string>>): ArtifactId | undefined {
  const etag = /^"(.+)"$/.exec(headers.etag ?? '')?.[1]
  const version = versionOf(headers) ?? etag
  return version === undefined ? undefined : `etag:${place}#${redactText(version, 'etag').value}`
}

function whyUnpinned({ status, headers, bytes, sent }: PythonAddress, kind: 'read' | 'write', isWeak: boolean): string {
  const known = isWeak ? 'only its ETag or version is known' : 'nothing tells one content from another'
  const encoding = headers?.['content-encoding']
  if (kind === 'write') return sent === undefined ? known : `${known}: what was sent could not be seen whole`
  if (status === 206 || bytes === undefined) return `${known}: it was read in part`
  return `${known}${encoding === undefined ? '' : `: it came in the encoding ${encoding}`}`
}

function factsOf(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = Object.entries(facts).filter(([, fact]) => fact !== undefined)
  return Object.fromEntries(
    known.map(([name, fact]) => [name, typeof fact === 'string' ? redactText(fact, name).value : fact]),
  )
}

function count(exchange: PythonAddress, into: Map<string, { host: string; count: number }>) {
  const { pid, method, url, status, label, count: total } = exchange
  const host = URL.parse(url)?.host
  if (host === undefined) return
  // The plug-in counts answers that may be content by their address, others by their host.
  into.set(`${pid} ${method} ${label !== undefined || status < 400 ? url : host} ${status}`, { host, count: total })
}

function sums(counts: readonly { readonly host: string; readonly count: number }[]): Record<string, number> {
  const byHost = Map.groupBy(counts, ({ host }) => host)
  return Object.fromEntries([...byHost].map(([host, all]) => [host, all.reduce((sum, { count }) => sum + count, 0)]))
}
