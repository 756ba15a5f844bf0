import { expect, test } from 'vitest'
import { continuousIntegration } from './continuous-integration.ts'

test('knows a job of GitHub Actions, with its address', () => {
  const env = {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKFLOW: 'train',
    GITHUB_JOB: 'fit',
    GITHUB_RUN_ID: '17',
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'acme/flights',
    GITHUB_TOKEN: 'ghs_hunter2',
  }

  expect(continuousIntegration(env)).toEqual({
    system: 'GitHub Actions',
    pipeline: 'train',
    job: 'fit',
    run: '17',
    commit: 'a'.repeat(40),
    url: 'https://github.com/acme/flights/actions/runs/17',
  })
})

test('leaves out what a system does not say, and the password in an address', () => {
  const env = {
    JENKINS_URL: 'https://ci',
    JOB_NAME: 'train',
    BUILD_URL: 'https://ann:hunter2@ci.example.org/job/train/3/',
  }

  expect(continuousIntegration(env)).toEqual({
    system: 'Jenkins',
    pipeline: 'train',
    url: 'https://ci.example.org/job/train/3/',
  })
})

test('knows a scheduler, says that another system is unknown, and finds none at a desk', () => {
  expect(continuousIntegration({ SLURM_JOB_ID: '9', SLURM_JOB_NAME: 'fit' })).toEqual({
    system: 'Slurm',
    job: 'fit',
    run: '9',
  })
  expect(continuousIntegration({ CI: '1' })).toEqual({ system: 'unknown' })
  expect(continuousIntegration({ CI: 'false' })).toBeUndefined()
  expect(continuousIntegration({})).toBeUndefined()
})
