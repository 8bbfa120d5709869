/** OpenID Connect Core §8: pairwise subject identifiers. */
import { beforeAll, describe, expect, it } from 'vitest'
import { maintain } from '../../src/app.ts'
import { Sealer } from '../../src/seal.ts'
import { ServerSecrets } from '../../src/stores/server-secrets.ts'
import { Pairwise } from '../../src/tokens/pairwise.ts'
import {
  addPerson,
  alice,
  allScopes,
  api,
  authorize,
  authorizeUrl,
  basic,
  bindings,
  callback,
  claimsOf,
  fetchPath,
  issuer,
  newBrowser,
  populate,
  postForm,
  register,
  registerApi,
  secret,
  token,
  userinfo,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'

const scope = 'openid read offline_access'
const carol = { login: 'carol', password: 'a staple and a battery' }
const elsewhere = 'https://other.example.org/callback'

let browser: FormBrowser

beforeAll(async () => {
  await populate()
  await addPerson({ sub: 'sub-of-carol', user_id: carol.login, password: carol.password, claims: {} })
  const pairwise = { subject_type: 'pairwise', require_pkce: false } as const
  await register({ client_id: 'north', ...pairwise })
  await register({ client_id: 'north-too', ...pairwise, redirect_uris: ['https://app.example.com/too'] })
  await register({ client_id: 'south', ...pairwise, redirect_uris: [elsewhere] })
  await register({
    client_id: 'both',
    ...pairwise,
    redirect_uris: [callback, elsewhere],
    sector_identifier_uri: 'https://app.example.com/sector.json',
  })
  browser = newBrowser()
})

async function tokensOf(client_id: string, redirect_uri = callback, person = alice) {
  const at = person === alice ? browser : newBrowser()
  const location = await authorize(at, { client_id, redirect_uri, scope }, person)
  const code = location.searchParams.get('code') ?? ''
  const { body } = await token(
    { grant_type: 'authorization_code', code },
    { authorization: basic(client_id, secret) },
  )
  return body
}
const subOf = async (client_id: string, redirect_uri?: string, person?: typeof alice) =>
  claimsOf((await tokensOf(client_id, redirect_uri, person)).id_token).sub

const introspect = async (accessToken: string) => {
  await register({ client_id: 'asker', introspect_all: true })
  const form = new URLSearchParams({ token: accessToken }).toString()
  const headers = { authorization: basic('asker', secret) }
  return (await postForm('/oauth2/introspect', form, headers)).json() as Promise<Record<string, unknown>>
}

describe('§8.1 pairwise identifier algorithm', () => {
  it('MUST be the same within a sector, and another in each other sector', async () => {
    const north = await subOf('north')
    expect(north).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(await subOf('north-too', 'https://app.example.com/too')).toBe(north)
    expect(await subOf('both')).toBe(north)
    const south = await subOf('south', elsewhere)
    expect([north, 'sub-of-alice']).not.toContain(south)
  })
  it('MUST be another for another person', async () => {
    expect(await subOf('north', callback, carol)).not.toBe(await subOf('north'))
  })
  it('is the same at userinfo, in access tokens, in introspection and after a refresh (§5.3.2, §12.2)', async () => {
    const { id_token, access_token, refresh_token } = await tokensOf('north')
    const { sub } = claimsOf(id_token)
    const refreshed = await token(
      { grant_type: 'refresh_token', refresh_token },
      { authorization: basic('north', secret) },
    )
    expect(claimsOf(access_token).sub).toBe(sub)
    expect(claimsOf(refreshed.body.access_token).sub).toBe(sub)
    expect(claimsOf(refreshed.body.id_token).sub).toBe(sub)
    expect(await introspect(access_token)).toMatchObject({ active: true, sub })
    const personal = await token(
      { grant_type: 'refresh_token', refresh_token, resource: api, scope: 'openid' },
      { authorization: basic('north', secret) },
    )
    expect((await userinfo(personal.body.access_token)).body.sub).toBe(sub)
  })
  it('and nothing beside it tells who it is', async () => {
    const { id_token, access_token } = await tokensOf('north')
    const open = await tokensOf('web')
    for (const shown of [claimsOf(id_token), claimsOf(access_token), await introspect(access_token)])
      expect(JSON.stringify(shown)).not.toMatch(/sub-of-alice|"alice"/)
    expect(claimsOf(open.access_token)).toMatchObject({ sub: 'sub-of-alice', user_id: 'alice' })
    expect(claimsOf(id_token).sid).not.toBe(claimsOf(open.id_token).sid)
  })
  it('a reference token is held to the same', async () => {
    await registerApi({
      identifier: 'https://vault.example.com',
      token_format: 'reference',
      scopes: { open: 'Open' },
    })
    await register({
      client_id: 'vaulted',
      subject_type: 'pairwise',
      require_pkce: false,
      scope: [...allScopes, 'open'],
      resources: ['https://vault.example.com'],
    })
    const location = await authorize(browser, { client_id: 'vaulted', scope: 'openid open' })
    const code = location.searchParams.get('code') ?? ''
    const { body } = await token(
      { grant_type: 'authorization_code', code },
      { authorization: basic('vaulted', secret) },
    )
    const { sub } = claimsOf(body.id_token)
    const answer = await introspect(body.access_token)
    expect(answer.sub).toBe(sub)
    expect(answer).not.toHaveProperty('username')
  })
  it('an API that knows people by their sign-in name is not for such a client', async () => {
    const identifier = 'urn:com.networknt'
    await registerApi({
      identifier,
      token_profile: 'light-oauth2',
      access_token_signing_alg: 'RS256',
      scopes: { ledger: 'See your balance' },
    })
    await register({
      client_id: 'curious',
      subject_type: 'pairwise',
      require_pkce: false,
      scope: [...allScopes, 'ledger'],
      resources: [identifier],
    })
    const location = await authorize(browser, { client_id: 'curious', scope: 'openid ledger' })
    const code = location.searchParams.get('code') ?? ''
    const answer = await token(
      { grant_type: 'authorization_code', code },
      { authorization: basic('curious', secret) },
    )
    expect(answer).toBeOAuthError(400, 'invalid_target')
  })
  it('tokens that come by the browser have it too', async () => {
    await register({
      client_id: 'front',
      token_endpoint_auth_method: 'none',
      subject_type: 'pairwise',
      grant_types: ['implicit'],
      response_types: ['id_token token'],
    })
    const location = await authorize(browser, {
      client_id: 'front',
      response_type: 'id_token token',
      nonce: 'n',
      scope: 'openid read',
    })
    const answer = new URLSearchParams(location.hash.slice(1))
    const sub = await subOf('north')
    expect(claimsOf(answer.get('id_token') ?? '').sub).toBe(sub)
    expect(claimsOf(answer.get('access_token') ?? '').sub).toBe(sub)
  })
})

describe('§3.1.2.1 id_token_hint, §5.5.1 sub as a claim: compared, never turned back', () => {
  const silent = async (at: FormBrowser, parameters: Record<string, string>) => {
    const location = await at.open(authorizeUrl({ scope: 'openid', prompt: 'none', ...parameters }))
    return new URL(location ?? '').searchParams
  }
  it('names the person who is signed in', async () => {
    const { id_token } = await tokensOf('north')
    expect((await silent(browser, { client_id: 'north', id_token_hint: id_token })).has('code')).toBe(true)
    const other = newBrowser()
    await authorize(other, { client_id: 'north', scope: 'openid' }, carol)
    expect((await silent(other, { client_id: 'north', id_token_hint: id_token })).get('error')).toBe(
      'login_required',
    )
  })
  it('picks among several who are signed in', async () => {
    const { id_token } = await tokensOf('north')
    const shared = newBrowser()
    await authorize(shared, { client_id: 'north', scope: 'openid' }, carol)
    await shared.open(authorizeUrl({ client_id: 'north', scope: 'openid', prompt: 'select_account' }))
    await shared.submit({ account: 'another' })
    await shared.submit({ ...alice, action: 'sign-in' })
    expect((await silent(shared, { client_id: 'north' })).get('error')).toBe('account_selection_required')
    expect((await silent(shared, { client_id: 'north', id_token_hint: id_token })).has('code')).toBe(true)
  })
  it('a sub that was guessed from elsewhere names nobody', async () => {
    const claims = (sub?: string) => ({
      client_id: 'north',
      claims: JSON.stringify({ id_token: { sub: { value: sub } } }),
    })
    expect((await silent(browser, claims(await subOf('north')))).has('code')).toBe(true)
    for (const guessed of ['sub-of-alice', await subOf('south', elsewhere), '\0sub-of-alice'])
      expect((await silent(browser, claims(guessed))).get('error')).toBe('login_required')
  })
})

describe('the key', () => {
  const secrets = () => new ServerSecrets(bindings.DB, bindings.CLIENTS)
  const client = { client_id: 'north', subject_type: 'pairwise' as const, redirect_uris: [callback] }
  const old = { issuer, sealingSecret: 'a-sealing-secret-for-tests-long-enough', otherSealingSecrets: [] }
  const next = { ...old, sealingSecret: 'the-next-sealing-secret-also-long-enough' }
  const both = { ...next, otherSealingSecrets: [old.sealingSecret] }
  const sub = (config: typeof both | typeof old) =>
    new Pairwise(secrets(), new Sealer(config)).subject(client, 'sub-of-alice', Date.now())

  it('outlives the sealing secret: nobody becomes a stranger', async () => {
    const before = await subOf('north')
    expect(await sub(old)).toBe(before)
    expect(await sub(both)).toBe(before)
    await new Pairwise(secrets(), new Sealer(both)).reseal(Date.now())
    expect(await sub(next)).toBe(before)
    await expect(sub(old)).rejects.toThrow(/SEALING_SECRET/)
    await new Pairwise(secrets(), new Sealer({ ...old, otherSealingSecrets: [next.sealingSecret] })).reseal(
      Date.now(),
    )
    await maintain(bindings, Date.now())
    expect(await sub(old)).toBe(before)
  })
  it('is made once, whoever comes first', async () => {
    await bindings.DB.exec('DELETE FROM server_secrets')
    await bindings.CLIENTS.delete('secret:pairwise')
    const made = await Promise.all(Array.from({ length: 10 }, () => sub(old)))
    expect(new Set(made).size).toBe(1)
  })
  it('is not readable where it is stored', async () => {
    const rows = await bindings.DB.prepare('SELECT sealed FROM server_secrets').all<{ sealed: string }>()
    expect(rows.results.map(({ sealed }) => sealed.split('.').length)).toEqual([5]) // a JWE
  })
})

it('§3 Discovery: the metadata says so', async () => {
  const metadata = (await (await fetchPath('/.well-known/openid-configuration')).json()) as Record<
    string,
    unknown
  >
  expect(metadata.subject_types_supported).toEqual(['public', 'pairwise'])
})
