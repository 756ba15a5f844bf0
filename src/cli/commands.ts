import type { Command } from 'commander'

/** Every command, in the order in which help shows them. To add one: a file, and a line here. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./run.ts')).runCommand(),
  doctor: async () => (await import('./doctor.ts')).doctorCommand(),
  trace: async () => (await import('./trace.ts')).traceCommand(),
  impact: async () => (await import('./trace.ts')).impactCommand(),
  diff: async () => (await import('./diff.ts')).diffCommand(),
  path: async () => (await import('./path.ts')).pathCommand(),
  show: async () => (await import('./show.ts')).showCommand(),
  find: async () => (await import('./find.ts')).findCommand(),
  history: async () => (await import('./history.ts')).historyCommand(),
  live: async () => (await import('./live.ts')).liveCommand(),
  register: async () => (await import('./register.ts')).registerCommand(),
  deploy: async () => (await import('./deploy.ts')).deployCommand(),
  retire: async () => (await import('./deploy.ts')).retireCommand(),
  approve: async () => (await import('./stating.ts')).approveCommand(),
  tag: async () => (await import('./stating.ts')).tagCommand(),
  note: async () => (await import('./stating.ts')).noteCommand(),
  retract: async () => (await import('./stating.ts')).retractCommand(),
  verify: async () => (await import('./verify.ts')).verifyCommand(),
  checkpoint: async () => (await import('./log.ts')).checkpointCommand(),
  key: async () => (await import('./log.ts')).keyCommand(),
  log: async () => (await import('./log.ts')).logCommand(),
  serve: async () => (await import('./serve.ts')).serveCommand(),
  token: async () => (await import('./token.ts')).tokenCommand(),
  rebuild: async () => (await import('./rebuild.ts')).rebuildCommand(),
}
