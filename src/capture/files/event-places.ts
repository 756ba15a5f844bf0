import type { FileEvent } from './file-event.ts'

/** The paths of files that an event is about. What a symbolic link points at is none. */
export function placesOf({ operation, path, to }: FileEvent): string[] {
  return to === undefined || operation === 'symlink' ? [path] : [path, to]
}

/** The paths of those events that are asked for: some 50 nanoseconds each, since a run can have a million. */
export function placesIn(events: readonly FileEvent[], isAsked: (event: FileEvent) => boolean): ReadonlySet<string> {
  const places = new Set<string>()
  for (const event of events) {
    if (!isAsked(event)) continue
    places.add(event.path)
    if (event.to !== undefined && event.operation !== 'symlink') places.add(event.to)
  }
  return places
}

/** The paths that the system-call tracer saw. */
export const tracedPlaces = (events: readonly FileEvent[]): ReadonlySet<string> =>
  placesIn(events, ({ witness }) => witness === 'strace')

export function isPlacedIn({ operation, path, to }: FileEvent, places: ReadonlySet<string>): boolean {
  return places.has(path) || (to !== undefined && operation !== 'symlink' && places.has(to))
}
