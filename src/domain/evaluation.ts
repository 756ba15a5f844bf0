/** How many rows of its data a metric was measured on, and of how many where that is known. */
export type MeasuredRows = { readonly count: number; readonly of?: number }

/** How it is known what a metric was measured on, as the facet `evaluation` of its run has it. */
export type MeasuredHow = { readonly isConcluded: boolean; readonly rows: MeasuredRows | undefined }

/** What a facet `evaluation` says of one metric. The body is whatever a client sent: what has another shape is left out. */
export function measuredHow(body: unknown, metric: string): MeasuredHow {
  const { on, rows } = membersOf(body)
  const method = typeof on === 'string' ? on : membersOf(on)[metric]
  const { count, of } = membersOf(membersOf(rows)[metric])
  const told = typeof count === 'number' ? { count, ...(typeof of === 'number' ? { of } : {}) } : undefined
  return { isConcluded: typeof method === 'string', rows: told }
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
