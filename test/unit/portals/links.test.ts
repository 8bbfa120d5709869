/** The ticks of an application's form: one word is one scope for all of its APIs. */
import { describe, expect, it } from 'vitest'
import { linksOf, tickName } from '../../../src/portals/developer/links.ts'
import { parseProtectedResource } from '../../../src/protocol/protected-resource.ts'

const scopes = { 'pay.read': 'See', 'pay.write': 'Pay' }
const api = (identifier: string) => ({
  resource: parseProtectedResource({ identifier, name: identifier, scopes }),
  mayChange: true,
})
const choose = (...ticks: [api: string, scope: string][]) =>
  linksOf(undefined, [api('urn:hers'), api('urn:finance')]).choose(
    Object.fromEntries(ticks.map(([identifier, scope]) => [tickName(identifier, scope), 'on'])),
  )

describe('a scope that two APIs have', () => {
  it('is refused where it is ticked at one of two that are opened', () => {
    const { problems } = choose(['urn:hers', 'pay.write'], ['urn:finance', 'pay.read'])
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('pay.read is ticked at another API and would open urn:hers too'),
      expect.stringContaining('pay.write is ticked at another API and would open urn:finance too'),
    ])
  })
  it('is taken where it is ticked at both, or where the other is not opened', () => {
    expect(choose(['urn:hers', 'pay.write'], ['urn:finance', 'pay.write']).problems).toEqual([])
    expect(choose(['urn:hers', 'pay.write'])).toMatchObject({ problems: [], resources: ['urn:hers'] })
  })
})
