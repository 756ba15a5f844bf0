import { expect, test } from 'vitest'
import { toolFolders } from './tool-folders.ts'

const folders = (env: Record<string, string>, executables: readonly string[] = []) =>
  toolFolders({ env, executables, home: '/home/ann', projectRoot: '/home/ann/work' })

test('folders of tools are those that variables name, lists too', () => {
  expect(
    folders({ GOCACHE: '/big/go', GOPATH: '/big/gopath', R_LIBS_USER: '/r/a:/r/b', GOMODCACHE: 'off', OTHER: '/x' }),
  ).toEqual(['/big/go', '/r/a', '/r/b', '/big/gopath/pkg'])
})

test('a toolchain that ran has the folder that it was unpacked to', () => {
  const ran = [
    '/opt/go1.22/bin/go',
    '/usr/local/bin/node',
    '/home/ann/work/bin/tool',
    '/srv/cargo',
    '/home/ann/bin/java',
  ]

  expect(folders({}, ran)).toEqual(['/opt/go1.22'])
})

test('no folder of a tool holds the project or the home', () => {
  expect(
    folders({ CARGO_HOME: '/home/ann', GOCACHE: '/home/ann/work', CCACHE_DIR: '/', PIP_CACHE_DIR: '/home' }),
  ).toEqual([])
})
