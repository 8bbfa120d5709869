import { decodeProtectedHeader } from 'jose'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  type Answer,
  answerTo,
  api,
  authorizeUrl,
  callback,
  claimsOf,
  deleteApi,
  issuer,
  later,
  newCode,
  parametersOf,
  populate,
  register,
  registerApi,
  signedInBrowser,
  stopClock,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { type Form, introspect, tokenAs, untilCopiesEnd } from '../support/grants.ts'

const orders = 'https://orders.example.com'
const vault = 'https://vault.example.com'
const foreign = 'https://foreign.example.com'
const scope = [
  ...['openid', 'profile', 'offline_access', 'read', 'write'],
  ...['orders.read', 'orders.write', 'vault.read', 'lost', 'foreign.read'],
]
const shop = {
  client_id: 'shop',
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  scope,
  default_scope: ['read'],
  resources: [api, orders, vault],
}

const machine = (form: Form = {}) =>
  tokenAs('shop', [
    ['grant_type', 'client_credentials'],
    ...(Array.isArray(form) ? form : Object.entries(form)),
  ])
const resources = (...all: string[]): [string, string][] => all.map((each) => ['resource', each])
const described = ({ body }: Answer) => {
  const { aud, scope } = claimsOf(body.access_token)
  return { aud, scope }
}

