/** Changing the settings: what holds, who is told, and what nobody may read. */
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { serverFor } from '../../../src/app.ts'
import type { Actor } from '../../../src/protocol/audit.ts'
import { managementScopeNames } from '../../../src/protocol/management.ts'
import {
  exportSettings,
  forgottenBy,
  readSettings,
  resealSettings,
  secretMask,
  updateSettings,
} from '../../../src/registry/settings.ts'
import { Sealer } from '../../../src/seal.ts'
import { SettingsStore } from '../../../src/stores/settings.ts'
import type { Bindings } from '../../../src/stores/stores.ts'
import { settingSecret } from '../../../src/tokens/setting-secret.ts'
import { basic, fetchPath, populate, register, secret, token } from '../../support/app.ts'
import { FakeKv } from '../../support/fake-kv.ts'

const bindings = env as unknown as Bindings
const actor: Actor = { kind: 'person', id: 'sub-of-olga', name: 'olga' }
const change = (manages = managementScopeNames) => ({
  actor,
  origin: { requestId: 'req_1' },
  now: Date.now(),
  manages,
})
const server = () => serverFor(bindings)
const account = '0123456789abcdef0123456789abcdef'

beforeAll(populate)

describe('a change of the settings', () => {
  it('holds for the next token here, and is in the trail with what was before and after', async () => {
    await register({ client_id: 'patient' })
    const asked = () =>
      token({ grant_type: 'client_credentials' }, { authorization: basic('patient', secret) })
    expect((await asked()).body.expires_in).toBe(600)
    const { version } = await readSettings(server())
    const changed = await updateSettings(server(), change(), {
      lifetimes: { access_token: 300 },
      server_name: 'Town hall',
    })
    expect(changed).toMatchObject({
      version: version + 1,
      settings: { server_name: 'Town hall', lifetimes: { access_token: 300, code: 60 } },
    })
    expect((await asked()).body.expires_in).toBe(300)
    expect(await (await fetchPath('/errors')).text()).toContain('<title>Error codes · Town hall</title>')
    const { events } = await server().stores.audit.list({ type: 'settings.updated', limit: 10 })
    expect(events).toMatchObject([
      {
        actor,
        outcome: 'ok',
        detail: {
          before: { 'lifetimes.access_token': 600, server_name: 'Edgegrant' },
          after: { 'lifetimes.access_token': 300, server_name: 'Town hall' },
        },
      },
    ])
    expect((await server().stores.settings.history(1))[0]).toMatchObject({
      version: version + 1,
      actor: actor.id,
    })
  })

  it('that changes nothing is none; a default comes back with null', async () => {
    const { version } = await readSettings(server())
    expect((await updateSettings(server(), change(), { server_name: 'Town hall' })).version).toBe(version)
    const { settings } = await updateSettings(server(), change(), { server_name: null })
    expect(settings.server_name).toBe('Edgegrant')
    expect(await exportSettings(server())).toEqual({ lifetimes: { access_token: 300 } })
  })

  it('is refused as a whole, with the name of each field at fault', async () => {
    const before = await readSettings(server())
    const patch = { server_name: 'Half', lifetimes: { code: 601 }, colour: 'teal' }
    await expect(updateSettings(server(), change(), patch)).rejects.toMatchObject({
      fault: { kind: 'invalid', fields: [{ path: 'lifetimes.code' }, { path: 'colour' }] },
    })
    expect(await readSettings(server())).toEqual(before)
  })

  it('by one who has not seen the last one is refused; of several at once each is taken', async () => {
    const { version } = await readSettings(server())
    await expect(
      updateSettings(server(), change(), { server_name: 'Old' }, { ifVersion: version - 1 }),
    ).rejects.toMatchObject({ fault: { kind: 'version_mismatch', version } })
    await Promise.all([
      updateSettings(server(), change(), { lifetimes: { code: 30 } }),
      updateSettings(server(), change(), { lifetimes: { id_token: 120 } }),
      updateSettings(server(), change(), { audit_retention_days: 30 }),
    ])
    const { settings, version: after } = await readSettings(server())
    expect(settings).toMatchObject({ lifetimes: { code: 30, id_token: 120 }, audit_retention_days: 30 })
    expect(after).toBe(version + 3)
  })
})

