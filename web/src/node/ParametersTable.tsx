import { valueText } from '../../../src/domain/value-text.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import type { Answers } from '../../../src/server/contract.ts'
import { type Column, DataTable } from '../parts/DataTable.tsx'
import { OriginMark } from '../parts/OriginMark.tsx'

type Parameter = Extract<Answers['show']['facts'][number], { type: 'parameter' }>

const columns: readonly Column<Parameter>[] = [
  { title: 'Parameter', isHeading: true, cell: ({ name }) => visible(name) },
  { title: 'Value', cell: ({ value }) => <code>{visible(valueText(value))}</code> },
  { title: 'From', cell: ({ from }) => visible(from ?? '') },
  { title: 'Known', cell: ({ origin }) => <OriginMark origin={origin} /> },
]

const most = 12
/** What somebody chose stands before what a library chose for them. */
const isDefault = ({ from }: Parameter) => Number(from?.startsWith('default of ') === true)

export function ParametersTable({ parameters }: { readonly parameters: readonly Parameter[] }) {
  const rows = parameters.toSorted((a, b) => isDefault(a) - isDefault(b))
  return <DataTable caption="Parameters" columns={columns} rows={rows} most={most} keyOf={({ name }) => name} />
}
