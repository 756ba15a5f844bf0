import type { PythonEvents, PythonImports } from './python-event.ts'

/**
 * What the processes told last that ended without telling all they had imported: killed, or left by `os._exit`. Workers may
 * be killed when their work is done, and a process that gives way to another program tells before it does.
 */
export function cutShort({
  imports,
  ends,
  commands,
}: Pick<PythonEvents, 'imports' | 'ends' | 'commands'>): PythonImports[] {
  const ended = new Set(ends.map(({ pid }) => pid))
  const replaced = new Set(commands.flatMap(({ call, pid }) => (call === 'os.exec' ? pid : [])))
  const last = new Map(imports.map((told) => [told.pid, told]))
  return [...last.values()].filter(({ pid, worker }) => worker !== true && !ended.has(pid) && !replaced.has(pid))
}
