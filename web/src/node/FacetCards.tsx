import { visible } from '../../../src/domain/visible-text.ts'
import { versionMeant } from '../../../src/lineage/node-names.ts'
import type { Answers } from '../../../src/server/contract.ts'
import { Card } from '../parts/Card.tsx'
import { OriginMark } from '../parts/OriginMark.tsx'
import { RecordedValue } from './RecordedValue.tsx'

/** What else was said of a thing, each facet by its members. */
export function FacetCards({ facts }: { readonly facts: Answers['show']['facts'] }) {
  const facets = facts.filter((fact) => fact.type === 'facet')
  return facets.map(({ name, selector, body, origin }) => {
    const version = versionMeant(selector)
    const title = version === undefined ? titleOf(name) : `${titleOf(name)} of ${visible(version)}`
    return (
      <Card key={title} title={title} aside={<OriginMark origin={origin} />}>
        <RecordedValue value={body} />
      </Card>
    )
  })
}

function titleOf(name: string): string {
  const shown = visible(name)
  return shown.charAt(0).toUpperCase() + shown.slice(1)
}
