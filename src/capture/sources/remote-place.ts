import type { ArtifactId } from '../../domain/id.ts'

/** The name of a content of which nothing but its place (`s3://<bucket>/<key>`) is known. */
export function unpinnedId(place: string): ArtifactId {
  const [system = '', rest = ''] = place.split('://')
  return `unpinned:${system}/${rest}`
}

/** A loopback address means another machine on each. */
export function withHost(address: string, host: string): string {
  return address.replace(/^(\w+:\/\/)(?:localhost|127(?:\.\d+){3}|\[::1\])(?=[:/?]|$)/, `$1${host}`)
}

/** What of a place may end as a file does. */
export const pathOfPlace = (name: string): string => name.replace(/\?.*$/, '')
