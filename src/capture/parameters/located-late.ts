import { createRequire } from 'node:module'
import { moduleBeside } from '../../domain/module-beside.ts'
import type * as toml from './located-toml.ts'
import type * as yaml from './located-yaml.ts'

const load = createRequire(import.meta.url)

/** As `located-yaml.ts` and `located-toml.ts` have them. Their libraries are 80 modules, which most short runs do without. */
export const locatedYaml: typeof yaml.locatedYaml = (...given) =>
  load(moduleBeside(import.meta, 'located-yaml')).locatedYaml(...given)
export const locatedToml: typeof toml.locatedToml = (text) =>
  load(moduleBeside(import.meta, 'located-toml')).locatedToml(text)
