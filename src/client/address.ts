import { PedigreeError } from '../domain/error.ts'

/**
 * The address of a server as a person names it. What is sent there is the record of somebody's work, and a token: over
 * plain http only to this machine, unless the user insists.
 * @throws PedigreeError `invalid-input`, naming what to write. The message never shows a password.
 */
export function serverAddress(text: string, { insecure = false }: { insecure?: boolean | undefined } = {}): URL {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new PedigreeError('invalid-input', `--server: "${text}" is no address such as https://lineage.example.org`)
  if (url.username !== '' || url.password !== '')
    throw new PedigreeError(
      'invalid-input',
      '--server: an address has no user and password; a token goes into PEDIGREE_TOKEN',
    )
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw new PedigreeError('invalid-input', `--server: write the address alone, ${url.origin}`)
  if (url.protocol === 'http:' && !insecure && !isThisMachine(url)) {
    throw new PedigreeError(
      'invalid-input',
      `${url.origin} is not encrypted: whoever is on the way reads your token and what you send. Use https, or --insecure where the network is yours alone.`,
    )
  }
  return url
}

/** A URL's host is in its normal form: 127.1 is 127.0.0.1 there. */
const isThisMachine = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
