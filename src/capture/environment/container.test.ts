import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { containerOf } from './container.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pedigree-container-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function file(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const id = '0a'.repeat(32)
const mounts = `612 595 254:1 /var/lib/docker/containers/${id}/resolv.conf /etc/resolv.conf rw,relatime - ext4 /dev/vda1 rw\n`

test('takes the image from what Podman says inside', () => {
  file(
    'run/.containerenv',
    `engine="podman-4.3.1"\nname="fit"\nid="${id}"\nimage="docker.io/library/python:3.11"\nimageid="${'1b'.repeat(32)}"\n`,
  )

  expect(containerOf({}, root)).toEqual({
    engine: 'podman',
    id,
    image: 'docker.io/library/python:3.11',
    imageId: `sha256:${'1b'.repeat(32)}`,
  })
})

test('finds the id of a container of Docker or Kubernetes in its mounts, and no image', () => {
  file('.dockerenv', '')
  file('proc/self/mountinfo', mounts)

  expect(containerOf({}, root)).toEqual({ engine: 'docker', id })
  expect(containerOf({ KUBERNETES_SERVICE_HOST: '10.0.0.1' }, root)).toEqual({ engine: 'kubernetes', id })
})

test('knows a container by its mounts alone, and the image of Apptainer', () => {
  file('proc/self/mountinfo', mounts)

  expect(containerOf({}, root)).toEqual({ engine: 'unknown', id })
  expect(containerOf({ APPTAINER_CONTAINER: '/images/fit.sif' }, root)).toEqual({
    engine: 'apptainer',
    image: '/images/fit.sif',
  })
})

test('finds none on a machine of its own', () => {
  file('proc/self/mountinfo', '22 1 254:1 / / rw,relatime - ext4 /dev/vda1 rw\n')

  expect(containerOf({}, root)).toBeUndefined()
})
