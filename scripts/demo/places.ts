import { join } from 'node:path'

/** The root of the clone. */
export const root = join(import.meta.dirname, '..', '..')

/** The example as it is kept in the repository; the demo works on a copy. */
export const example = join(root, 'examples', 'flight-delays')

/** Everything that the demo writes is in here, and git ignores it. Its test has a folder of its own. */
export const demo = process.env.PEDIGREE_DEMO_FOLDER ?? join(root, '.demo')
export const venv = join(demo, 'venv')
export const tables = join(demo, 'tables')
/** The copy of the example that the story is about: a git repository and a store of its own. */
export const project = join(demo, 'flight-delays')
export const state = join(demo, 'state')
export const tampered = join(demo, 'altered-copy')
