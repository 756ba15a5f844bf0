import { isDrawnSegment } from '../secrets/random-word.ts'
import { secrecyOf } from '../secrets/secret-name.ts'
import { hides, redactedText, redactText } from '../secrets/secrets.ts'

/** An address as it may be stored, and whether it still leads to one thing alone. */
export type HarmlessAddress = {
  readonly address: string
  /** What was taken out was more than a right to read (a signature, a token): another thing may have the same address. */
  readonly isAmbiguous: boolean
  /** Signed for a while, by a service that gives out such addresses: there is a better name for the same thing. */
  readonly isSigned: boolean
}

const addressCharactersMax = 2_000
const valueCharactersMax = 200

// Signed addresses: Amazon (S3, CloudFront), Google, Azure, Akamai, Alibaba, Tencent, Hugging Face's delivery network.
const signature = /^(?:x-(?:amz|goog|oss|cos)-signature|signature|sig|policy|hdn(?:ts|ea)|__token__|q-signature)$/i
/** What a signed address says besides about which content is meant. */
const meansContent = /^(?:version-?id|generation|alt|ref|rev|revision|part-?number)$/i
/** Names of rights to read, beyond those by which `secrecyOf` knows a secret. Some have other uses elsewhere. */
const right = /^(?:key|code|sig|signature|auth|sv|se|st|sp|skt|ske|googleaccessid|awsaccesskeyid|x-(?:amz|goog)-.+)$/i
const digest = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})$/i

/**
 * An address (RFC 3986) without user, password, fragment, rights to read and whatever looks like a secret; undefined for a
 * text that is none. Parameters of the query stay, in their order, where neither name nor value looks like a secret: they
 * say which of several contents was asked for. Of an address that was signed for a while only those stay that mean a content.
 */
export function harmlessAddress(text: string): HarmlessAddress | undefined {
  const url = parsed(text)
  if (url === undefined || url.host === '') return undefined
  const path = harmlessPath(url.pathname)
  const query = harmlessQuery(url.search)
  const address = `${url.protocol}//${url.host}${path.text}${query.text}`
  return {
    address: address.length <= addressCharactersMax ? address : address.slice(0, addressCharactersMax),
    isAmbiguous: path.isRedacted || query.isCut || address.length > addressCharactersMax,
    isSigned: query.isSigned,
  }
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

/** A path, or the key of an object, without what looks like a secret in one of its parts. */
export function harmlessPath(path: string): { readonly text: string; readonly isRedacted: boolean } {
  const segments = path.split('/').map(harmlessSegment)
  return {
    text: segments.map(({ text }) => text).join('/'),
    isRedacted: segments.some(({ isRedacted }) => isRedacted),
  }
}

// Files are called by their digests in many caches and delivery networks.
function harmlessSegment(segment: string): { text: string; isRedacted: boolean } {
  const plain = decoded(segment)
  if (isDrawnSegment(plain)) return { text: redactedText, isRedacted: true }
  const { value, count } = redactText(plain, digest.test(plain) ? 'sha256' : undefined)
  return count === 0 ? { text: segment, isRedacted: false } : { text: value, isRedacted: true }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function harmlessQuery(search: string): { text: string; isCut: boolean; isSigned: boolean } {
  const all = search.split(/[?&]/).flatMap((text) => (text === '' ? [] : [parameterOf(text)]))
  const isSigned = all.some(({ name }) => signature.test(name))
  const kept = all.filter(({ name, value }) => (!isSigned || meansContent.test(name)) && isHarmless(name, value))
  const dropped = all.filter((parameter) => !kept.includes(parameter))
  return {
    text: kept.length === 0 ? '' : `?${kept.map(({ text }) => text).join('&')}`,
    isCut: !isSigned && dropped.some(({ name, value }) => !isRight(name, value)),
    isSigned,
  }
}

function parameterOf(text: string): { text: string; name: string; value: string } {
  const [[name, value] = ['', '']] = new URLSearchParams(text)
  return { text, name, value }
}

const isRight = (name: string, value: string): boolean => right.test(name) || hides(secrecyOf(name), value)

function isHarmless(name: string, value: string): boolean {
  if (isRight(name, value) || value.length > valueCharactersMax || name.length > valueCharactersMax) return false
  return redactText(`${name}=${value}`).count === 0 && redactText(value, name).count === 0
}
