import type { PythonEvents } from './python-event.ts'

/** Events while they are read. */
export type Growing<Events> = {
  -readonly [Key in keyof Events]: Events[Key] extends readonly (infer Item)[] ? Item[] : number
}

/** Lists of their own for whoever adds to them. */
export const noEvents = (): Growing<PythonEvents> => ({
  files: [],
  contents: [],
  commands: [],
  arguments: [],
  variables: [],
  fits: [],
  metrics: [],
  histories: [],
  dumps: [],
  loads: [],
  frames: [],
  seeds: [],
  addresses: [],
  queries: [],
  imports: [],
  ends: [],
  errors: [],
  unreadable: 0,
  unknown: 0,
})

/** What a run without Python tells. */
export const nothingFromPython: PythonEvents = noEvents()
