import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs'
import { shortId } from '../../../src/domain/short-id.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import type { Noted } from '../../../src/server/contract.ts'
import { type NodeAddress, type Tab as TabName, tabs } from '../address.ts'
import { Refusal } from '../api/ask.ts'
import { notesOf } from '../api/notes.ts'
import { showQuery } from '../api/questions.ts'
import { LineagePanel } from '../lineage/LineagePanel.tsx'
import { HistoryPanel } from '../node/HistoryPanel.tsx'
import { NodeHeading } from '../node/NodeHeading.tsx'
import { nodeTitle, titleOfReference } from '../node/node-title.ts'
import { OverviewPanel } from '../node/OverviewPanel.tsx'
import { TimeControl } from '../node/TimeControl.tsx'
import { Answered } from '../parts/Answered.tsx'
import { useTitle } from '../parts/useTitle.ts'
import styles from './NodePage.module.css'

const titles: Readonly<Record<TabName, string>> = {
  overview: 'Overview',
  lineage: 'Lineage',
  impact: 'Impact',
  history: 'History',
}

/** One thing: what it is, where it comes from, what depends on it, what was said of it. */
export function NodePage() {
  const address = useSearch({ from: '/node' })
  return address.ref.trim() === '' ? <Nothing /> : <Asked address={address} />
}

function Asked({ address }: { readonly address: NodeAddress }) {
  const shown = useQuery(showQuery(address))
  useTitle(shown.data === undefined ? titleOfReference(address.ref) : nodeTitle(shown.data))
  if (shown.isError && shown.data === undefined) return <Unknown address={address} problem={shown.error} />
  return (
    <Answered query={shown} waiting={`Looking for ${titleOfReference(address.ref)}`}>
      {(data) => <NodeTabs shown={data} address={address} />}
    </Answered>
  )
}

/** An address that names no thing: where to find one, and how such an address is written. */
function Nothing() {
  useTitle('Nothing is asked for')
  return (
    <div className={styles.head}>
      <h1>Nothing is asked for</h1>
      <p className={styles.how}>
        A page of this kind is about one thing, which stands in its address as <code>?ref=</code> with a name, a version
        such as <code>name@2</code>, a path, a digest or an id.
      </p>
      <p className={styles.instead}>
        <Link to="/search">Search for it</Link>, or look among all <Link to="/models">models</Link> and all{' '}
        <Link to="/runs">runs</Link>.
      </p>
    </div>
  )
}

/** What is not on record, or was not at that time: another time may be asked for here as well. */
function Unknown({ address, problem }: { readonly address: NodeAddress; readonly problem: Error }) {
  const { ref, 'as-of': _, 'known-at': __, ...same } = address
  const wrong = problem instanceof Refusal && (problem.field === '/as-of' || problem.field === '/known-at')
  return (
    <div className={styles.head}>
      <div className={styles.row}>
        <h1>{titleOfReference(ref)}</h1>
        <TimeControl address={address} wrong={wrong ? problem.field : undefined} />
      </div>
      <p role="alert" className={styles.problem}>
        ✗ {problem.message}
      </p>
      {problem instanceof Refusal && problem.candidates.length > 0 && (
        <ul className={styles.candidates}>
          {problem.candidates.map(({ reference, id }) => (
            <li key={reference}>
              <Link to="/node" search={{ ...address, ref: reference }}>
                {visible(reference)}
              </Link>{' '}
              <code>{visible(shortId(id))}</code>
            </li>
          ))}
        </ul>
      )}
      <p className={styles.instead}>
        {wrong ? (
          <Link to="/node" search={{ ref, ...same }}>
            Show it as it is now
          </Link>
        ) : (
          problem instanceof Refusal && (
            <Link to="/search" search={{ q: ref }}>
              Search for “{titleOfReference(ref)}”
            </Link>
          )
        )}
      </p>
    </div>
  )
}

function NodeTabs({ shown, address }: { readonly shown: Noted<'show'>; readonly address: NodeAddress }) {
  const navigate = useNavigate()
  const select = (tab: TabName) => {
    const { ref, called, 'as-of': asOf, 'known-at': knownAt, view } = address
    void navigate({
      to: '/node',
      search: { ref, tab, ...defined({ called, 'as-of': asOf, 'known-at': knownAt, view }) },
    })
  }
  return (
    <Tabs
      className={styles.tabs ?? ''}
      selectedKey={address.tab ?? 'overview'}
      onSelectionChange={(key) => select(String(key) as TabName)}
      keyboardActivation="manual"
    >
      <div className={styles.head}>
        <NodeHeading shown={shown} address={address} />
        <div className={styles.row}>
          <TabList aria-label="Views of this thing" className={styles.list ?? ''}>
            {tabs.map((tab) => (
              <Tab key={tab} id={tab} className={styles.tab ?? ''}>
                {titles[tab]}
              </Tab>
            ))}
          </TabList>
          <TimeControl address={address} asOf={shown.asOf} />
        </div>
      </div>
      <TabPanel id="overview" className={styles.panel ?? ''}>
        <OverviewPanel shown={shown} address={address} />
      </TabPanel>
      <TabPanel id="lineage" className={styles.panel ?? ''}>
        <LineagePanel which="trace" address={address} told={notesOf(shown)} />
      </TabPanel>
      <TabPanel id="impact" className={styles.panel ?? ''}>
        <LineagePanel which="impact" address={address} told={notesOf(shown)} />
      </TabPanel>
      <TabPanel id="history" className={styles.panel ?? ''}>
        <HistoryPanel address={address} />
      </TabPanel>
    </Tabs>
  )
}

/** Without what is undefined: such a member would not be the same as none. */
const defined = <Given extends object>(given: Given) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Given]?: Exclude<Given[Name], undefined>
  }