describe('a change that is committed', () => {
  it('is made though KV refuses its copy, and though whoever made it hangs up; cron copies it', async () => {
    const kv = new FakeKv(Date.now())
    const settings = new SettingsStore(bindings.DB, kv.at('osl'))
    const there = { ...server(), stores: { ...server().stores, settings } }
    const kept: Promise<unknown>[] = []
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
    kv.down = true
    const background = (work: Promise<unknown>) => void kept.push(work)
    const view = await updateSettings(there, { ...change(), background }, { server_name: 'Harbour' })
    expect([view.settings.server_name, kept.length]).toEqual(['Harbour', 1])
    expect(logged).toHaveBeenCalledWith(expect.stringContaining('not_copied'))
    logged.mockRestore()
    kv.down = false
    await settings.repair()
    expect(kv.settled('settings')).toMatchObject({
      version: view.version,
      record: { server_name: 'Harbour' },
    })
  })
})

describe('a secret among them', () => {
  const apiToken = 'a-token-that-nobody-may-read'

  it('is readable nowhere: not in D1, KV, the trail, the answer or an export', async () => {
    const analytics = { account_id: account, api_token: apiToken }
    const { settings } = await updateSettings(server(), change(), { analytics })
    expect(settings.analytics).toEqual({ account_id: account, api_token: secretMask })
    const { DB, CLIENTS } = bindings
    const rows = await DB.batch(
      ['settings', 'settings_history', 'audit'].map((table) => DB.prepare(`SELECT * FROM ${table}`)),
    )
    const everything = JSON.stringify([rows.map(({ results }) => results), await CLIENTS.get('settings')])
    expect(everything).toContain(account)
    expect(everything).not.toContain(apiToken)
    expect(JSON.stringify(await exportSettings(server()))).not.toContain('api_token')
  })

  it('stays where its mask is sent back, and opens for whom it is meant', async () => {
    const analytics = { account_id: account.toUpperCase().toLowerCase(), api_token: secretMask }
    const { version } = await readSettings(server())
    expect((await updateSettings(server(), change(), { analytics })).version).toBe(version)
    const now = Date.now()
    const here = { ...server(), settings: await server().stores.settings.current(now) }
    expect(await settingSecret(here, 'analytics.api_token', now)).toBe(apiToken)
  })

  it('of a provider is sealed to its place, moved under another sealing secret, and gone with it', async () => {
    const github = { preset: 'github', name: 'GitHub', client_id: 'x', client_secret: 'of-github' }
    await updateSettings(server(), change(), { providers: { github } })
    const now = Date.now()
    const opened = async (path: string, sealer = server().sealer) => {
      const { record } = await server().stores.settings.stored()
      return settingSecret({ sealer, settings: record as never }, path, now)
    }
    expect(await opened('providers.github.client_secret')).toBe('of-github')

    const { settings: store } = server().stores
    const { version, record } = await store.stored()
    const { providers } = record as { providers: Record<string, object> }
    await store.reseal({
      version,
      record: { ...record, providers: { ...providers, moved: providers.github } },
    })
    expect(await opened('providers.moved.client_secret')).toBeUndefined()

    const { issuer } = server().config
    const next = new Sealer({
      issuer,
      sealingSecret: 'another-sealing-secret-that-is-long-enough',
      otherSealingSecrets: ['a-sealing-secret-for-tests-long-enough'],
    })
    await resealSettings({ ...server(), sealer: next }, now)
    const later = new Sealer({
      issuer,
      sealingSecret: 'another-sealing-secret-that-is-long-enough',
      otherSealingSecrets: [],
    })
    expect(await opened('providers.github.client_secret', later)).toBe('of-github')

    await updateSettings(server(), change(), { providers: { github: null, moved: null } })
    const { record: after } = await store.stored()
    expect(JSON.stringify(after)).not.toContain('client_secret')
    const { events } = await server().stores.audit.list({ type: 'settings.updated', limit: 10 })
    expect(events.map(({ detail }) => detail)).toContainEqual(
      expect.objectContaining({
        before: expect.objectContaining({ 'providers.github.client_secret': '(secret)' }),
      }),
    )
  })

  it('that was never set is refused where only its mask is sent', async () => {
    const masked = { preset: 'github', name: 'GitHub', client_id: 'x', client_secret: secretMask }
    await expect(updateSettings(server(), change(), { providers: { fresh: masked } })).rejects.toMatchObject({
      fault: { kind: 'invalid', fields: [{ path: 'providers.fresh.client_secret' }] },
    })
    for (const client_secret of ['', 7, { a: 1 }, 'x'.repeat(1_001)])
      await expect(
        updateSettings(server(), change(), { providers: { fresh: { ...masked, client_secret } } }),
      ).rejects.toMatchObject({ fault: { kind: 'invalid' } })
  })
})

