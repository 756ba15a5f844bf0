import { isDrawnSegment, isDrawnWord, isRandomWord } from './random-word.ts'
import { isDigestName, isQuestion, type Secrecy, secrecyOf } from './secret-name.ts'

/** What stands in the place of a secret. */
export const redactedText = '[redacted]'

/** Something without its secrets, and how many were taken out. */
export type Redacted<T> = { readonly value: T; readonly count: number }

// Issued by the services that are named, in forms made to be recognised. Nothing else looks like them.
const shapes = [
  /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
  // Signed and encrypted tokens (RFC 7519): two to five parts, the first of which is Base64 of `{"`.
  /\beyJ[\w-]{8,}(?:\.[\w-]+){1,4}/g,
  // Amazon, Google, DigitalOcean
  /\b(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z2-7\d]{16}\b/g,
  /\bAIza[\w-]{35}/g,
  /\bya29\.[\w.-]{20,}/g,
  /\bGOCSPX-[\w-]{20,}/g,
  /\bdop_v1_[\da-f]{40,}/g,
  // GitHub, GitLab, npm, PyPI, Docker
  /\b(?:gh[opsur]|github_pat)_\w{20,}/g,
  /\bgl(?:agent|cbt|dt|ft|imt|oas|pat|ptt|rt|soat)-[\w.-]{20,}/g,
  /\bnpm_[A-Za-z\d]{36}/g,
  /\bpypi-[\w-]{30,}/g,
  /\bdckr_pat_[\w-]{20,}/g,
  // Slack, SendGrid, Stripe
  /\bx(?:ox[a-z]|app)-[\w-]{10,}/g,
  /\bSG\.[\w-]{16,}\.[\w-]{16,}/g,
  /\b[rs]k_(?:live|test)_\w{16,}/g,
  // OpenAI, Anthropic, Hugging Face, Databricks, Groq, NVIDIA, Replicate, LangSmith, Weights & Biases, Vault
  /\bsk-(?:proj|ant|svcacct|admin|or)-[\w-]{20,}/g,
  /\bsk-[A-Za-z\d]{20,}/g,
  /\bhf_[A-Za-z\d]{30,}/g,
  /\bdapi[\da-f]{32}/g,
  /\bgsk_[A-Za-z\d]{30,}/g,
  /\bnvapi-[\w-]{20,}/g,
  /\br8_[A-Za-z\d]{30,}/g,
  /\blsv2_(?:pt|sk)_\w{20,}/g,
  /\bwandb_v1_\w{20,}/g,
  /\bhv[bs]\.[\w-]{20,}/g,
  // Our own
  /\bpdg_[\w-]{20,}/g,
]

