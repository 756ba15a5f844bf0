import { type Look, rendered, type Span, span, widthOfLook, wrapped } from './span.ts'

/** One thing that capture needs, how it stands here, and what would mend it. */
export type Finding = {
  readonly subject: string
  readonly state: 'good' | 'limited' | 'missing'
  readonly says: string
  readonly advice?: string
}
/** What can be seen here; `grade` is what a run gets if nothing in it is out of sight. */
export type Diagnosis = { readonly grade: 'A' | 'B' | 'C'; readonly findings: readonly Finding[] }

const marks = { good: ['✓', 'green'], limited: ['!', 'yellow'], missing: ['✗', 'red'] } as const
const grades = {
  A: 'every file that a program touches is seen',
  B: 'only what Python does is seen',
  C: 'only that a command ran is seen',
} as const

/** A line for each finding, with what to do beneath where something can be done, and what a run gets here. */
export function diagnosisText({ grade, findings }: Diagnosis, look: Look): string {
  const width = widthOfLook(look)
  const subjectWidth = Math.max(...findings.map(({ subject }) => subject.length))
  const lines = findings.flatMap(({ subject, state, says, advice }): Span[][] => {
    const [mark, colour] = marks[state]
    const words = [...says.split(' '), ...(advice === undefined ? [] : ['→', ...advice.split(' ')])]
    const [first = [], ...rest] = wrapped(
      words.map((word) => span(word)),
      ' ',
      width - subjectWidth - 4,
    )
    const margin = span(' '.repeat(subjectWidth + 4))
    return [
      [span(`${mark} `, colour), span(subject.padEnd(subjectWidth + 2), 'bold'), ...first],
      ...rest.map((line) => [margin, ...line]),
    ]
  })
  return rendered([...lines, [], [span(`grade ${grade}`, 'bold'), span(`: ${grades[grade]}`)]], look)
}
