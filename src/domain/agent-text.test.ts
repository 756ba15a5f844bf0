import { expect, test } from 'vitest'
import { agentCalled, agentKind, agentText } from './agent-text.ts'
import { nameText, shortId } from './short-id.ts'

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

test('a name that was given to an agent does not hide what it is', () => {
  expect(nameText({ id: 'agent:user/ann', name: 'Ann Bo' })).toBe('Ann Bo')
  expect(nameText({ id: 'agent:service/ci', name: 'Nightly' })).toBe('service/Nightly')
  expect(nameText({ id: 'agent:user/mallory', name: 'team/risk' })).toBe('user/team/risk')
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