describe('RFC 8707 resource indicators', () => {
  let browser: FormBrowser

  beforeAll(async () => {
    await populate()
    await registerApi({ identifier: orders, scopes: { 'orders.read': 'See', 'orders.write': 'Change' } })
    await registerApi({ identifier: vault, scopes: { 'vault.read': 'Open' }, token_format: 'reference' })
    await registerApi({ identifier: foreign, scopes: { 'foreign.read': 'See' } })
    await register(shop)
    browser = await signedInBrowser()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  const codeFor = (form: Form) => {
    const url = new URL(authorizeUrl({ client_id: 'shop' }))
    for (const [name, value] of Array.isArray(form) ? form : Object.entries(form))
      url.searchParams.append(name, value)
    return follow(url.href)
  }
  async function follow(url: string): Promise<string> {
    const tab = browser.newTab()
    let location = await tab.open(url)
    if (location === undefined) location = await tab.submit({ action: 'allow' })
    const code = location && new URL(location).searchParams.get('code')
    if (!code) throw new Error(`no code: ${location}`)
    return code
  }
  const redeemFor = async (asked: Form, ...narrowed: string[]) =>
    tokenAs('shop', [
      ['grant_type', 'authorization_code'],
      ['code', await codeFor(asked)],
      ...resources(...narrowed),
    ])
  const refreshWith = (refresh_token: string, more: Form = []) =>
    tokenAs('shop', [
      ['grant_type', 'refresh_token'],
      ['refresh_token', refresh_token],
      ...(Array.isArray(more) ? more : Object.entries(more)),
    ])

  describe('§2 the audience of a token', () => {
    const table: [what: string, asked: Form, aud: unknown, scope: string][] = [
      ['the default scope implies its API', {}, api, 'read'],
      ['a scope implies its API', { scope: 'orders.read' }, orders, 'orders.read'],
      ['scopes of two APIs imply both', { scope: 'orders.read read' }, [api, orders], 'orders.read read'],
      ['resource names the API', { resource: orders, scope: 'orders.write' }, orders, 'orders.write'],
      ['resource without scope: the default scope, as far as it has it', { resource: api }, api, 'read'],
      ['an API without any of the default scope: none of it', { resource: orders }, orders, ''],
      ['several', [...resources(orders, api), ['scope', 'read']], [orders, api], 'read'],
      ['one twice is one', [...resources(api, api), ['scope', 'read']], api, 'read'],
    ]
    it.each(table)('at the token endpoint: %s', async (_, asked, aud, granted) => {
      expect(described(await machine(asked))).toEqual({ aud, scope: granted })
    })
    it.each(table)('at the authorization endpoint: %s', async (_, asked, aud, granted) => {
      expect(described(await redeemFor(asked))).toEqual({ aud, scope: granted })
    })

    it('a token for no API is for this server alone', async () => {
      expect(described(await redeemFor({ scope: 'openid profile' }))).toEqual({
        aud: issuer,
        scope: 'openid profile',
      })
    })
    it('claims of the person may be asked for beside any API', async () => {
      expect(described(await redeemFor({ scope: 'openid orders.read', resource: orders }))).toEqual({
        aud: orders,
        scope: 'openid orders.read',
      })
    })
  })

  describe('§2 invalid_target, and RFC 6749 invalid_scope', () => {
    const table: [what: string, asked: Form, error: string][] = [
      ['an API that nobody registered', { resource: 'https://nobody.example' }, 'invalid_target'],
      ['an API that is not linked to the client', { resource: foreign }, 'invalid_target'],
      ['one good, one not', resources(api, foreign), 'invalid_target'],
      ['not a URI', { resource: 'api' }, 'invalid_target'],
      ['a fragment MUST NOT be there', { resource: `${api}#x` }, 'invalid_target'],
      ['no normalization: a slash', { resource: `${api}/` }, 'invalid_target'],
      ['no normalization: case', { resource: api.toUpperCase() }, 'invalid_target'],
      ['a scope of an API that is not linked', { scope: 'foreign.read' }, 'invalid_scope'],
      ['a scope that no API has', { scope: 'lost' }, 'invalid_scope'],
      ['a scope of another API than the named one', { resource: orders, scope: 'read' }, 'invalid_scope'],
      [
        'a scope of one that is named and one that is not',
        { resource: api, scope: 'read orders.read' },
        'invalid_scope',
      ],
    ]
    it.each(table)('at the token endpoint: %s', async (_, asked, error) => {
      expect(await machine(asked)).toBeOAuthError(400, error)
    })
    it.each(table)('at the authorization endpoint: %s', async (_, asked, error) => {
      const url = new URL(authorizeUrl({ client_id: 'shop', state: 's' }))
      for (const [name, value] of Array.isArray(asked) ? asked : Object.entries(asked))
        url.searchParams.append(name, value)
      const location = new URL((await browser.newTab().open(url.href))!)
      expect(location.origin + location.pathname).toBe(callback)
      expect(parametersOf(location)).toMatchObject({ error, state: 's', iss: issuer })
    })
  })

  it('a resource with a space is none, at authorize as at the token endpoint', async () => {
    const location = await answerTo(browser, { scope: 'openid', resource: `${api} ${orders}` })
    expect(parametersOf(location!).error).toBe('invalid_target')
  })

  describe('APIs that want different tokens', () => {
    it('one token cannot suit them: invalid_target says to name one', async () => {
      const answer = await machine({ scope: 'read vault.read' })
      expect(answer).toBeOAuthError(400, 'invalid_target')
      expect(answer.body.error_description).toMatch(/say with resource/)
    })
    it('each gets its own', async () => {
      expect(decodeProtectedHeader((await machine({ resource: api })).body.access_token).typ).toBe('at+jwt')
      const { access_token } = (await machine({ resource: vault, scope: 'vault.read' })).body
      expect(access_token.split('.')).toHaveLength(5) // sealed
    })
    it('one consent for both, then a token for each; naming none burns nothing', async () => {
      const code = await codeFor({ scope: 'offline_access read vault.read' })
      const grant = { grant_type: 'authorization_code', code }
      expect(await tokenAs('shop', grant)).toBeOAuthError(400, 'invalid_target')
      const first = await tokenAs('shop', { ...grant, resource: api })
      expect(described(first)).toEqual({ aud: api, scope: 'offline_access read' })
      expect(await refreshWith(first.body.refresh_token)).toBeOAuthError(400, 'invalid_target')
      const second = await refreshWith(first.body.refresh_token, { resource: vault })
      expect(second.body).toMatchObject({ scope: 'offline_access vault.read' })
      expect(second.body.access_token.split('.')).toHaveLength(5)
    })
    it('what is refused before the grant is touched rotates nothing', async () => {
      await register({ ...shop, client_id: 'strict', refresh_token_overlap: 0 })
      const code = await newCode(
        { client_id: 'strict', scope: 'offline_access read vault.read' },
        browser.newTab(),
      )
      const asStrict = (form: Record<string, string>) => tokenAs('strict', form)
      const first = await asStrict({ grant_type: 'authorization_code', code, resource: api })
      const grant = { grant_type: 'refresh_token', refresh_token: first.body.refresh_token }
      for (const [more, error] of [
        [{}, 'invalid_target'],
        [{ resource: foreign }, 'invalid_target'],
        [{ resource: api, scope: 'vault.read' }, 'invalid_scope'],
      ] as const) {
        expect(await asStrict({ ...grant, ...more })).toBeOAuthError(400, error)
      }
      expect((await asStrict({ ...grant, resource: vault })).status).toBe(200)
    })
  })

  describe('§2.2 narrowing', () => {
    const both = { scope: 'openid offline_access read orders.read' }

    it('at the redemption: the token is for the named API, with its scopes; the grant stays whole', async () => {
      const narrowed = await redeemFor(both, orders)
      expect(described(narrowed)).toEqual({ aud: orders, scope: 'openid offline_access orders.read' })
      expect(narrowed.body.scope).toBe('openid offline_access orders.read')
      const refreshed = await refreshWith(narrowed.body.refresh_token)
      expect(described(refreshed)).toEqual({
        aud: [api, orders],
        scope: 'openid offline_access read orders.read',
      })
    })
    it('at each refresh anew', async () => {
      let { refresh_token } = (await redeemFor(both)).body
      for (const [form, aud, granted] of [
        [{ resource: api }, api, 'openid offline_access read'],
        [{ resource: orders }, orders, 'openid offline_access orders.read'],
        [{ resource: orders, scope: 'orders.read' }, orders, 'orders.read'],
        [[...resources(orders, api)], [orders, api], 'openid offline_access read orders.read'],
      ] as [Form, unknown, string][]) {
        const answer = await refreshWith(refresh_token, form)
        expect(described(answer)).toEqual({ aud, scope: granted })
        refresh_token = answer.body.refresh_token
      }
    })
    it.each([
      ['linked, but not granted', { resource: orders }, 'invalid_target'],
      ['neither', { resource: foreign }, 'invalid_target'],
      ['a granted API and a scope that was not', { resource: api, scope: 'write' }, 'invalid_scope'],
      ['a scope of an API that was not granted', { scope: 'orders.read' }, 'invalid_scope'],
    ] as [string, Record<string, string>, string][])('a refresh never widens: %s', async (_, form, error) => {
      const { refresh_token } = (await redeemFor({ scope: 'offline_access read' })).body
      expect(await refreshWith(refresh_token, form)).toBeOAuthError(400, error)
      expect((await refreshWith(refresh_token)).status).toBe(200)
    })
    it('a redemption never widens, and burns nothing where it tries', async () => {
      const code = await codeFor({ scope: 'read' })
      const grant = { grant_type: 'authorization_code', code }
      expect(await tokenAs('shop', { ...grant, resource: orders })).toBeOAuthError(400, 'invalid_target')
      expect((await tokenAs('shop', grant)).status).toBe(200)
    })
    it('a grant for this server alone has no API to name', async () => {
      expect(await redeemFor({ scope: 'openid' }, api)).toBeOAuthError(400, 'invalid_target')
    })
  })

  it('two APIs whose tokens do not cross: neither learns anything of the other’s', async () => {
    await register({ client_id: 'api-server', grant_types: [] })
    await register({ client_id: 'orders-server', grant_types: [] })
    const one = 'https://one.example.com'
    const two = 'https://two.example.com'
    await registerApi({ identifier: one, scopes: { one: 'One' }, introspection_clients: ['api-server'] })
    await registerApi({ identifier: two, scopes: { two: 'Two' }, introspection_clients: ['orders-server'] })
    await register({
      ...shop,
      client_id: 'both',
      scope: ['one', 'two'],
      default_scope: [],
      resources: [one, two],
    })
    const grant = { grant_type: 'client_credentials' }
    for (const [scope, owner, other] of [
      ['one', 'api-server', 'orders-server'],
      ['two', 'orders-server', 'api-server'],
    ] as const) {
      const { access_token } = (await tokenAs('both', { ...grant, scope })).body
      expect((await introspect(access_token, owner)).body).toMatchObject({ active: true, scope })
      expect((await introspect(access_token, other)).body).toEqual({ active: false })
    }
  })

  describe('what an API or a client loses counts no longer', () => {
    const temporary = 'https://temporary.example.com'
    beforeAll(async () => {
      await registerApi({ identifier: temporary, scopes: { 'temp.read': 'See', 'temp.write': 'Change' } })
      await register({
        ...shop,
        client_id: 'brief',
        scope: ['openid', 'offline_access', 'read', 'temp.read', 'temp.write'],
        default_scope: ['read', 'temp.read'],
        resources: [api, temporary],
      })
    })
    const asBrief = (form: Record<string, string>) => tokenAs('brief', form)
    const grantOf = async (scope: string) => {
      const code = await newCode({ client_id: 'brief', scope }, browser.newTab())
      return { code, redeem: () => asBrief({ grant_type: 'authorization_code', code }) }
    }

    it('a scope that its API dropped: not in a new token, not in a refreshed one, not from a waiting code', async () => {
      stopClock()
      const asked = 'offline_access read temp.read temp.write'
      const { refresh_token } = (await (await grantOf(asked)).redeem()).body
      await registerApi({ identifier: temporary, scopes: { 'temp.read': 'See' } })
      later(29)
      const waiting = await grantOf(asked)
      later(5)
      expect(described(await waiting.redeem())).toEqual({
        aud: [api, temporary],
        scope: 'offline_access read temp.read',
      })
      const refreshed = await asBrief({ grant_type: 'refresh_token', refresh_token })
      expect(described(refreshed).scope).toBe('offline_access read temp.read')
      expect(await asBrief({ grant_type: 'client_credentials', scope: 'temp.write' })).toBeOAuthError(
        400,
        'invalid_scope',
      )
    })
    it('an API that is deleted: its scopes go with it, the default does without them', async () => {
      stopClock()
      const { refresh_token } = (await (await grantOf('offline_access read temp.read')).redeem()).body
      const only = (await (await grantOf('offline_access temp.read')).redeem()).body.refresh_token
      await deleteApi(temporary)
      untilCopiesEnd()
      expect(described(await asBrief({ grant_type: 'refresh_token', refresh_token }))).toEqual({
        aud: api,
        scope: 'offline_access read',
      })
      expect(await asBrief({ grant_type: 'refresh_token', refresh_token: only })).toBeOAuthError(
        400,
        'invalid_target',
      )
      expect(described(await asBrief({ grant_type: 'client_credentials' }))).toEqual({
        aud: api,
        scope: 'read',
      })
      expect(parametersOf((await answerTo(browser, { client_id: 'brief', scope: 'temp.read' }))!).error).toBe(
        'invalid_scope',
      )
    })
    it('an API that is unlinked from the client, and a scope taken from its registration', async () => {
      stopClock()
      await registerApi({ identifier: temporary, scopes: { 'temp.read': 'See', 'temp.write': 'Change' } })
      untilCopiesEnd()
      const { refresh_token } = (await (await grantOf('offline_access read temp.read')).redeem()).body
      await register({
        ...shop,
        client_id: 'brief',
        scope: ['offline_access', 'read', 'temp.read'],
        resources: [api],
      })
      untilCopiesEnd()
      const refreshed = await asBrief({ grant_type: 'refresh_token', refresh_token })
      expect(described(refreshed)).toEqual({ aud: api, scope: 'offline_access read' })
      await register({
        ...shop,
        client_id: 'brief',
        scope: ['offline_access'],
        default_scope: [],
        resources: [api],
      })
      untilCopiesEnd()
      const again = await asBrief({
        grant_type: 'refresh_token',
        refresh_token: refreshed.body.refresh_token,
      })
      expect(described(again).scope).toBe('offline_access')
    })
  })

  describe('the lifetime of a token', () => {
    const lived = async (client_id: string, resource: string, form: Record<string, string> = {}) => {
      const { body } = await tokenAs(client_id, {
        grant_type: 'client_credentials',
        resource,
        scope: 'slow',
        ...form,
      })
      return body.expires_in
    }
    const slow = 'https://slow.example.com'
    beforeAll(async () => {
      await registerApi({ identifier: slow, scopes: { slow: 'Slow' }, access_token_lifetime: 7_200 })
      for (const [client_id, access_token_lifetime] of [
        ['patient', undefined],
        ['hasty', 60],
        ['greedy', 86_400],
      ] as const) {
        const grants = { grant_types: ['client_credentials', 'authorization_code'] }
        await register({
          ...grants,
          client_id,
          ...(access_token_lifetime && { access_token_lifetime }),
          scope: ['slow'],
          default_scope: [],
          resources: [slow],
        })
      }
    })
    it.each([
      ['patient', 7_200],
      ['hasty', 60],
      ['greedy', 7_200],
    ])('%s: the shorter of what API and client say, %d', async (clientId, expected) => {
      expect(await lived(clientId, slow)).toBe(expected)
    })
    it('also for a person, whose grant then lives as long', async () => {
      stopClock()
      const code = await newCode({ client_id: 'patient', scope: 'slow' }, browser.newTab())
      expect((await tokenAs('patient', { grant_type: 'authorization_code', code })).body.expires_in).toBe(
        7_200,
      )
    })
  })
})
