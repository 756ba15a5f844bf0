/** One way to read or write files: a small program, the files that it finds, and a list written by hand of what it does. */
export type Way = {
  readonly name: string
  /** Programs that it starts, beside the shell and Python. */
  readonly needs?: readonly string[]
  /** Files there beforehand, with their content; a link says where it leads. */
  readonly files?: Readonly<Record<string, string | { readonly link: string }>>
  /** Makes beforehand, unobserved, what cannot be written down here. */
  readonly before?: { readonly shell: string } | { readonly python: string }
  readonly program: { readonly shell: string } | { readonly python: string }
  readonly reads?: readonly string[]
  readonly writes?: readonly string[]
  /** Those of `writes` that it writes on without reading them: what was there goes on in them. */
  readonly revises?: readonly string[]
  /** Those of `reads` and `revises` whose content nobody can know any more when the program has ended. */
  readonly lost?: readonly string[]
  /** Those of `reads` that it only moves or links: a look before and after shows them. */
  readonly moved?: readonly string[]
  /** Which of `reads` and `writes` the plug-in cannot see. Of a shell's program it sees none. */
  readonly unseenByPython?: readonly string[]
  /** It goes on when the command has ended, for which only the tracer waits. */
  readonly outlives?: true
}

/** Everything that it reads or writes. */
export const touchedBy = ({ reads = [], writes = [] }: Way): string[] => [...new Set([...reads, ...writes])]

export const unseenByPython = (way: Way): readonly string[] =>
  'shell' in way.program ? touchedBy(way) : (way.unseenByPython ?? [])

/** The folder of its own in which it runs. */
export const folderOf = ({ name }: Way): string => name.replaceAll(/[^\w]+/g, '-')
