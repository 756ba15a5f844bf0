import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type FolderFile, treeDigest } from '../../domain/digest.ts'
import type { ArtifactId } from '../../domain/id.ts'
import { hashFile } from './hash-file.ts'
import { pathBytes, pathText } from './path-text.ts'

/**
 * The digests by which a folder as it is now may be on record: of the files that lie in it directly, as capture puts many
 * files together, and of all files below it, as a folder is recorded that was named as one thing; of each without what is
 * left out of runs, and with it, as before that was said. Reads every file.
 * @param path absolute, as `pathText` writes it.
 */
export function folderDigests(path: string, isLeftOut: (path: string) => boolean = () => false): ArtifactId[] {
  const files = filesBelow(path)
  const kept = files.filter((file) => !isLeftOut(join(path, file.path)))
  const isDirect = (file: FolderFile) => !file.path.includes('/')
  const groups = [kept.filter(isDirect), kept, files.filter(isDirect), files]
  return [...new Set(groups.flatMap((group) => (group.length === 0 ? [] : [treeDigest(group)])))]
}

function filesBelow(path: string): FolderFile[] {
  const files: FolderFile[] = []
  const folders = ['']
  // Folders are added while this goes over them.
  for (const folder of folders) {
    for (const bytes of readdirSync(pathBytes(join(path, folder)), 'buffer')) {
      const below = join(folder, pathText(bytes))
      const file = hashFile(join(path, below))
      if (file.kind === 'hashed')
        files.push({ path: below, sha256: file.digest.slice('sha256:'.length), bytes: file.bytes })
      else if (isOwnFolder(join(path, below))) folders.push(below)
    }
  }
  return files
}

/** A link to a folder may lead around in a circle, so it is not followed. */
const isOwnFolder = (path: string) => lstatSync(pathBytes(path), { throwIfNoEntry: false })?.isDirectory() === true
