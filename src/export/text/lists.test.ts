import { describe, expect, test } from 'vitest'
import { displayWidth, visible } from '../../domain/visible-text.ts'
import type { HistoryEvent } from '../../lineage/answers/history.ts'
import type { Home } from '../../lineage/answers/home.ts'
import type { LiveVersion } from '../../lineage/answers/live.ts'
import type { Shown } from '../../lineage/answers/shown.ts'
import { sha } from '../example.test-lineage.ts'
import { jsonText } from '../json-text.ts'
import { foundText } from './found-text.ts'
import { historyText } from './history-text.ts'
import { homeText } from './home-text.ts'
import { liveText } from './live-text.ts'
import { shownText } from './shown-text.ts'

const plain = { colour: false, width: 100 }
const moment = { asOf: '2026-12-03T08:00:00.000Z', knownAt: 9 }
const hostile = 'a\x1b[2J\n\u202eb'.repeat(40)

const event: HistoryEvent = {
  at: '2026-11-25T09:00:00.000Z',
  recordedAt: '2026-11-25T09:00:01.000Z',
  entry: 6,
  sentence: `${sha('e3d0a1b2')} became flight-delay@1`,
  origin: 'declared',
  agent: 'agent:user/bo',
  statement: '0123456789abcdef0123456789abcdef/3/0',
  via: 'pedigree register 0.1.0',
}
const carols = {
  entry: 9,
  at: '2026-01-02T10:00:00.000Z',
  agent: 'agent:user/carol',
  statement: '1123456789abcdef0123456789abcdef/0/0',
}
const version: LiveVersion = {
  asset: 'asset:acme/flight-delay',
  name: 'flight-delay',
  slot: 'production',
  role: 'deployment',
  version: 1,
  artifact: sha('e3d0a1b2'),
  share: 0.9,
  from: '2026-11-25T09:00:00.000Z',
}
const shown: Shown = {
  node: { id: sha('e3d0a1b2'), type: 'artifact', kind: 'model', bytes: 1_204_331, origin: 'observed', depth: 0 },
  asset: 'asset:acme/flight-delay',
  version: 1,
  ...moment,
  edges: [
    {
      edge: 'version-of',
      source: sha('e3d0a1b2'),
      target: 'asset:acme/flight-delay',
      number: 1,
      at: '2026-11-24T11:00:00.000Z',
      origin: 'declared',
      statements: [],
    },
    {
      edge: 'generated',
      source: 'run:here/1',
      target: sha('e3d0a1b2'),
      role: 'model',
      selector: { path: 'models/delay.joblib' },
      origin: 'observed',
      statements: [],
    },
    {
      edge: 'acted-for',
      source: 'agent:user/bo',
      target: sha('e3d0a1b2'),
      role: 'approver',
      selector: { asset: 'asset:acme/flight-delay', version: 1, note: 'seen' },
      at: '2026-11-24T16:20:00.000Z',
      origin: 'declared',
      statements: [],
    },
    {
      edge: 'points',
      source: 'asset:acme/flight-delay',
      target: sha('e3d0a1b2'),
      role: 'deployment',
      slot: 'production',
      selector: { version: 1 },
      from: '2026-11-25T09:00:00.000Z',
      origin: 'declared',
      statements: [],
    },
  ],
  withheld: 0,
  facts: [
    {
      type: 'metric',
      subject: 'run:here/1',
      name: 'mae',
      value: 12.31,
      on: sha('0c9f4411'),
      points: 1,
      step: 0,
      at: '2026-11-24T10:02:11.120Z',
      origin: 'observed',
    },
    {
      type: 'facet',
      subject: sha('e3d0a1b2'),
      name: 'code',
      body: { branch: 'main', dirty: true, patched: ['a.py', 'b.py'], untracked: [] },
      origin: 'observed',
    },
    { type: 'facet', subject: sha('e3d0a1b2'), name: 'tag:owner', body: 'ann', origin: 'declared' },
  ],
  names: { 'run:here/1': 'train.py' },
  conflicts: [],
}
const home: Home = {
  folder: '/projects/delays/.pedigree',
  namespace: 'delays',
  log: 'pedigree.local/delays-0123',
  entries: 12,
  runs: 5,
  artifacts: 1_234,
  names: 1,
  lastRecorded: '2026-12-02T09:00:00.000Z',
  copies: [
    { path: '/projects/delays/.pedigree/checkpoint', isThere: true },
    { path: '/state/pedigree/delays', isThere: false },
  ],
  latestRuns: [
    {
      id: 'run:here/1',
      type: 'run',
      name: 'train.py',
      kind: 'train',
      state: 'failed',
      from: '2026-11-24T10:02:11.120Z',
      until: '2026-11-24T10:02:14.220Z',
      depth: 0,
      agents: ['agent:user/ann'],
    },
  ],
  models: [
    {
      asset: 'asset:flights/flight-delay',
      name: 'flight-delay',
      kind: 'model',
      versions: 2,
      live: [{ ...version, approvedBy: [] }],
    },
  ],
}

