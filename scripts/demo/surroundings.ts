import { delimiter, join } from 'node:path'
import { demo, state, venv } from './places.ts'

// Where somebody set these for their own work, they would lead pip, Python, git or Pedigree out of `.demo/`.
const foreign =
  /^(GIT_|PEDIGREE_|PYTHONPATH$|PYTHONHOME$|VIRTUAL_ENV|PIP_(TARGET|PREFIX|ROOT|USER|REQUIREMENT|CONSTRAINT)$)/

/** What set-up sees: the user's environment, with the proxies and package index they chose, without what leads astray. */
export function setupEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...Object.fromEntries(Object.entries(own).filter(([name]) => !foreign.test(name))), PIP_USER: '0' }
}

/** What the story's commands see: the demo's Python first, and nothing of the user's git and Pedigree. */
export function storyEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...setupEnvironment(own),
    PATH: [join(venv, 'bin'), own.PATH].join(delimiter),
    VIRTUAL_ENV: venv,
    XDG_STATE_HOME: state,
    XDG_CONFIG_HOME: join(demo, 'config'),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    // Should the project ever stand there without its repository, git must not take the user's clone for it.
    GIT_CEILING_DIRECTORIES: demo,
  }
}
