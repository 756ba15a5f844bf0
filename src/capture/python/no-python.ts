import type { PythonEvents } from './python-event.ts'

/** What a run without Python tells. */
export const nothingFromPython: PythonEvents = {
  files: [],
  commands: [],
  arguments: [],
  fits: [],
  metrics: [],
  histories: [],
  dumps: [],
  loads: [],
  frames: [],
  seeds: [],
  addresses: [],
  queries: [],
  ends: [],
  errors: [],
  unreadable: 0,
  unknown: 0,
}
