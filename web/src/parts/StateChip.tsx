import { Chip, type Tone } from './Chip.tsx'

const shown: Readonly<Record<string, readonly [sign: string, tone: Tone]>> = {
  succeeded: ['✓', 'good'],
  failed: ['✗', 'bad'],
  interrupted: ['■', 'warn'],
  running: ['▸', 'plain'],
}

/** How a run ended, or that it runs. */
export function StateChip({ state }: { readonly state: string | undefined }) {
  if (state === undefined) return null
  const [sign, tone] = shown[state] ?? ['', 'plain']
  return (
    <Chip tone={tone}>
      <span aria-hidden="true">{sign}</span> {state}
    </Chip>
  )
}
