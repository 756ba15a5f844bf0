/**
 * The file of the module `name` beside the one whose `import.meta` it is: in a checkout it ends in `.ts`, in a package in
 * `.js`. For what is started by its path, or loaded only where it is needed.
 */
export function moduleBeside({ dirname, filename }: ImportMeta, name: string): string {
  return `${dirname}/${name}${filename.slice(filename.lastIndexOf('.'))}`
}
