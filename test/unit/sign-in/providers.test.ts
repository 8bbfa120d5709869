/** Who somebody is, from what a provider says of them; and what may be fetched of it. */
import fc from 'fast-check'
import { exportPKCS8, generateKeyPair, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { operatorUrlFault } from '../../../src/protocol/operator-url.ts'
import { providerOf } from '../../../src/protocol/provider.ts'
import { parseSettings } from '../../../src/protocol/settings.ts'
import { appleSecret } from '../../../src/sign-in/providers/apple.ts'
import { amrOf, identityOf } from '../../../src/sign-in/providers/identity.ts'

function provider(change: Record<string, unknown> = {}) {
  const settings = { name: 'Acme', issuer: 'https://acme.example', client_id: 'us', ...change }
  const found = parseSettings({ providers: { acme: settings } }).providers.acme
  if (!found) throw new Error('not there')
  return providerOf('acme', found)
}

describe('what a provider calls itself', () => {
  const hub = { preset: 'github', client_secret: 'ours', issuer: undefined }
  it('is known of GitHub, and not of one that stands elsewhere', () => {
    expect(provider(hub).issuer).toBe('https://github.com/login/oauth')
    const elsewhere = 'https://git.corp.example/login/oauth/authorize'
    expect(provider({ ...hub, authorization_endpoint: elsewhere }).issuer).toBeUndefined()
  })
})

describe('who somebody is', () => {
  it('has an id in every case, and no address that is not verified', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('sub', 'email', 'name', 'email_verified', 'picture'), fc.anything()),
        (told) => {
          const identity = identityOf(provider(), told)
          const named = (typeof told.sub === 'string' && told.sub !== '') || Number.isSafeInteger(told.sub)
          expect(identity !== undefined).toBe(named)
          if (!identity) return
          expect(identity.id).not.toBe('')
          if (told.email_verified !== true && told.email_verified !== 'true')
            expect(identity.claims).not.toHaveProperty('email')
        },
      ),
    )
  })
  it('is called by what looks like an address only where they have proven that', () => {
    const sub = 'x'
    const login = (told: Record<string, unknown>, change = {}) =>
      identityOf(provider(change), { sub, ...told })?.login
    expect(login({ preferred_username: 'ada' })).toBe('ada')
    expect(login({ preferred_username: 'boss@corp.example' })).toBe('boss')
    expect(login({ email: 'a@b.example', email_verified: true })).toBe('a@b.example')
    expect(login({ preferred_username: 'c@d.example', email: 'a@b.example', email_verified: true })).toBe('c')
    expect(login({ preferred_username: '@', name: ' ' })).toBe('acme')
    expect(login({ upn: 'eve', preferred_username: 'ada' }, { login_claim: 'upn' })).toBe('eve')
  })
  it('fills our claims from theirs where their names differ', () => {
    const told = { sub: 'x', display: 'Ada', picture: 'javascript:alert(1)', locale: 'x'.repeat(99) }
    expect(identityOf(provider({ claims: { name: 'display' } }), told)?.claims).toEqual({ name: 'Ada' })
  })
  it('counts an address where the operator says so, or Microsoft vouches for its domain', () => {
    const told = { sub: 'x', tid: 't', oid: 'o', email: 'a@b.example' }
    const verified = (change: object, more = {}) =>
      identityOf(provider({ ...change }), { ...told, ...more })?.claims.email_verified === true
    const entra = { preset: 'microsoft', client_secret: 'ours' }
    expect(verified({})).toBe(false)
    expect(verified({ trust_email: true })).toBe(true)
    expect(verified(entra)).toBe(false)
    expect(verified(entra, { xms_edov: '1' })).toBe(true)
    expect(verified({}, { xms_edov: '1' })).toBe(false)
    expect(verified({}, { email_verified: 'true' })).toBe(true)
    expect(verified({}, { email_verified: 1 })).toBe(false)
  })
  it('has proven nothing but what is trusted and known', () => {
    expect(amrOf(provider(), { amr: ['mfa'] })).toEqual([])
    expect(amrOf(provider({ trust_amr: true }), { amr: ['mfa', 'wish', {}] })).toEqual(['mfa'])
    expect(amrOf(provider({ trust_amr: true }), { amr: 'mfa' })).toEqual([])
  })
})

describe('the settings of a provider', () => {
  const faults = (change: Record<string, unknown>, name = 'acme') => {
    const settings = { name: 'Acme', issuer: 'https://acme.example', client_id: 'us', ...change }
    try {
      parseSettings({ providers: { [name]: settings } })
      return []
    } catch (error) {
      return (error as { issues: { path: string[] }[] }).issues.map(({ path }) => path.join('.'))
    }
  }
  it('say what is missing, at the field', () => {
    expect(faults({})).toEqual([])
    expect(faults({ issuer: undefined })).toEqual(['providers.acme.issuer'])
    expect(faults({ preset: 'apple', client_secret: 'x' })).toEqual([
      'providers.acme.team_id',
      'providers.acme.key_id',
    ])
    expect(faults({ create: 'verified_domains' })).toEqual(['providers.acme.domains'])
    expect(faults({ parameters: { redirect_uri: 'https://evil.example' } })).toEqual([
      'providers.acme.parameters',
    ])
    expect(faults({ issuer: 'http://acme.example' })).toEqual(['providers.acme.issuer'])
    expect(faults({}, 'A Name')).toHaveLength(1)
  })
})

describe('a URL that an operator sets', () => {
  it.each([
    'https://acme.example/x?y=z',
    'https://10.0.0.7:8443/x',
    'https://intranet/x',
    'http://localhost:8888',
    'http://127.0.0.1/x',
    'http://[::1]:8080/',
  ])('%s may be fetched', (url) => expect(operatorUrlFault(url)).toBeUndefined())
  it.each([
    'http://acme.example',
    'http://localhost.acme.example',
    'http://localhost@acme.example/',
    'https://user@acme.example/',
    'https://acme.example/#x',
    'https:\\\\acme.example',
    'ftp://acme.example',
    'javascript:alert(1)',
    'https://acme.example/\n',
    '',
  ])('%s may not', (url) => expect(operatorUrlFault(url)).toBeTypeOf('string'))
})

it('Apple takes a token of a few minutes for a secret, signed with the key that it gave', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const apple = provider({
    preset: 'apple',
    issuer: undefined,
    client_secret: 'x',
    team_id: 'TEAM567890',
    key_id: 'KEY4567890',
  })
  const pem = (await exportPKCS8(privateKey)).replaceAll('\n', ' ') // as a form's field has it
  const now = Date.now()
  const { payload, protectedHeader } = await jwtVerify(await appleSecret(apple, pem, now), publicKey)
  expect(protectedHeader).toMatchObject({ alg: 'ES256', kid: 'KEY4567890' })
  expect(payload).toMatchObject({ iss: 'TEAM567890', sub: 'us', aud: 'https://appleid.apple.com' })
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300)
})