describe('history', () => {
  test('tells each event as a sentence with the evidence under it', () => {
    const { agent: _, ...unsaid } = event
    const late: HistoryEvent = { ...unsaid, recordedAt: '2026-11-28T14:30:00.000Z', origin: 'observed' }
    const back = { ...event, retracted: { ...carols, reason: 'wrong model' } }

    expect(
      historyText(
        { subject: 'asset:acme/flight-delay', ...moment, complete: true, events: [event, late, back] },
        plain,
      ),
    ).toBe(`\
flight-delay

2026-11-25 09:00:00 UTC  sha256:e3d0a1b2 became flight-delay@1
                         entry 6 · declared · by bo · 0123456789abcdef0123456789abcdef/3/0
2026-11-25 09:00:00 UTC  sha256:e3d0a1b2 became flight-delay@1
                         entry 6 · observed · recorded 2026-11-28 14:30:00 UTC
                         0123456789abcdef0123456789abcdef/3/0
2026-11-25 09:00:00 UTC  sha256:e3d0a1b2 became flight-delay@1
                         taken back by carol at 2026-01-02 10:00:00 UTC, entry 9: wrong model
                         entry 6 · declared · by bo · 0123456789abcdef0123456789abcdef/3/0

complete · record read up to entry 9 · as of 2026-12-03 08:00 UTC
`)
  })

  test('stands under the name that was asked for, with what it means', () => {
    const past = { subject: sha('e3d0a1b2'), ...moment, complete: true, events: [event] }

    expect(historyText(past, plain, 'flight-delay@1')).toMatch(/^flight-delay@1 · sha256:e3d0a1b2\n/)
    expect(historyText(past, plain, sha('e3d0a1b2'))).toMatch(/^sha256:e3d0a1b2\n/)
    const whole = { ...past, subject: 'asset:acme/flight-delay' }
    expect(historyText(whole, plain, 'flight-delay')).toMatch(/^flight-delay\n/)
  })

  test('says when there is nothing, and when there is more', () => {
    expect(historyText({ subject: 'x', ...moment, complete: true, events: [] }, plain)).toContain(
      'nothing was said of it',
    )
    expect(historyText({ subject: 'x', ...moment, complete: false, events: [event] }, plain)).toContain(
      'not complete: the last 1 only',
    )
  })

  test('shows the id of a statement whole on the narrowest terminal', () => {
    const text = historyText({ subject: 'x', ...moment, complete: true, events: [event] }, { colour: false, width: 40 })

    expect(text).toContain('\n  0123456789abcdef0123456789abcdef/3/0\n')
  })
})

describe('live', () => {
  test('tells each slot with what is in it', () => {
    const alias = { ...version, slot: 'champion', role: 'alias', version: 2, share: 1 }

    expect(liveText({ ...moment, live: [version, alias] }, plain)).toBe(`\
slot            version         share  since                    content
alias champion  flight-delay@2  100 %  2026-11-25 09:00:00 UTC  sha256:e3d0a1b2
production      flight-delay@1   90 %  2026-11-25 09:00:00 UTC  sha256:e3d0a1b2

as of 2026-12-03 08:00:00 UTC · record read up to entry 9
`)
  })

  test('says that nothing is live', () => {
    expect(liveText({ ...moment, live: [] }, plain)).toBe(
      'nothing is live\n\nas of 2026-12-03 08:00:00 UTC · record read up to entry 9\n',
    )
    expect(liveText({ ...moment, live: [] }, plain, 'delay')).toMatch(/^nothing of delay is live\n/)
  })
})