describe('who vouches for people', () => {
  const acme = { name: 'Acme', issuer: 'https://acme.example', client_id: 'us', client_secret: 'ours' }
  const hub = { name: 'Hub', preset: 'github', client_id: 'us', client_secret: 'ours' }
  const entra = { name: 'Entra', preset: 'microsoft', client_id: 'us', client_secret: 'ours' }
  const corp = { name: 'Corp', url: 'ldaps://ldap.example', base: 'dc=corp' }
  const linked = async (kind: 'provider' | 'directory', source: string) => {
    const { stores } = server()
    const credential = { kind, id: `${source} 1`, sub: 'sub-of-alice', record: { login: 'a' } }
    await stores.credentials.removalFrom(kind, source).run()
    await stores.credentials.insertion(credential, Date.now()).run()
  }
  const isLinked = async (kind: 'provider' | 'directory', source: string) =>
    (await server().stores.credentials.find(kind, `${source} 1`)) !== undefined

  it.each([
    ['a provider', { providers: { evil: acme } }],
    ['a directory', { directories: { evil: corp } }],
    ['which ways are open', { sign_in: { methods: { customer: ['password'] } } }],
    ['whether a second factor is needed', { sign_in: { second_factor: { employee: 'required' } } }],
  ])(
    '%s: is changed by who may use all of the management API, not by settings:write alone',
    async (_, patch) => {
      await expect(updateSettings(server(), change(['settings:write']), patch)).rejects.toMatchObject({
        fault: { kind: 'forbidden', scope: expect.arrayContaining(['users:write', 'transfer:write']) },
      })
      const { settings } = await updateSettings(server(), change(['settings:write']), { server_name: 'Quay' })
      expect(settings.server_name).toBe('Quay')
    },
  )

  it.each([
    ['another issuer', 'provider', { acme: { issuer: 'https://evil.example', client_secret: 'x' } }, true],
    ['another preset', 'provider', { acme: { preset: 'google', issuer: null, client_secret: 'x' } }, true],
    ['another endpoint', 'provider', { hub: { userinfo_endpoint: 'https://evil.example/user' } }, true],
    ['another claim', 'provider', { hub: { id_claim: 'login' } }, true],
    ['another button', 'provider', { acme: { name: 'Acme Inc.', create: 'everybody' } }, false],
    ['another secret', 'provider', { acme: { client_secret: 'newer' } }, false],
    [
      'another tenant, which is in the ids',
      'provider',
      { entra: { tenant: 'consumers', client_secret: 'x' } },
      false,
    ],
    ['another attribute', 'directory', { corp: { id_attribute: 'uid' } }, true],
    ['another host', 'directory', { corp: { url: 'ldaps://ldap2.example' } }, false],
  ] as const)(
    'with %s of a %s, links are kept only where ids mean the same people',
    async (_, kind, part, gone) => {
      const section = kind === 'provider' ? 'providers' : 'directories'
      const [source = ''] = Object.keys(part)
      await updateSettings(server(), change(), {
        providers: { acme: null, hub: null, entra: null },
        directories: { corp: null },
      })
      await updateSettings(server(), change(), { providers: { acme, hub, entra }, directories: { corp } })
      await linked(kind, source)
      expect(await forgottenBy(server(), { [section]: part })).toBe(gone ? 1 : 0)
      expect(await isLinked(kind, source)).toBe(true)
      await updateSettings(server(), change(), { [section]: part })
      expect(await isLinked(kind, source)).toBe(!gone)
    },
  )
})
