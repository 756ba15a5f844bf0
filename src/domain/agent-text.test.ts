import { expect, test } from 'vitest'
import { agentCalled, agentKind, agentText } from './agent-text.ts'
import { nameText, shortId, titleText } from './short-id.ts'

test.each([
  ['agent:user/root', 'root', 'person'],
  ['agent:service/root', 'service/root', 'service'],
  ['agent:team/risk', 'team/risk', 'team'],
  ['agent:tool/airflow', 'tool/airflow', 'tool'],
  ['agent:user/service/root', 'user/service/root', 'person'],
  ['agent:user/CORP/jane', 'user/CORP/jane', 'person'],
  ['agent:robot/arm', 'robot/arm', 'robot'],
])('%s is told as %s', (id, told, kind) => {
  expect([agentText(id), agentKind(id), shortId(id), nameText({ id })]).toEqual([told, kind, told, told])
})

test('a name that was given to an agent does not hide who it is, and stands behind that where the agent itself is told', () => {
  for (const [id, name, told, title] of [
    ['agent:user/ann', 'Ann Bo', 'ann', 'ann (called Ann Bo)'],
    ['agent:service/ci', 'Nightly', 'service/ci', 'service/ci (called Nightly)'],
    ['agent:user/mallory', 'ann', 'mallory', 'mallory (called ann)'],
    ['agent:user/ann', 'ann', 'ann', 'ann'],
    ['agent:service/ci', 'ci', 'service/ci', 'service/ci'],
  ] as const) {
    expect([nameText({ id, name }), titleText({ id, name })]).toEqual([told, title])
  }
  expect([nameText({ id: 'run:a/1', name: 'train.py' }), titleText({ id: 'run:a/1' })]).toEqual(['train.py', '1'])
})

test.each([
  ['ann', 'agent:user/ann'],
  ['service/root', 'agent:service/root'],
  ['agent:team/risk', 'agent:team/risk'],
  ['user/ann', 'agent:user/ann'],
  ['CORP/jane', 'agent:user/CORP/jane'],
  ['service/', 'agent:user/service/'],
])('whoever is called %s is %s', (text, id) => {
  expect(agentCalled(text)).toBe(id)
})
