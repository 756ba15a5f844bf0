/** Counts since the server started, as Prometheus reads them. */
export type Measures = {
  readonly answered: (route: string, status: number, seconds: number) => void
  readonly text: (now: Readonly<Record<string, number>>) => string
}

const secondsAt = [0.005, 0.02, 0.1, 0.5, 2.5]

export function measures(): Measures {
  const requests = new Map<string, number>()
  const buckets = new Map<string, number[]>()
  const sums = new Map<string, number>()
  return {
    answered: (route, status, seconds) => {
      const key = `route="${route}",status="${status}"`
      requests.set(key, (requests.get(key) ?? 0) + 1)
      const counts = buckets.get(route) ?? [...secondsAt, Number.POSITIVE_INFINITY].map(() => 0)
      buckets.set(route, counts)
      for (const [index, most] of [...secondsAt, Number.POSITIVE_INFINITY].entries()) {
        if (seconds <= most) counts[index] = (counts[index] ?? 0) + 1
      }
      sums.set(route, (sums.get(route) ?? 0) + seconds)
    },
    text: (now) => {
      const lines = ['# TYPE pedigree_requests_total counter']
      for (const [key, count] of requests) lines.push(`pedigree_requests_total{${key}} ${count}`)
      lines.push('# TYPE pedigree_request_seconds histogram')
      for (const [route, counts] of buckets) {
        for (const [index, count] of counts.entries()) {
          const most = secondsAt[index] ?? '+Inf'
          lines.push(`pedigree_request_seconds_bucket{route="${route}",le="${most}"} ${count}`)
        }
        lines.push(`pedigree_request_seconds_sum{route="${route}"} ${sums.get(route)}`)
        lines.push(`pedigree_request_seconds_count{route="${route}"} ${counts.at(-1)}`)
      }
      for (const [name, value] of Object.entries(now))
        lines.push(`# TYPE pedigree_${name} gauge`, `pedigree_${name} ${value}`)
      return `${lines.join('\n')}\n`
    },
  }
}
