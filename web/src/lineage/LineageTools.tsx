import { useNavigate } from '@tanstack/react-router'
import { Button } from 'react-aria-components/Button'
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup'
import { lineageSvg } from '../../../src/drawing/lineage-svg.ts'
import { csvText } from '../../../src/export/csv.ts'
import type { Lineage } from '../../../src/lineage/lineage.ts'
import { type NodeAddress, type View, views } from '../address.ts'
import { download, downloadBlob, fileNameOf } from './download.ts'
import styles from './LineageTools.module.css'
import { lineagePng } from './png.ts'

type Shown = { readonly lineage: Lineage; readonly address: NodeAddress }

/** How the lineage is looked at, and what can be taken away: all of it from the same answer. */
export function LineageTools({ lineage, address }: Shown) {
  const navigate = useNavigate()
  const { view: now = 'drawing', focus: _, turned: __, seen: ___, ...same } = address
  const select = (keys: Iterable<unknown>) => {
    const [view] = [...keys] as View[]
    if (view !== undefined) void navigate({ to: '/node', search: { ...same, view } })
  }
  const name = fileNameOf(lineage)
  return (
    <div className={styles.tools}>
      <ToggleButtonGroup
        aria-label="View"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[now]}
        onSelectionChange={select}
        className={styles.views ?? ''}
      >
        {views.map((view) => (
          <ToggleButton key={view} id={view} className={styles.view ?? ''}>
            {view.charAt(0).toUpperCase() + view.slice(1)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <div className={styles.files}>
        <Button className={styles.button ?? ''} onPress={() => download(`${name}.csv`, 'text/csv', csvText(lineage))}>
          ↓ CSV
        </Button>
        <Button
          className={styles.button ?? ''}
          onPress={() => download(`${name}.svg`, 'image/svg+xml', lineageSvg(lineage, 'light'))}
        >
          ↓ SVG
        </Button>
        <Button
          className={styles.button ?? ''}
          onPress={() => void lineagePng(lineage, 'light').then((blob) => downloadBlob(`${name}.png`, blob))}
        >
          ↓ PNG
        </Button>
        <Button
          className={styles.button ?? ''}
          onPress={() => download(`${name}.json`, 'application/json', `${JSON.stringify(lineage, null, 2)}\n`)}
        >
          ↓ JSON
        </Button>
      </div>
    </div>
  )
}
