import { type ComponentType, use } from 'react'
import { Unloaded } from './Unloaded.tsx'

/**
 * A page that is loaded when it is wanted. The router's own reloads the window where that fails, which leaves nothing at
 * all while the server is away; here it is said inside the frame, and tried again.
 */
export function latePage(load: () => Promise<ComponentType>) {
  let Page: ComponentType | undefined
  let hasFailed = false
  let loading: Promise<void> | undefined
  const preload = () => {
    loading ??= load().then(
      (loaded) => {
        Page = loaded
      },
      () => {
        hasFailed = true
        loading = undefined
      },
    )
    return loading
  }
  const Late = () => {
    if (Page !== undefined) return <Page />
    if (hasFailed) return <Unloaded />
    use(preload())
    return null
  }
  return Object.assign(Late, { preload })
}
