import { posix } from 'node:path'

/**
 * What a name tells of its value. `secret`: nothing else goes by that name. `maybe`: the word has other uses, too (a
 * token of a text, a session of a shell), so numbers and marks such as `<pad>` keep their value. `drawn`: it mostly means
 * something else (the key of a table), so that only a value goes that looks drawn at random. `pair`: it is who somebody is,
 * so that only a value goes that has a password after it (`ann:x`).
 */
export type Secrecy = 'secret' | 'maybe' | 'drawn' | 'pair'

const always = words(
  'password passwords passwd passphrase passcode secret secrets credential credentials creds authorization bearer jwt',
  'cookie cookies otp totp dsn apikey apikeys apitoken authtoken accesstoken accesskey secretkey privatekey sessionid',
  'sessionkey passkey connectionstring connstr netrc',
)
const pairs = [
  [
    words(
      'api access private secret signing encryption account storage shared ssh gpg pgp master auth service subscription',
      'webhook deploy license admin app client consumer session wandb openai anthropic cohere mistral groq azure comet',
      'neptune huggingface hf gemini google aws kaggle pinecone langchain langsmith replicate',
    ),
    words('key keys'),
  ],
  [words('api access auth refresh bearer oauth personal deploy bot session'), words('token tokens')],
  [words('session'), words('id token cookie')],
  [words('connection conn'), words('string str')],
] as const
const sometimes = words('token tokens auth oauth session pass pwd pw sas conn')
const seldom = words('key salt')
const logins = words('login user username userpwd userpass')
// Pairs are written together, too (`masterkey`), and all of these with what stands before them (`dbpassword`, `PGPASSWORD`),
// but for short ones, which are the end of too many other words.
const together = new Set([
  ...always,
  ...pairs.flatMap(([firsts, seconds]) => [...firsts].flatMap(writtenWith(seconds))),
])
const endings = [...together]
  .filter((word) => word.length > 4)
  .concat('pwd', 'pass', 'token', 'tokens')
  .toSorted((one, other) => other.length - one.length)
// English, or the words of filters and shells.
const whole = words('compass bypass trespass encompass surpass overpass underpass surrogatepass oldpwd')
// Tokens of a text, passes over data and keys of tables, by the word before.
const harmless = words(
  'pad padding eos bos cls sep mask unk unknown start end stop special image audio video begin first last next prev',
  'previous new separator oov blank newline word sub subword prefix suffix middle fim eot sot eod per decoder encoder',
  'forced text pooled n num number max min single two second multi forward backward by all low high band test must',
  'primary public sort foreign partition group join cache row vocab suppress',
)
// What is said about a secret without telling it.
const aboutIt = words(
  'file files filename path paths dir directory folder url uri endpoint host name names type kind mode length len size',
  'min max count num number limit policy provider ttl expiry expiration expires timeout env var variable format pattern',
  'regex ids dropout prob embedding embeddings dim weight weights loss ratio rate enabled required strategy field column',
  'prefix suffix method scheme version algorithm region arn manager store backend class profile stdin prompt position',
)
const questions = words(
  'no use with without has is enable disable allow ask prompt show hide require requires skip reset check generate strip',
  'mask print save remove ignore need needs force',
)

/** How secret a value is, by the name of its parameter, variable, header or key; undefined when the name says nothing. */
export function secrecyOf(name: string): Secrecy | undefined {
  const said = wordsOf(name).flatMap(parted)
  const last = said.at(-1)
  if (last === undefined || aboutIt.has(last)) return undefined
  if (said.some((word) => together.has(word))) return 'secret'
  const isPair = said.some((word, at) =>
    pairs.some(([first, second]) => first.has(word) && second.has(said[at + 1] ?? '')),
  )
  if (isPair) return 'secret'
  // Alone: `pin_memory` and `pin_threads` are about memory and threads.
  if (last === 'pin') return 'secret'
  if (harmless.has(said.at(-2) ?? '')) return undefined
  if (logins.has(last)) return 'pair'
  return sometimes.has(last) ? 'maybe' : seldom.has(last) ? 'drawn' : undefined
}

/** `dbpassword1` is the words db and password, as `db_password_1` is; a name of a login stays one. */
function parted(word: string): string[] {
  const bare = word.replace(/\d+$/, '')
  if (together.has(bare) || logins.has(bare) || whole.has(bare)) return [bare]
  const ending = endings.find((end) => bare.endsWith(end))
  return ending === undefined || ending === bare ? [bare] : [bare.slice(0, -ending.length), ending]
}

/** Whether a flag of this name asks something (`--use-auth-token`), so that the next argument is not its value. */
export function isQuestion(name: string): boolean {
  return questions.has(wordsOf(name)[0] ?? '')
}

const namers = /^(?:parameter)?[_-]?(?:name|key|variable|var|option|flag)$/i
const named = /^(?:parameter)?[_-]?(?:value|val|default)$/i

/**
 * The name that the member `key` of a mapping goes by, below `path`: its own, and what a member beside it says of it, as in
 * `{name: DB_PASSWORD, value: x}`.
 */
export function nameOfMember(path: string, key: string, members: readonly (readonly [string, unknown])[]): string {
  const name = path === '' ? key : `${path}.${key}`
  const [, beside] = (named.test(key) && members.find(([other]) => namers.test(other))) || []
  return typeof beside === 'string' ? `${name}.${beside}` : name
}

const digests = words(
  'digest digests sha sha1 sha256 sha384 sha512 md5 checksum hash commit revision rev ref etag oid tree blob fingerprint',
)

/** Whether a name announces a digest, which looks like a secret and is none. */
export function isDigestName(name: string): boolean {
  return wordsOf(name).some((word) => digests.has(word))
}

const secretFile =
  /^(?:\.env(?:\..+)?|\.envrc|.+\.(?:pem|key|p12|pfx|jks|keystore|kdbx)|id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|\.pypirc|\.npmrc|\.pgpass|\.htpasswd|\.git-credentials|(?:.*[._-])?(?:secrets?|credentials?)(?:\.(?:json|ya?ml|toml|ini|cfg|env|txt|csv))?|client_secret.*\.json|service[-_]account.*\.json|kaggle\.json)$/i
const example = /\.(?:example|sample|template|dist)$/i

/** Whether a file holds secrets by its name alone: `.env`, `id_rsa`, `server.pem`, `credentials.json`. */
export function isSecretFile(path: string): boolean {
  const name = posix.basename(path)
  return secretFile.test(name) && !example.test(name)
}

/** `db.apiKey` and `DB_API_KEY` are the words db, api and key. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => /[a-z]/.test(word))
}

function writtenWith(seconds: ReadonlySet<string>): (first: string) => string[] {
  return (first) => [...seconds].map((second) => first + second)
}

function words(...lists: string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.split(' ')))
}
