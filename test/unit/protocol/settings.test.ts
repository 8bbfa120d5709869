/** The settings' record: defaults, patches, and what an older or newer version makes of it. */
import { describe, expect, it } from 'vitest'
import { merged, pathsIn, settingAt, without, withSetting } from '../../../src/protocol/setting-paths.ts'
import { defaultSettings, parseSettings, readableSettings } from '../../../src/protocol/settings.ts'

describe('settings', () => {
  it('have a default each, so that an empty record will do', () => {
    expect(defaultSettings).toMatchObject({
      server_name: 'Edgegrant',
      lifetimes: { access_token: 600, refresh_token: 5_184_000 },
      throttle: { account: { free: 5, longest_wait: 60, forget_after: 3_600 } },
      developer_access: 'role',
      registration: 'initial_access_token',
      audit_retention_days: 365,
    })
  })

  it('are refused with the path of each field at fault', () => {
    const faulty = { lifetimes: { code: 601, token: 1 }, registration: 'closed' }
    const paths = () => parseSettings(faulty)
    expect(paths).toThrow(expect.objectContaining({ issues: expect.any(Array) }))
    try {
      paths()
    } catch (error) {
      const { issues } = error as { issues: { path: string[] }[] }
      expect(issues.map(({ path }) => path.join('.')).sort()).toEqual([
        'lifetimes',
        'lifetimes.code',
        'registration',
      ])
    }
  })

  it('are patched field by field, and null brings a default back (RFC 7396)', () => {
    const record = { lifetimes: { code: 30, session: 600 }, server_name: 'Town hall' }
    const patch = { lifetimes: { code: null, id_token: 60 }, server_name: null }
    expect(merged(record, patch)).toEqual({ lifetimes: { session: 600, id_token: 60 } })
  })

  it('serve for as much as this version understands: a deploy is gradual', () => {
    const record = {
      server_name: 'Town hall',
      theme: { colour: 'teal' },
      lifetimes: { code: 99_999, session: 600, newer: 1 },
      analytics: { account_id: 'x' },
      software_statement_issuers: [{ issuer: '' }],
    }
    const settings = readableSettings(record)
    expect(settings).toMatchObject({ server_name: 'Town hall', lifetimes: { code: 60, session: 600 } })
    expect(settings.analytics).toBeUndefined()
    expect(settings.software_statement_issuers).toEqual([])
  })
})

describe('several of a kind', () => {
  const google = { preset: 'google', name: 'Google', client_id: 'x', client_secret: 'sealed' }

  it('fall away one by one where this version does not understand them', () => {
    const { providers } = readableSettings({
      providers: {
        google,
        newer: { ...google, how: 'by telepathy' },
        broken: { name: 'Without a client' },
        moved: { ...google, preset: 'telepathy' },
        'Not A Name': google,
      },
      sign_in: { realms: [{ domains: ['corp.example'], provider: 'google' }] },
    })
    expect(Object.keys(providers)).toEqual(['google', 'newer'])
    expect(providers.newer).not.toHaveProperty('how')
  })

  it('have names that no object has by itself', () => {
    for (const name of ['constructor', '__proto__', 'a.b', '', 'x'.repeat(41), 'Google']) {
      const record = JSON.parse(`{"providers":{${JSON.stringify(name)}:${JSON.stringify(google)}}}`)
      expect(Object.hasOwn(readableSettings(record).providers, name), name).toBe(false)
    }
    expect(Object.keys(readableSettings({ providers: { 'corp-2': google } }).providers)).toEqual(['corp-2'])
  })

  it('are found, changed and taken out by path; null removes one (RFC 7396)', () => {
    const record = { providers: { google, other: google }, lifetimes: { code: 30 } }
    expect(pathsIn(record, ['providers.*.client_secret', 'lifetimes.code', 'analytics.api_token'])).toEqual([
      'providers.google.client_secret',
      'providers.other.client_secret',
      'lifetimes.code',
    ])
    expect(pathsIn({ providers: [google] }, ['providers.*.client_secret'])).toEqual([])
    expect(merged(record, { providers: { google: null } })).toEqual({
      providers: { other: google },
      lifetimes: { code: 30 },
    })
    const { client_secret: _, ...rest } = google
    expect(without(record, 'providers.google.client_secret').providers).toEqual({
      google: rest,
      other: google,
    })
    expect(withSetting(record, 'providers.gone.name', 'x')).toEqual(record)
    expect(settingAt(record, 'providers.constructor')).toBeUndefined()
  })
})
