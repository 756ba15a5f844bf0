import type { SourceRead } from '../../capture/source-statements.ts'
import type { Statement } from '../../domain/statement.ts'
import type { Port } from '../../store/port.ts'

/** Says of which sources, by their places, a recorded run wrote what was read there. */
export type AskWritten = (sources: readonly SourceRead[]) => Promise<ReadonlySet<string>>

/** What is said of sources that runs wrote; of all where the record cannot be asked, since one too many does no harm. */
export async function ofWritten(
  sources: ReadonlyMap<SourceRead, Statement>,
  written: AskWritten,
): Promise<Statement[]> {
  if (sources.size === 0) return []
  const known = await inParts([...sources.keys()], written).catch(() => undefined)
  return [...sources].flatMap(([{ place }, statement]) => (known === undefined || known.has(place) ? statement : []))
}

/** So many as a server is asked about at once. */
const partMax = 10_000

async function inParts(sources: readonly SourceRead[], written: AskWritten): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (let from = 0; from < sources.length; from += partMax) {
    for (const place of await written(sources.slice(from, from + partMax))) found.add(place)
  }
  return found
}

/** The same of a store. */
export async function sourcesWritten(port: Port, sources: readonly SourceRead[]): Promise<string[]> {
  const { readWrittenSources } = await import('../../store/written-sources.ts')
  return port.read((snapshot) => readWrittenSources(snapshot, sources))
}
