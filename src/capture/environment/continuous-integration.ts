import { withoutCredentials } from '../code/git-repository.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** The body of the facet `ci`: which system ran the command, as which job of which of its runs, for which commit. */
export type ContinuousIntegration = {
  readonly system: string
  readonly pipeline?: string
  readonly job?: string
  readonly run?: string
  readonly commit?: string
  readonly url?: string
}

/** How one system calls itself and its parts, as its documentation lists them. */
type System = {
  readonly system: string
  /** A variable that it alone sets. */
  readonly sign: string
  readonly pipeline: readonly string[]
  readonly job: readonly string[]
  readonly run: readonly string[]
  readonly commit: readonly string[]
  readonly url: readonly string[] | ((env: Variables) => string | undefined)
}

const systems: readonly System[] = [
  {
    system: 'GitHub Actions',
    sign: 'GITHUB_ACTIONS',
    pipeline: ['GITHUB_WORKFLOW'],
    job: ['GITHUB_JOB'],
    run: ['GITHUB_RUN_ID'],
    commit: ['GITHUB_SHA'],
    url: ({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run }) =>
      server && repository && run && `${server}/${repository}/actions/runs/${run}`,
  },
  {
    system: 'GitLab CI',
    sign: 'GITLAB_CI',
    pipeline: ['CI_PIPELINE_NAME', 'CI_PROJECT_PATH'],
    job: ['CI_JOB_NAME'],
    run: ['CI_PIPELINE_ID'],
    commit: ['CI_COMMIT_SHA'],
    url: ['CI_JOB_URL'],
  },
  {
    system: 'Jenkins',
    sign: 'JENKINS_URL',
    pipeline: ['JOB_NAME'],
    job: ['STAGE_NAME'],
    run: ['BUILD_NUMBER'],
    commit: ['GIT_COMMIT'],
    url: ['BUILD_URL'],
  },
  {
    system: 'Azure Pipelines',
    sign: 'TF_BUILD',
    pipeline: ['BUILD_DEFINITIONNAME'],
    job: ['SYSTEM_JOBDISPLAYNAME', 'AGENT_JOBNAME'],
    run: ['BUILD_BUILDID'],
    commit: ['BUILD_SOURCEVERSION'],
    url: ({ SYSTEM_COLLECTIONURI: server, SYSTEM_TEAMPROJECT: project, BUILD_BUILDID: run }) =>
      server && project && run && `${server}${project}/_build/results?buildId=${run}`,
  },
  {
    system: 'CircleCI',
    sign: 'CIRCLECI',
    pipeline: ['CIRCLE_PROJECT_REPONAME'],
    job: ['CIRCLE_JOB'],
    run: ['CIRCLE_WORKFLOW_ID'],
    commit: ['CIRCLE_SHA1'],
    url: ['CIRCLE_BUILD_URL'],
  },
  {
    system: 'Buildkite',
    sign: 'BUILDKITE',
    pipeline: ['BUILDKITE_PIPELINE_SLUG'],
    job: ['BUILDKITE_LABEL', 'BUILDKITE_JOB_ID'],
    run: ['BUILDKITE_BUILD_NUMBER'],
    commit: ['BUILDKITE_COMMIT'],
    url: ['BUILDKITE_BUILD_URL'],
  },
  {
    system: 'Bitbucket Pipelines',
    sign: 'BITBUCKET_BUILD_NUMBER',
    pipeline: ['BITBUCKET_REPO_FULL_NAME'],
    job: ['BITBUCKET_STEP_UUID'],
    run: ['BITBUCKET_BUILD_NUMBER'],
    commit: ['BITBUCKET_COMMIT'],
    url: [],
  },
  {
    system: 'Airflow',
    sign: 'AIRFLOW_CTX_DAG_ID',
    pipeline: ['AIRFLOW_CTX_DAG_ID'],
    job: ['AIRFLOW_CTX_TASK_ID'],
    run: ['AIRFLOW_CTX_DAG_RUN_ID'],
    commit: [],
    url: [],
  },
  {
    system: 'Slurm',
    sign: 'SLURM_JOB_ID',
    pipeline: ['SLURM_CLUSTER_NAME'],
    job: ['SLURM_JOB_NAME'],
    run: ['SLURM_JOB_ID'],
    commit: [],
    url: [],
  },
]

const valueCharactersMax = 1_000

/** Which system of continuous integration, or scheduler, started this, as its environment tells; undefined at a desk. */
export function continuousIntegration(env: Variables): ContinuousIntegration | undefined {
  const found = systems.find(({ sign }) => env[sign])
  if (found === undefined) {
    const isUnknown = env.CI !== undefined && env.CI !== '' && env.CI !== 'false'
    return isUnknown ? { system: 'unknown' } : undefined
  }
  const { system, pipeline, job, run, commit, url } = found
  const first = (names: readonly string[]) => names.map((name) => env[name]).find((value) => value)
  const address = typeof url === 'function' ? url(env) || undefined : first(url)
  return {
    system,
    ...field('pipeline', first(pipeline)),
    ...field('job', first(job)),
    ...field('run', first(run)),
    ...field('commit', first(commit)),
    ...field('url', address && withoutCredentials(address)),
  }
}

function field<Name extends string>(name: Name, value: string | undefined) {
  return value ? ({ [name]: value.slice(0, valueCharactersMax) } as Partial<Record<Name, string>>) : {}
}