describe('found', () => {
  test('lists what was found, or says why not', () => {
    const { node } = shown

    expect(
      foundText({ nodes: [{ ...node, name: 'delay.joblib' }], complete: false, ...moment }, 'delay', plain),
    ).toBe(`\
type      kind   name          id                 size
artifact  model  delay.joblib  sha256:e3d0a1b2  1.2 MB

not complete: these are the first 1 · record read up to entry 9 · as of 2026-12-03 08:00 UTC
`)
    const found = { ...node, name: 'delay.joblib', said: 'parameter train.learning_rate' }
    const text = foundText({ nodes: [found], complete: true, ...moment }, 'rate', { ...plain, width: 80 })
    expect(text.split('\n').slice(0, 3)).toEqual([
      'type      kind   name          found by                  id                 size',
      'artifact  model  delay.joblib  parameter                 sha256:e3d0a1b2  1.2 MB',
      '                               train.learning_rate',
    ])
    expect(foundText({ nodes: [], complete: true, ...moment }, 'x\ny', plain)).toContain(
      'nothing on record has “x\\ny” in',
    )
  })

  test.each([
    ['bb2e', '; a digest or a commit is looked for by 6 digits or more, or as sha256: and 4 ·'],
    ['sha256:bb2', '; a digest or a commit is looked for by 6 digits or more, or as sha256: and 4 ·'],
    ['sha256:bb2e', ', and no digest or commit begins with it ·'],
    ['bb2e01', ', and no digest or commit begins with it ·'],
    ['train', ', and no digest or commit begins with it ·'],
    ['0.05', ', and no digest or commit begins with it ·'],
  ])('does not say of %s that no digest begins so where none was looked for', (text, end) => {
    const look = { ...plain, width: 300 }
    expect(foundText({ nodes: [], complete: true, ...moment }, text, look)).toContain(
      `or a metric, whose values are not searched${end}`,
    )
  })
})

