import { visible } from '../../../src/domain/visible-text.ts'
import { tokenFacet } from '../../../src/domain/vocabulary.ts'
import { nameIn } from '../../../src/lineage/edge-words.ts'
import { meantText, versionMeant } from '../../../src/lineage/version-meant.ts'
import type { Answers } from '../../../src/server/contract.ts'
import { Card } from '../parts/Card.tsx'
import { FactList } from '../parts/FactList.tsx'
import { OriginMark } from '../parts/OriginMark.tsx'
import styles from './FacetCards.module.css'
import { type FacetFact, facetFacts } from './facet-facts.ts'
import { RecordedValue } from './RecordedValue.tsx'

/** What else was said of a thing: what capture says in words, what importers and people say by its members, all else as JSON. */
export function FacetCards({ shown }: { readonly shown: Answers['show'] }) {
  const { facts } = shown
  const facets = facts.filter((fact) => fact.type === 'facet')
  return facets.map(({ name, selector, body, at, origin }) => {
    const version = meantText(versionMeant({ selector }), nameIn(shown))
    const title = version === undefined ? titleOf(name) : `${titleOf(name)} of ${visible(version)}`
    return (
      <Card key={`${title} ${at}`} title={title} aside={<OriginMark origin={origin} />}>
        <FacetBody name={name} body={body} />
      </Card>
    )
  })
}

/** Facets whose members are words that people read. */
const readable = /^(ci|container|estimators|evaluation|note|queries|sources|seen)$|^(tag:|mlflow\.|hf\.|dvc\.)/

function FacetBody({ name, body }: { readonly name: string; readonly body: unknown }) {
  const facts = facetFacts(name, body)
  if (facts !== undefined)
    return <FactList facts={facts.map((fact) => [fact.label, <Values key={fact.label} fact={fact} />])} />
  if (typeof body !== 'object' || body === null || readable.test(name)) return <RecordedValue value={body} />
  return <pre className={styles.json}>{JSON.stringify(body, null, 2).split('\n').map(visible).join('\n')}</pre>
}

function Values({ fact: { values, isCode } }: { readonly fact: FacetFact }) {
  const shown = values.map((value) => (isCode ? <code key={value}>{visible(value)}</code> : visible(value)))
  if (shown.length === 1) return shown[0]
  return (
    <ul className={styles.values}>
      {values.map((value, index) => (
        <li key={value}>{shown[index]}</li>
      ))}
    </ul>
  )
}

function titleOf(name: string): string {
  // `token:b51c9e02aa31f7d0:created`
  const shown = visible(name.startsWith(tokenFacet) ? name.replaceAll(':', ' ') : name)
  return shown.charAt(0).toUpperCase() + shown.slice(1)
}
