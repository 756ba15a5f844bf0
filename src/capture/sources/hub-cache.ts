import { readdirSync, readlinkSync } from 'node:fs'
import { join, posix } from 'node:path'
import type { AssetId } from '../../domain/id.ts'

/** Where a file in a cache came from, as the layout of the cache tells. */
export type CachedFile = {
  readonly asset: AssetId
  readonly kind: 'model' | 'dataset'
  /** Of the repository, as its host names it: `org/name`. */
  readonly name: string
  /** A commit or version; absent where the cache keeps none, or several hold the file. */
  readonly revision?: string
  /** Below the repository. */
  readonly file?: string
}

type Layout = {
  readonly pattern: RegExp
  readonly read: (match: RegExpExecArray) => CachedFile | undefined
}

const layouts: readonly Layout[] = [
  { pattern: /^(.*\/(models|datasets|spaces)--([^/]+))\/(snapshots|blobs)\/([^/]+)(?:\/(.+))?$/, read: huggingFace },
  // What the library `datasets` made of a repository: the last folder is its commit, where it came from one.
  {
    pattern: /\/huggingface\/datasets\/([^/]+)\/[^/]+\/[^/]+\/([0-9a-f]{40})?[^/]*\/([^/]+)$/,
    read: ([, folder = '', revision, file]) =>
      ofHost('huggingface.co/datasets', 'dataset', folder.replace('___', '/'), { revision, file }),
  },
  {
    pattern: /\/kagglehub\/(models|datasets)\/(.+)\/versions\/(\d+)\/(.+)$/,
    read: ([, kind, name = '', revision, file]) =>
      ofHost(`kaggle.com/${kind}`, kind === 'models' ? 'model' : 'dataset', name, { revision, file }),
  },
  {
    pattern: /\/scikit_learn_data\/([^/]+?)(?:[-_]py3)?(?:\.\w+)?(?:\/(.+))?$/,
    read: ([, name = '', file]) => ofHost('scikit-learn.org', 'dataset', name, { revision: undefined, file }),
  },
  // What scikit-learn brings with it, by the call that reads it.
  {
    pattern:
      /^(.*\/(?:site|dist)-packages)\/sklearn\/datasets\/data\/([a-z_]+?)(?:_(?:data|target|exercise|phys)\w*)?\.csv/,
    read: ([, folder = '', name = '']) =>
      ofHost('scikit-learn.org', 'dataset', `sklearn.datasets.load_${name}`, {
        revision: versionIn(folder, 'scikit_learn'),
        file: undefined,
      }),
  },
  {
    // The digits are the first of the file's SHA-256.
    pattern: /\/torch\/hub\/checkpoints\/([^/]+?)(?:-([0-9a-f]{8,}))?\.\w+$/,
    read: ([, name = '', revision]) => ofHost('download.pytorch.org', 'model', name, { revision, file: undefined }),
  },
]

/**
 * The repository and revision that a file in one of the well-known caches is of: Hugging Face's hub and data sets, Kaggle's,
 * scikit-learn's, those of `torch.hub`. Undefined for any other file.
 * @param path absolute, without symbolic links.
 */
export function cachedFile(path: string): CachedFile | undefined {
  for (const { pattern, read } of layouts) {
    const match = pattern.exec(path)
    if (match !== null) return read(match)
  }
  return undefined
}

/** As installers write it down beside a package. */
function versionIn(folder: string, name: string): string | undefined {
  const found = entriesOf(folder).map((entry) => /^(\w+)-([\w.+!]+?)(?:-py[\d.]+)?\.(?:dist|egg)-info$/.exec(entry))
  return found.find((match) => match?.[1] === name)?.[2]
}

type Version = { readonly revision: string | undefined; readonly file: string | undefined }

function ofHost(host: string, kind: CachedFile['kind'], name: string, { revision, file }: Version): CachedFile {
  return {
    asset: `asset:${host}/${name}`,
    kind,
    name,
    ...(revision !== undefined && { revision }),
    ...(file !== undefined && { file }),
  }
}

/** `models--<org>--<name>/snapshots/<commit>/<file>` is a link to `blobs/<digest>`, which is what the witnesses see. */
function huggingFace(match: RegExpExecArray): CachedFile {
  const [path, folder = '', kind, repository = '', place, part = '', file] = match
  const name = repository.replaceAll('--', '/')
  const host = kind === 'models' ? 'huggingface.co' : `huggingface.co/${kind}`
  const what = kind === 'datasets' ? 'dataset' : 'model'
  if (place === 'snapshots') return ofHost(host, what, name, { revision: part, file })
  const links = linksTo(folder, path)
  const revisions = new Set(links.map(({ revision }) => revision))
  const files = new Set(links.map((link) => link.file))
  return ofHost(host, what, name, { revision: only(revisions), file: only(files) })
}

const only = (texts: ReadonlySet<string>): string | undefined => (texts.size === 1 ? [...texts][0] : undefined)

function linksTo(folder: string, blob: string): { revision: string; file: string }[] {
  const snapshots = join(folder, 'snapshots')
  return entriesOf(snapshots).flatMap((revision) => {
    const below = join(snapshots, revision)
    return entriesOf(below, true).flatMap((file) => (targetOf(join(below, file)) === blob ? [{ revision, file }] : []))
  })
}

function entriesOf(folder: string, recursive = false): string[] {
  try {
    return readdirSync(folder, { recursive, encoding: 'utf8' })
  } catch {
    return []
  }
}

function targetOf(link: string): string | undefined {
  try {
    return posix.resolve(posix.dirname(link), readlinkSync(link))
  } catch {
    return undefined
  }
}