describe('shown', () => {
  test('tells one thing with all that touches it', () => {
    expect(shownText(shown, plain)).toBe(`\
flight-delay@1
sha256:e3d0a1b200000000000000000000000000000000000000000000000000000000

  type    artifact
  kind    model
  size    1.2 MB · 1,204,331 bytes
  origin  observed

edges
  made by      train.py      model, models/delay.joblib                        observed
  approved by  bo            flight-delay@1, “seen”      2026-11-24 16:20 UTC  declared
  version of   flight-delay  version 1                   2026-11-24 11:00 UTC  declared
  live in      production    flight-delay@1              2026-11-25 09:00 UTC  declared

facts
  metric  mae  12.31  on sha256:0c9f4411

facets
  code       branch main · dirty true · patched a.py, b.py
  tag:owner  ann (declared)

complete · record read up to entry 9 · as of 2026-12-03 08:00 UTC
`)
  })

  test('tells numbers that JSON lacks as numbers, also inside a facet', () => {
    const subject = 'run:here/1'
    const body = { fill: { number: 'NaN' }, of: [{ number: '-Infinity' }] }
    const facts: typeof shown.facts = [
      { type: 'facet', subject, name: 'imputer', body, origin: 'observed' },
      { type: 'parameter', subject, name: 'missing', value: { number: 'NaN' }, origin: 'observed' },
    ]

    const text = shownText({ ...shown, facts }, plain)

    expect(text).toMatch(/imputer +fill NaN · of -Infinity\n/)
    expect(text).toMatch(/parameter +missing +NaN\n/)
  })

  test('counts what was left to libraries, and gives long names whole, with the place that stood before them', () => {
    const subject = 'run:here/1'
    const parameter = (name: string, from: string) =>
      ({ type: 'parameter', subject, name, value: 1, from, origin: 'observed' }) as const
    const facts: typeof shown.facts = [
      parameter('t.py:19:HistGradientBoostingClassifier.max_iter', 'call at t.py:19'),
      parameter('conf/a.yaml:rate', 'command line'),
      parameter('t.py:7 2:Tree.max_depth', 'call at t.py:7'),
      parameter('seed', 'default of t.py'),
      ...['a', 'b', 'c'].map((name) => parameter(name, 'default of scikit-learn 1.9.1')),
    ]

    const text = shownText({ ...shown, facts }, { ...plain, width: 62 })

    expect(text).not.toMatch(/…\S|default of scikit/)
    expect(text).toMatch(/HistGradientBoostingClassifier\.max_iter +1\n/)
    expect(text).toMatch(/Tree\.max_depth +1\s+← call at t\.py:7\n/)
    expect(text.replaceAll(/\s+/g, ' ')).toMatch(/parameter rate 1 ← command line, at conf\/a\.yaml/)
    expect(text.replaceAll(/\s+/g, ' ')).toMatch(/parameter seed 1 ← default of t\.py/)
    expect(text.replaceAll(/\s+/g, ' ')).toMatch(/3 defaults of scikit-learn 1\.9\.1; --json shows them/)
  })

  test('tells a list of objects by their members, and versions without quotes', () => {
    const subject = 'run:here/1'
    const algorithms = [
      { class: 'Pipeline', shape: [9, 2] },
      { class: 'Ridge', missing: [] },
    ]
    const facts: typeof shown.facts = [
      { type: 'facet', subject, name: 'algorithms', body: algorithms, origin: 'observed' },
      { type: 'facet', subject, name: 'imported', body: { pytz: '2025.2', flag: 'true' }, origin: 'observed' },
    ]

    const text = shownText({ ...shown, facts }, plain)

    expect(text).toMatch(/algorithms +class Pipeline · shape 9, 2 · class Ridge\n/)
    expect(text).toMatch(/imported +pytz 2025\.2 · flag "true"\n/)
  })

  test('calls what a run read and wrote as that run met it, and says which part of a folder it read', () => {
    const content = sha('ab')
    const run = 'run:here/9' as const
    const edge = { source: run, target: content, role: 'data', origin: 'observed' as const }
    const text = shownText(
      {
        ...shown,
        node: { id: run, type: 'run', name: 'cp' } as never,
        facts: [],
        edges: [
          { ...edge, edge: 'used', selector: { path: 'a.csv' } },
          { ...edge, edge: 'used', selector: { path: 'parts/', files: 299, of: 3_000 } },
          { ...edge, edge: 'generated', selector: { path: 'b.csv' } },
        ] as never,
        names: { [content]: 'b.csv' },
      },
      plain,
    )

    expect(text).toContain(`\
edges
  used  a.csv   data, also b.csv                                observed
  used  parts/  data, also b.csv, 299 of the 3,000 files in it  observed
  made  b.csv   data                                            observed
`)
  })

  test('tells what contradicts, what is withheld and what the answer is really about', () => {
    const conflicts = [{ asset: 'asset:acme/m', number: 1, artifacts: [sha('aa'), sha('bb')] }]

    const text = shownText(
      { ...shown, note: 'this is about the last content seen there', withheld: 7, conflicts },
      plain,
    )

    expect(text).toContain('this is about the last content seen there\n')
    expect(text).toContain('m@1 is claimed by different contents: sha256:aa000000, sha256:bb000000')
    expect(text).toContain('not complete: 7 edges withheld')
  })
})

describe('home', () => {
  test('tells what is here at a glance', () => {
    expect(homeText(home, plain)).toBe(`\
delays · /projects/delays/.pedigree

names
  flight-delay  2 versions  @1 in production (90 %)

latest runs
  2026-11-24 10:02 UTC  train.py  train  failed after 3.1 s

record
  12 entries · 5 runs · 1,234 artifacts · last recorded 2026-12-02 09:00 UTC
  log pedigree.local/delays-0123
  checkpoint copy /projects/delays/.pedigree/checkpoint
  checkpoint copy /state/pedigree/delays is missing

pedigree trace flight-delay · pedigree verify · pedigree --help
`)
  })

  test('an empty record says what to do first', () => {
    const text = homeText({ ...home, models: [], latestRuns: [] }, plain)

    expect(text).toContain('none yet: pedigree run -- python train.py records one')
    expect(text).toContain('none yet: pedigree register <file> <name>')
  })

  test('says where there are more names than it tells', () => {
    expect(homeText({ ...home, names: 73 }, plain)).toContain('names, the last 1 of 73\n')
  })
})

