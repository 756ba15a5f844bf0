import { seeded } from '../../durability/random.ts'
import { environmentWith, newest } from '../python-environments.ts'

/** A training program, as people write them, whose files lie in the folder of its name, and what must be on record of it. */
export type Program = {
  readonly name: string
  /** Undefined where the machine lacks what it takes, which has been said. */
  readonly command: readonly string[] | undefined
  /** What runs first, unrecorded: it makes the checkpoint that others would have downloaded. */
  readonly before?: readonly string[]
  /** Its data by path. */
  readonly data: Readonly<Record<string, string>>
  readonly expected: Expected
}

/** Written by hand from the sources. Lists are whole, parameters are those that the program sets. */
export type Expected = {
  readonly reads: readonly string[]
  readonly writes: readonly string[]
  /** Outputs that are models, among `writes`. */
  readonly models: readonly string[]
  readonly code: readonly string[]
  readonly parameters: Readonly<Record<string, readonly [value: unknown, from: string]>>
  /** Key, where from, and the data it was measured on: `any` where which worker takes which part is up to the machine. */
  readonly metrics: readonly (readonly [key: string, from: string, on: string])[]
  /** Class and place of what the program fitted. */
  readonly algorithms: readonly string[]
  /** Outputs that go on from a model among the inputs, and that model. */
  readonly finetuned?: Readonly<Record<string, string>>
  /** The columns that each algorithm was given, where it can be told from which file they come. */
  readonly features: readonly (readonly [algorithm: string, columns: readonly string[]])[]
  /** Among those that are imported. */
  readonly packages: readonly string[]
  readonly grade: 'A' | 'B'
  /** What a busy machine may keep from being seen, which is then said. */
  readonly mayBeUnseen?: RegExp
}

/** pandas, scikit-learn, XGBoost and LightGBM. */
export const science = environmentWith(`programs with ${newest.name}`, newest.requirements)

/**
 * A table by arithmetic, and so always the same bytes. A column of numbers is made of a row's chance, from 0 up to 1, and of
 * the columns before it.
 */
export function table(
  rows: number,
  columns: Readonly<Record<string, (chance: number, row: Readonly<Record<string, number>>, index: number) => number>>,
): string {
  const random = seeded(rows)
  const lines = Array.from({ length: rows }, (_, index) => {
    const row: Record<string, number> = {}
    for (const [name, value] of Object.entries(columns)) row[name] = value(random(), row, index)
    return Object.values(row).map((value) => String(Math.round(value * 1000) / 1000))
  })
  return `${[Object.keys(columns), ...lines].map((line) => line.join()).join('\n')}\n`
}

/** A number between two, by chance. */
export const between = (low: number, high: number) => (chance: number) => low + chance * (high - low)
