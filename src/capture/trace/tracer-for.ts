import { realPath } from '../files/real-path.ts'
import { chooseTracer } from './choose-tracer.ts'
import type { NoTracer, OuterTracer, Tracer } from './tracer.ts'

/**
 * The tracer for a command, found out by trying it, mostly in another process: it has its time while a record is opened.
 * @param witnesses `python` leaves it out: for setuid programs, debuggers and leak sanitizers. Never throws.
 */
export async function tracerFor(
  command: readonly string[],
  witnesses: 'all' | 'python',
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<Tracer | OuterTracer | NoTracer> {
  if (witnesses === 'python') return { kind: 'none', reason: 'the tracer was left out, as asked' }
  try {
    return await chooseTracer(command, realPath(cwd), env)
  } catch (error) {
    return { kind: 'none', reason: (error as Error).message }
  }
}