test.each([40, 50, 60, 80])('at %d columns no number, time, digest or version is cut', (width) => {
  const look = { colour: false, width }
  const digest = 'sha256:e3d0a1b2'
  const slot = 'a-slot-with-a-rather-long-name'
  const name = 'models/of/a/rather/long/path/delay.joblib'
  const until = '2026-12-01T10:00:01.000Z'

  const live = liveText({ ...moment, live: [{ ...version, slot, until }] }, look)
  for (const text of ['@1 ', '90 %', '2026-11-25 09:00:00 UTC', '2026-12-01 10:00:01 UTC', digest]) {
    expect(live).toContain(text)
  }
  const found = foundText({ nodes: [{ ...shown.node, name }], complete: true, ...moment }, 'x', look)
  for (const text of ['1.2 MB', digest]) expect(found).toContain(text)
  const showing = shownText({ ...shown, names: { 'run:here/1': name, 'asset:acme/flight-delay': name } }, look)
  for (const text of ['1,204,331 bytes', '12.31', '2026-11-24 11:00 UTC', 'version 1']) expect(showing).toContain(text)
  expect(showing.replace(/\n/g, '')).toContain(sha('e3d0a1b2'))
  const here = homeText({ ...home, latestRuns: home.latestRuns.map((run) => ({ ...run, name })) }, look)
  for (const text of ['2026-11-24 10:02 UTC', 'failed after 3.1 s', '2 versions', '(90 %)'])
    expect(here).toContain(text)
})

test.each([40, 77, 100])('hostile names fit %d columns and send a terminal nothing but text', (width) => {
  const look = { colour: false, width }
  const node = { ...shown.node, name: hostile, kind: hostile }
  const [made] = home.latestRuns
  const { asset: _, ...unnamed } = shown
  const texts = [
    historyText(
      {
        subject: hostile,
        ...moment,
        complete: true,
        events: [
          { ...event, sentence: hostile, agent: `agent:user/${hostile}`, retracted: { ...carols, reason: hostile } },
        ],
      },
      look,
    ),
    liveText({ ...moment, live: [{ ...version, name: hostile, slot: hostile, role: hostile }] }, look),
    foundText({ nodes: [node], complete: true, ...moment }, hostile, look),
    foundText({ nodes: [], complete: true, ...moment }, hostile, look),
    shownText(
      {
        ...unnamed,
        node,
        note: hostile,
        names: { 'run:here/1': hostile },
        facts: [
          {
            type: 'parameter',
            subject: 'run:here/1',
            name: hostile,
            value: hostile,
            from: hostile,
            origin: 'inferred',
          },
        ],
      },
      look,
    ),
    homeText(
      {
        ...home,
        folder: hostile,
        namespace: hostile,
        log: hostile,
        copies: [{ path: hostile, isThere: false }],
        latestRuns: made === undefined ? [] : [{ ...made, name: hostile }],
        models: [
          {
            asset: 'asset:flights/flight-delay',
            name: hostile,
            kind: hostile,
            versions: 1,
            live: [{ ...version, slot: hostile, approvedBy: [] }],
          },
        ],
      },
      look,
    ),
  ]

  for (const line of texts.flatMap((text) => text.split('\n'))) {
    expect(visible(line)).toBe(line)
    expect(displayWidth(line)).toBeLessThanOrEqual(width)
  }
})

test('JSON says the same with everything that does not show as an escape', () => {
  const value = { 'k\x9b': ['\u202e', '\u{e0041}', 'é', '\n'] }

  const text = jsonText(value)

  expect(text).toBe('{\n  "k\\u009b": [\n    "\\u202e",\n    "\\udb40\\udc41",\n    "é",\n    "\\n"\n  ]\n}\n')
  expect(JSON.parse(text)).toEqual(value)
})
