import { PedigreeError } from '../domain/error.ts'
import type { RemoteRecord } from '../operations/doctor.ts'
import type { Connection } from './connection.ts'

/** What `pedigree doctor` finds of a server, by asking it something that a token must let it ask. */
export const diagnosisAt = ({ origin, json }: Connection): RemoteRecord => ({
  target: origin,
  finding: async () => {
    const subject = 'record'
    try {
      const { knownAt } = await json<{ knownAt: number }>({ path: '/pedigree/v1/live' })
      return { subject, state: 'good', says: `${origin}, read up to entry ${knownAt}` }
    } catch (error) {
      if (!(error instanceof PedigreeError)) throw error
      return { subject, state: 'missing', says: `${error.message}: runs wait`, advice: 'see docs/guides/server.md' }
    }
  },
})
