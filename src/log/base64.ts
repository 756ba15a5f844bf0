/**
 * The bytes of standard, padded Base64 (RFC 4648, section 4), or undefined. Each value has one text only: white space,
 * missing padding and stray low bits, which Node forgives, are refused.
 */
export function bytesOfBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}