// A number after the colon is a port. What holds an @ or a slash unescaped goes up to the last @.
const userInAddress = /(\b[a-z][a-z\d+.-]{0,20}:\/\/[^\s/?#@:"'`]{0,200}:)(?!\d{1,5}(?:\/|\s|$))[^\s"'`]{1,500}@/gi
const tokenInAddress = /(\bhttps?:\/\/)[^\s/?#@:"'`]{8,500}@/gi
const pathOfAddress = /(\bhttps?:\/\/[^\s/?#"'`]+)(\/[^\s?#"'`]+)/gi
const netrc = /(\b(?:machine\s+\S+|default)\s+(?:(?:login|account)\s+\S+\s+){0,2}password\s+)[^\s"'`]+/gi
const header = /\b((?:proxy-)?authorization|(?:set-)?cookie)(["']?[ \t]*[:=][ \t]*["']?)([^\s"'\r\n][^"'\r\n]*)/gi
const queryName = /^(?:sig|signature|code|key|x-(?:amz|goog)-(?:signature|credential|security-token)|googleaccessid)$/i
const query = /([?&])([\w.-]{1,80})=([^&\s#"'`]+)/g
const passwordWithSpaces = /(;(?:password|pwd)=)[^;"'\r\n]+(?=[;"'\r\n]|$)/gi
const assigned = /(["']?)\b([A-Za-z_][\w.-]{0,80})\1\]?[ \t]*(?:=>|[:=])[ \t]*/g
const handedOver = /\b(?:setdefault|putenv|setenv)\(\s*(["'])([A-Za-z_][\w.-]{0,80})\1\s*,\s*/g
const namedBeside =
  /["']?\b(?:name|key)["']?\s*[:=]\s*(["']?)([A-Za-z_-][\w.-]{0,80})\1(?:\s*[,;]\s*|\s+)["']?value["']?\s*[:=]\s*/gi
const listed = /(["'])--?([A-Za-z][\w.-]{0,80})\1\s*,\s*(?!["']-)/g
const flagged = /(?<![^\s"'`])--?()([A-Za-z][\w.-]{0,80})[ \t]+(?!-)/g
const content = /(?:(?:Bearer|Basic|Token|Digest|ApiKey)\s+)?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s"'`;&])+/sy
// What stands after a name is no padding.
const longWord = /[\w+/-]{32,}(?:={1,2}(?![^\s"'`,;:&|)}\]]))?/g
const announced = /(?:\b(?:sha-?\d{1,3}(?:-tree)?|md5|git-tree|oci|etag|blake\w{1,4}|xxh\w{2,4})[:=-])$/i
const namedBefore = /([A-Za-z_][\w.-]{0,80})["']?\s*(?:[:=]\s*|\s)["']?$/
const subresource = /^sha(?:1|256|384|512)-/i

/**
 * A text (an argument, a command, a line of a file) without its secrets: what has the shape of a known key or token,
 * passwords in addresses and connection strings, values by the names before them (`--api-key x`, `PASSWORD=x`,
 * `"token": "x"`, headers), and words that were drawn at random (`isRandomWord`) and are not announced as a digest.
 */
export function redactText(text: string, name?: string): Redacted<string> {
  let count = 0
  let value = text
  const replace = (pattern: RegExp, by: (...match: string[]) => string | undefined) => {
    value = value.replace(pattern, (...match: string[]) => {
      const replacement = match[0]?.includes(redactedText) ? undefined : by(...match)
      if (replacement === undefined) return match[0] ?? ''
      count += 1
      return replacement
    })
  }

  for (const shape of shapes) replace(shape, () => redactedText)
  replace(userInAddress, (_, start) => `${start}${redactedText}@`)
  replace(tokenInAddress, (_, start) => `${start}${redactedText}@`)
  replace(pathOfAddress, (_, start, path = '') => {
    const harmless = path.split('/').map((part) => (isDrawnSegment(part) ? redactedText : part))
    return harmless.includes(redactedText) ? start + harmless.join('/') : undefined
  })
  replace(netrc, (_, start) => start + redactedText)
  replace(header, (_, start, middle) => `${start}${middle}${redactedText}`)
  replace(query, (_, start, key = '', found = '') =>
    queryName.test(key) || hides(secrecyOf(key), found) ? `${start}${key}=${redactedText}` : undefined,
  )
  replace(passwordWithSpaces, (_, start) => `${start}${redactedText}`)
  for (const pattern of [assigned, handedOver, namedBeside, listed, flagged]) {
    const named = redactNamed(value, pattern)
    value = named.value
    count += named.count
  }
  value = value.replace(longWord, (word: string, at: number) => {
    const before = value.slice(Math.max(0, at - 100), at)
    if (!isRandomWord(word) || subresource.test(word) || announced.test(before)) return word
    if (isDigestName(name ?? namedBefore.exec(before)?.[1] ?? '')) return word
    count += 1
    return redactedText
  })
  // A name that was a random word itself, with its value.
  return { value: value.replaceAll(redactedText + redactedText, redactedText), count }
}

// What stands after a name that is none of a secret is looked through in its turn: `lr=0.1,password=x` is one word.
function redactNamed(text: string, pattern: RegExp): Redacted<string> {
  let value = ''
  let count = 0
  let done = 0
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const start = match.index + match[0].length
    const name = match[2] ?? ''
    const secrecy = (pattern === flagged || pattern === listed) && isQuestion(name) ? undefined : secrecyOf(name)
    if (secrecy === undefined) continue
    content.lastIndex = start
    const whole = content.exec(text)?.[0] ?? ''
    const [, found = '', tail = ''] = /^(.*?)([,)}\]]*)$/s.exec(whole) ?? []
    if (whole.startsWith(redactedText) || !hides(secrecy, found)) continue
    // Quotes stay, so that JSON is still JSON.
    const quote = /^(["']).*\1$/s.exec(found)?.[1] ?? ''
    value += `${text.slice(done, start)}${quote}${redactedText}${quote}${tail}`
    count += 1
    done = start + found.length + tail.length
    pattern.lastIndex = done
  }
  return { value: value + text.slice(done), count }
}

// After the colon of an address come slashes or a port, and no user begins as a time does.
const userAndPassword = /^[A-Za-z_][^\s:/"',]*:(?!\/\/|\d{1,5}(?:\/|$))\S/

/** Whether a value has to go that stands under a name of this secrecy. */
export function hides(secrecy: Secrecy | undefined, found: string): boolean {
  const bare = found.replace(/^(["'])(.*)\1$/s, '$2').trim()
  if (secrecy === undefined || bare === redactedText) return false
  // `Pw==` at a word's end is Base64's padding after two letters.
  if (/^(?:=*|true|false|yes|no|on|off|none|null|undefined)$/i.test(bare)) return false
  if (secrecy === 'secret') return true
  if (secrecy === 'drawn') return isDrawnWord(bare)
  if (secrecy === 'pair') return userAndPassword.test(bare)
  return !/^(?:-?\d+(?:\.\d+)?|auto|default|basic|digest|bearer|<.*>|\[.*\]|\{.*\}|\|.*\|)$/is.test(bare)
}
