import type { Declared, SaidPlace } from '../declared/declared.ts'
import { isAddress } from '../declared/declared.ts'
import { roleOfRead, roleOfWrite } from '../files/file-role.ts'
import type { PythonEvents } from '../python/python-event.ts'
import type { RemoteContent } from './remote-content.ts'
import { pathOfPlace, unpinnedId, withHost } from './remote-place.ts'

type Span = { readonly from: number; readonly until: number; readonly host: string }

/** What was said to be read and written at an address: nobody saw its bytes, so it is content without a digest. */
export function declaredContents(
  declared: Declared,
  python: PythonEvents,
  { from, until, host }: Span,
): RemoteContent[] {
  const content = ({ value: name, from: word, isAmbiguous }: SaidPlace) => {
    const place = withHost(name, host)
    return {
      kind: /^https?:/.test(name) ? ('address' as const) : ('object' as const),
      name,
      place,
      id: isAmbiguous ? undefined : unpinnedId(place),
      isDeclared: true as const,
      problem: `it was said by ${word}, and nothing of it was seen`,
      facts: {},
    }
  }
  const isModel = (role: string) => (role === 'model' ? 'model' : 'data')
  const said = (places: readonly SaidPlace[]) => places.filter(({ value }) => isAddress(value)).map(content)
  const path = (name: string) => pathOfPlace(name)
  return [
    ...said(declared.in).map((each) => {
      const role = isModel(roleOfRead(path(each.name), python))
      return { ...each, edge: 'used' as const, role, at: from } as const
    }),
    ...said(declared.out).map((each) => {
      const role = isModel(roleOfWrite(path(each.name), python, false))
      return { ...each, edge: 'generated' as const, role, at: until } as const
    }),
  ]
}
