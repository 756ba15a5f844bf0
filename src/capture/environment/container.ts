import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The container that a run was in, as far as it can be told from within. */
export type Container = {
  readonly engine: 'docker' | 'podman' | 'kubernetes' | 'apptainer' | 'unknown'
  /** 64 hex digits, as the engine lists it. */
  readonly id?: string
  /** The image's name, and `sha256:…`, where the engine tells them inside. */
  readonly image?: string
  readonly imageId?: string
}

type Variables = Readonly<Record<string, string | undefined>>

/**
 * Podman says image and id in a file of its own, Apptainer in its environment; of Docker and Kubernetes the mounts show
 * the container's id alone, and no image. Undefined outside of a container.
 * @param root where `/` is, for tests.
 */
export function containerOf(env: Variables, root = '/'): Container | undefined {
  const podman = textOf(join(root, 'run/.containerenv'))
  if (podman !== undefined) {
    const value = (name: string) => new RegExp(`^${name}="?([^"\n]+)"?$`, 'm').exec(podman)?.[1]
    const [id, image, imageId] = [value('id'), value('image'), value('imageid')]
    return {
      engine: 'podman',
      ...(id !== undefined && { id }),
      ...(image !== undefined && { image }),
      ...(imageId !== undefined && { imageId: `sha256:${imageId.replace(/^sha256:/, '')}` }),
    }
  }
  if (env.APPTAINER_CONTAINER) return { engine: 'apptainer', image: env.APPTAINER_CONTAINER }
  const id = idInMounts(textOf(join(root, 'proc/self/mountinfo')) ?? '')
  const named = id !== undefined && { id }
  if (env.KUBERNETES_SERVICE_HOST) return { engine: 'kubernetes', ...named }
  if (existsSync(join(root, '.dockerenv'))) return { engine: 'docker', ...named }
  return id === undefined ? undefined : { engine: 'unknown', id }
}

// Engines mount /etc/hostname and its like from the container's own folder, which is named after it.
function idInMounts(mounts: string): string | undefined {
  return /\/(?:containers|sandboxes|overlay-containers)\/([0-9a-f]{64})\/\S*(?:hostname|resolv\.conf|hosts)/.exec(
    mounts,
  )?.[1]
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
