import { describe, expect, it } from 'vitest'
import { ConfigError, parseConfig } from '../../src/config.ts'

const secret = 'the-sealing-secret-of-enough-length-A'
const former = 'the-sealing-secret-before-that-one-B'
const coming = 'the-sealing-secret-that-comes-next-C'
const good = { ISSUER: 'https://id.example.com', SEALING_SECRET: secret }

function faultsOf(env: unknown): readonly string[] {
  try {
    parseConfig(env)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.faults
  }
}

describe('the environment', () => {
  it('becomes a configuration', () => {
    expect(parseConfig(good)).toEqual({
      issuer: 'https://id.example.com',
      secure: true,
      jurisdiction: undefined,
      sealingSecret: secret,
      otherSealingSecrets: [],
      setupToken: '',
    })
  })
  it('may hold several other secrets, a jurisdiction, and localhost', () => {
    const env = {
      ...good,
      ISSUER: 'http://localhost:8888',
      JURISDICTION: 'eu',
      SEALING_SECRET_PREVIOUS: ` ${former}\n${coming}`,
    }
    expect(parseConfig(env)).toMatchObject({
      issuer: 'http://localhost:8888',
      secure: false,
      jurisdiction: 'eu',
      otherSealingSecrets: [former, coming],
    })
  })
  it('holds bindings too, which are not looked at', () => {
    expect(faultsOf({ ...good, DB: {}, JURISDICTION: '', SEALING_SECRET_PREVIOUS: '' })).toEqual([])
  })
})

describe('a fault in the environment', () => {
  it.each([
    'id.example.com',
    'https://id.example.com/',
    'https://id.example.com/tenant',
    'https://id.example.com?a=b',
    'https://ID.example.com',
    'https://id.example.com:443',
    'https://user@id.example.com',
    'http://id.example.com',
    'http://127.0.0.1:8888',
    '',
    7,
  ])('ISSUER %j', (ISSUER) => {
    expect(faultsOf({ ...good, ISSUER })).toEqual([expect.stringMatching(/^ISSUER /)])
  })
  it.each([undefined, 'short', '', 7, 'a long secret with spaces between its words'])(
    'SEALING_SECRET %j',
    (value) => {
      expect(faultsOf({ ...good, SEALING_SECRET: value })).toEqual([
        expect.stringMatching(/^SEALING_SECRET is /),
      ])
    },
  )
  it.each(['short', `${former} short`, 7, {}])('SEALING_SECRET_PREVIOUS %j', (value) => {
    expect(faultsOf({ ...good, SEALING_SECRET_PREVIOUS: value })).toEqual([
      expect.stringMatching(/^SEALING_SECRET_PREVIOUS /),
    ])
  })
  it.each(['us', 'EU', 7])('JURISDICTION %j', (JURISDICTION) => {
    expect(faultsOf({ ...good, JURISDICTION })).toEqual([expect.stringMatching(/^JURISDICTION /)])
  })
  it('comes with all others at once, each naming its variable', () => {
    const env = {
      ISSUER: 'ftp://x',
      JURISDICTION: 'mars',
      SEALING_SECRET: 'short',
      SEALING_SECRET_PREVIOUS: 'old',
    }
    expect(
      faultsOf(env)
        .map((fault) => fault.split(' ')[0])
        .sort(),
    ).toEqual(Object.keys(env).sort())
    expect(faultsOf({})).toHaveLength(2)
  })
  it('never repeats a value', () => {
    const env = {
      ISSUER: 'https://id.example.com/VALUE-1',
      JURISDICTION: 'VALUE-2',
      SEALING_SECRET: 'VALUE-3',
      SEALING_SECRET_PREVIOUS: 'VALUE-4',
    }
    expect(() => parseConfig(env)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('VALUE-') }),
    )
  })
})
