import { connect } from '../../src/client/connection.ts'
import { pushTo } from '../../src/client/push.ts'
import { deploy } from '../../src/operations/deploy.ts'
import { register } from '../../src/operations/register.ts'
import { makeProject, type Project } from '../questions/project.ts'

/** A project with a model `risk` of its own bytes that is live in production. Its name for others is `<namespace>/risk`. */
export async function projectWithRisk(): Promise<Project & { readonly full: string; readonly content: string }> {
  const project = makeProject()
  const { surroundings, file, write } = project
  const content = file('m.bin', surroundings.cwd)
  await write((store) => register(store, { reference: 'm.bin', name: 'risk' }, surroundings))
  await write((store) => deploy(store, { reference: 'risk@1', slot: 'production' }, surroundings))
  return { ...project, content, full: `${await project.read(async (store) => store.namespace)}/risk` }
}

export const pushFrom = ({ surroundings, read }: Project, address: string) =>
  read((store) => pushTo(connect(address, surroundings), store, surroundings, () => undefined))
