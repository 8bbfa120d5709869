import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { homeFor, regionOf, regions } from '../../../src/stores/shards/home.ts'

describe('a home', () => {
  it.each([
    [{ continent: 'EU', longitude: '10.7' }, 'weur'],
    [{ continent: 'NA', longitude: '-74.0' }, 'enam'],
    [{ continent: 'NA', longitude: '-122.4' }, 'wnam'],
    [{ continent: 'SA', longitude: '-122.4' }, 'sam'],
    [{ continent: 'AS' }, 'apac'],
    [{ continent: 'OC' }, 'oc'],
    [{ continent: 'AF' }, 'afr'],
    [{ continent: 'NA' }, 'enam'],
    [{ continent: 'T1' }, 'weur'],
    [{}, 'weur'],
    [undefined, 'weur'],
  ])('from %j is in %s', (place, region) => {
    expect(homeFor(place, 7)).toBe(`${region}-0`)
  })
  it('always names a region that the platform knows, and the name alone tells it', () => {
    const place = fc.option(
      fc.record({ continent: fc.string(), longitude: fc.string() }, { requiredKeys: [] }),
      {
        nil: undefined,
      },
    )
    fc.assert(
      fc.property(place, fc.nat(255), (where, draw) => {
        const home = homeFor(where, draw)
        expect(home).toMatch(/^[a-z]+-\d+$/)
        expect(regions).toContain(regionOf(home))
      }),
    )
  })
  it('a name without a region has no hint', () => {
    expect(regionOf('weur0')).toBeUndefined()
    expect(regionOf('eeur-12')).toBe('eeur')
  })
})
