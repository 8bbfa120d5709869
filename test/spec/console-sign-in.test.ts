/** The operator's console on signing in: what is chosen there holds, what is wrong stands at its field, secrets are told to nobody. */
import { beforeAll, describe, expect, it } from 'vitest'
import { serverFor } from '../../src/app.ts'
import { readSettings, updateSettings } from '../../src/registry/settings.ts'
import { createUser, getUser } from '../../src/registry/users.ts'
import { settingSecret } from '../../src/tokens/setting-secret.ts'
import { bindings, issuer, newBrowser, populate } from '../support/app.ts'
import { registerApp, type Visitor, visitor } from '../support/portal.ts'
import { operator } from '../support/registry.ts'

const server = () => serverFor(bindings)
let olga: Visitor

beforeAll(async () => {
  await populate()
  olga = await visitor('olga', ['admin'])
})

const settings = async () => (await readSettings(server())).settings
const stored = async () => (await server().stores.settings.stored()).record as Record<string, never>
const set = (patch: object) => updateSettings(server(), operator(), patch)
/** What a form holds besides its buttons: as a browser would send it back. */
function fieldsOf(html: string): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const [tag] of html.matchAll(/<input[^>]*>/g)) {
    const at = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1]
    const kind = at('type')
    const name = at('name')
    if (name === undefined || name === 'path' || (kind === 'checkbox' && !/ checked/.test(tag))) continue
    if (kind !== 'radio' || / checked/.test(tag)) fields[name] = at('value') ?? ''
  }
  for (const [, name = '', body = ''] of html.matchAll(/<select[^>]* name="([^"]*)"[^>]*>(.*?)<\/select>/gs))
    fields[name] =
      / value="([^"]*)"[^>]* selected/.exec(body)?.[1] ?? / value="([^"]*)"/.exec(body)?.[1] ?? ''
  for (const [, name = '', body = ''] of html.matchAll(
    /<textarea[^>]* name="([^"]*)"[^>]*>(.*?)<\/textarea>/gs,
  ))
    fields[name] = body.replace(/^\n/, '').replaceAll('&gt;', '>').replaceAll('&quot;', '"')
  return fields
}

const secret = 'a-secret-of-google'
const google = {
  action: 'save',
  preset: 'google',
  id: 'google',
  name: 'Google',
  enabled: 'on',
  client_id: 'edge.apps.example',
  client_secret: secret,
  create: 'verified_domains',
  domains: 'corp.example',
  user_type: 'employee',
}

describe('a provider in the console', () => {
  const path = '/admin/sign-in/providers/google'
  const opened = async () => {
    const here = { ...server(), settings: await server().stores.settings.current(Date.now()) }
    return settingSecret(here, 'providers.google.client_secret', Date.now())
  }

  it('is added from a preset, with its redirect URI to copy, and its secret is sealed', async () => {
    const form = await olga.open('/admin/sign-in/providers/new?preset=google')
    expect(form.text).toContain(`${issuer}/sign-in/callback/google`)
    const page = await olga.send('/admin/sign-in/providers/new', google)
    expect(page.text).toContain('Saved.')
    expect(page.html).not.toContain(secret)
    const record = await stored()
    expect(record.providers).toMatchObject({
      google: { preset: 'google', client_id: 'edge.apps.example', create: 'verified_domains' },
    })
    expect(JSON.stringify(record)).not.toContain(secret)
    expect(await opened()).toBe(secret)
  })

  it('keeps its secret and all else that a form does not change', async () => {
    const before = await stored()
    const form = await olga.open(path)
    await olga.send(path, { ...fieldsOf(form.html), action: 'save' })
    expect(await stored()).toEqual(before)
    await olga.send(path, { ...fieldsOf(form.html), name: 'Google at work', action: 'save' })
    expect((await settings()).providers.google).toMatchObject({
      name: 'Google at work',
      domains: ['corp.example'],
    })
    expect(await opened()).toBe(secret)
  })

  it('is refused with what is wrong at its field, and what was typed is kept but for the secret', async () => {
    await olga.open('/admin/sign-in/providers/new?preset=openid')
    const page = await olga.post('/admin/sign-in/providers/new', {
      ...google,
      preset: 'openid',
      id: 'Not a name',
      issuer: 'https://idp.example',
      claims: 'no arrow here',
    })
    expect(page.status).toBe(400)
    expect(page.text).toContain('Short name: is not a name here')
    expect(page.text).toContain('is not like “this =&gt; that”')
    expect(page.html).toContain('value="https://idp.example"')
    expect(page.html).not.toContain(secret)
    const plain = await olga.post('/admin/sign-in/providers/new', {
      ...google,
      preset: 'openid',
      id: 'plain',
      issuer: 'http://idp.example',
    })
    expect([plain.status, plain.html]).toEqual([400, expect.stringContaining('id="issuer-problem"')])
    const taken = await olga.post('/admin/sign-in/providers/new', google)
    expect([taken.status, taken.text]).toEqual([400, expect.stringContaining('Short name: is taken')])
  })

  it('must be given its secret again where that would go to another address', async () => {
    await set({
      providers: {
        corp: {
          name: 'Corp',
          preset: 'openid',
          issuer: 'https://idp.corp.example',
          client_id: 'edge',
          client_secret: 'x1',
        },
      },
    })
    await expect(set({ providers: { corp: { issuer: 'https://evil.example' } } })).rejects.toMatchObject({
      fault: { kind: 'invalid', fields: [{ path: 'providers.corp.client_secret' }] },
    })
    await set({ providers: { corp: { issuer: 'https://new.corp.example', client_secret: 'x2' } } })
    expect((await settings()).providers.corp).toMatchObject({ issuer: 'https://new.corp.example' })
  })

  it('asks before another issuer stands behind its name: who is linked is forgotten then', async () => {
    const { stores } = server()
    const link = { kind: 'provider', id: 'corp 1', sub: 'sub-of-olga', record: { login: 'o' } } as const
    await stores.commit([stores.credentials.insertion(link, Date.now())])
    const at = '/admin/sign-in/providers/corp'
    const sent = {
      ...fieldsOf((await olga.open(at)).html),
      action: 'save',
      issuer: 'https://newest.corp.example',
      client_secret: 'x3',
    }
    const asked = await olga.post(at, sent)
    expect([asked.status, asked.text]).toEqual([400, expect.stringContaining('1 person is linked to it')])
    expect(await stores.credentials.find('provider', 'corp 1')).toBeDefined()
    expect((await olga.post(at, { ...sent, forget: 'on' })).status).toBe(303)
    expect(await stores.credentials.find('provider', 'corp 1')).toBeUndefined()
    expect((await settings()).providers.corp).toMatchObject({ issuer: 'https://newest.corp.example' })
  })

  it('takes its links and its domains along when it goes, and says so before', async () => {
    const { stores } = server()
    const credential = (id: string) => ({
      kind: 'provider' as const,
      id,
      sub: 'sub-of-alice',
      record: { login: 'a' },
    })
    await stores.commit([
      stores.credentials.insertion(credential('google 1'), Date.now()),
      stores.credentials.insertion(credential('google-too 1'), Date.now()),
    ])
    await set({ sign_in: { realms: [{ domains: ['corp.example'], provider: 'google' }] } })
    const page = await olga.open(path)
    expect(page.text).toContain('1 person is linked to it')
    expect(page.text).toContain('Addresses @corp.example lead to it')
    const list = await olga.send(path, { action: 'remove' })
    expect(list.text).toContain('Removed.')
    const after = await settings()
    expect(Object.keys(after.providers)).toEqual(['corp'])
    expect(after.sign_in.realms).toEqual([])
    expect((await stores.credentials.of('sub-of-alice', 'provider')).map(({ id }) => id)).toEqual([
      'google-too 1',
    ])
  })

  it('is tried out, and the answer says what is wrong with it', async () => {
    await olga.open('/admin/sign-in/providers/corp')
    const { status, text } = await olga.post('/admin/sign-in/providers/corp', { action: 'test' })
    expect([status, text]).toEqual([200, expect.stringContaining('It does not answer as it should')])
    expect((await olga.open('/admin/sign-in/providers/nobody')).status).toBe(404)
  })
})

describe('a directory in the console', () => {
  const corp = {
    action: 'save',
    preset: 'openldap',
    id: 'corp',
    name: 'Corp',
    enabled: 'on',
    url: 'ldaps://ldap.corp.example',
    bind_dn: 'cn=edgegrant,dc=corp,dc=example',
    bind_password: 'of-the-service',
    base: 'ou=people,dc=corp,dc=example',
    create: 'on',
    user_type: 'employee',
    scope: 'sub',
    roles: 'developer => cn=eng,ou=groups\ndeveloper => cn=ops,ou=groups\nadmin => cn=root,ou=groups',
    claims: 'given_name => givenName',
  }

  it('is added with its groups and attributes, and comes back as it was typed', async () => {
    await olga.open('/admin/sign-in/directories/new?preset=openldap')
    const page = await olga.send('/admin/sign-in/directories/new', corp)
    expect((await settings()).directories.corp).toMatchObject({
      roles: { developer: ['cn=eng,ou=groups', 'cn=ops,ou=groups'], admin: ['cn=root,ou=groups'] },
      claims: { given_name: 'givenName' },
      bind_password: '(secret)',
    })
    const { roles } = fieldsOf(page.html)
    expect(roles).toBe(corp.roles)
    await olga.send('/admin/sign-in/directories/corp', {
      ...fieldsOf(page.html),
      roles: 'developer => cn=eng,ou=groups',
      action: 'save',
    })
    expect((await settings()).directories.corp?.roles).toEqual({ developer: ['cn=eng,ou=groups'] })
  })

  it('that would speak in the clear is refused at its field', async () => {
    await olga.open('/admin/sign-in/directories/new?preset=openldap')
    const page = await olga.post('/admin/sign-in/directories/new', {
      ...corp,
      id: 'clear',
      url: 'ldap://ldap.corp.example',
    })
    expect([page.status, page.html]).toEqual([400, expect.stringContaining('id="url-problem"')])
    expect(page.html).not.toContain('of-the-service')
  })
})

describe('ways to sign in', () => {
  const path = '/admin/sign-in'

  it('are switched by type of person; what nobody changed is not written', async () => {
    const form = await olga.open(path)
    const sent = fieldsOf(form.html)
    await olga.send(path, { ...sent, 'way:password:employee': '', 'second:partner': 'required' })
    expect((await stored()).sign_in).toEqual({
      methods: { employee: ['passkey', 'email', 'directory', 'provider'] },
      second_factor: { partner: 'required' },
      realms: [],
    })
  })

  it('lead by domain to a directory, and a row without an end is taken out', async () => {
    const form = await olga.open(path)
    const sent = {
      ...fieldsOf(form.html),
      'realm:0:domains': '@Corp.example, corp.test',
      'realm:0:to': 'directory:corp',
    }
    const page = await olga.send(path, sent)
    expect((await settings()).sign_in.realms).toEqual([
      { domains: ['corp.example', 'corp.test'], directory: 'corp' },
    ])
    expect(page.text).toContain('With an address @corp.example, @corp.test')
    await olga.send(path, { ...fieldsOf(page.html), 'realm:0:to': '' })
    expect((await settings()).sign_in.realms).toEqual([])
  })

  it('are refused where somebody would have none, or a domain is none', async () => {
    const form = await olga.open(path)
    const none = Object.fromEntries(
      Object.entries(fieldsOf(form.html)).filter(([name]) => !/^way:\w+:customer$/.test(name)),
    )
    const page = await olga.post(path, {
      ...none,
      'realm:0:domains': 'not a domain',
      'realm:0:to': 'directory:corp',
    })
    expect(page.status).toBe(400)
    expect(page.text).toContain('Ways to sign in of customers')
    expect(page.html).toContain('id="realm:0:domains-problem"')
    expect(page.html).toContain('not a domain')
  })
})

describe('mail, sign-up and the look', () => {
  it('say what is missing for mail, and what people do without', async () => {
    const page = await olga.open('/admin/sign-in/mail')
    expect(page.text).toContain('Without mail these are hidden from people')
    const wrong = await olga.post('/admin/sign-in/mail', {
      ...fieldsOf(page.html),
      from: 'a@b\r\nBcc: c@d.example',
      action: 'save',
    })
    expect([wrong.status, wrong.html]).toEqual([400, expect.stringContaining('id="from-problem"')])
  })

  it('invite somebody by a link that is shown once, and take it back', async () => {
    const path = '/admin/sign-in/sign-up'
    const form = await olga.open(path)
    expect(form.text).toContain('Sign-up is off: switch it on first')
    await olga.send(path, { ...fieldsOf(form.html), mode: 'invitation', action: 'save' })
    const wrong = await olga.post(path, { action: 'invite', email: 'nobody', days: '900' })
    expect([wrong.status, wrong.html]).toEqual([400, expect.stringContaining('id="email-problem"')])
    const made = await olga.post(path, {
      action: 'invite',
      email: 'nora@corp.example',
      invited_type: 'partner',
      roles: 'reader',
      days: '3',
    })
    expect(made.html).toContain(`${issuer}/sign-up?invitation=`)
    const list = await olga.open(path)
    expect(list.html).not.toContain('/sign-up?invitation=')
    expect(list.text).toContain('nora@corp.example')
    const id = /name="action" value="take-back"[^>]*>\s*<input[^>]*name="id" value="([^"]+)"/.exec(
      list.html,
    )?.[1]
    const after = await olga.send(path, { action: 'take-back', id: id ?? '' })
    expect(after.text).not.toContain('nora@corp.example')
  })

  it('preview a theme without saving it, and refuse colours that nobody can read, with the ratio', async () => {
    const path = '/admin/look'
    const form = fieldsOf((await olga.open(path)).html)
    const seen = await olga.post(path, { ...form, 'theme.accent.light': '#7a1f5c', action: 'preview' })
    expect(seen.text).toContain('Nothing is saved yet.')
    expect(seen.html).toContain('fill="#7a1f5c"')
    expect((await settings()).theme.accent.light).toBeUndefined()
    const pale = await olga.post(path, { ...form, 'theme.accent.light': '#ffeeaa', action: 'save' })
    expect([pale.status, pale.text]).toEqual([400, expect.stringMatching(/has a contrast of 1\.\d:1/)])
    const logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h4v4z"/></svg>'
    const saved = await olga.send(path, { ...form, logo, 'theme.accent.light': '#7a1f5c', action: 'save' })
    expect(saved.html).toMatch(/<img src="\/logo\?v=/)
    const { theme } = await settings()
    expect(theme).toMatchObject({
      accent: { light: '#7a1f5c' },
      logo: expect.stringMatching(/^data:image\/svg/),
    })
    await olga.send(path, { ...fieldsOf(saved.html), 'theme.accent.dark': '#ffc9ee', action: 'save' })
    expect((await settings()).theme.logo).toBe(theme.logo)
    const again = fieldsOf((await olga.open(path)).html)
    await olga.send(path, { ...again, 'logo:remove': 'on', action: 'save' })
    expect((await settings()).theme).not.toHaveProperty('logo')
  })
})

describe('all of it', () => {
  const pages = [
    '/admin/sign-in',
    '/admin/sign-in/providers',
    '/admin/sign-in/providers/new?preset=oauth2',
    '/admin/sign-in/providers/corp',
    '/admin/sign-in/directories',
    '/admin/sign-in/directories/new?preset=bridge',
    '/admin/sign-in/directories/corp',
    '/admin/sign-in/mail',
    '/admin/sign-in/sign-up',
    '/admin/look',
  ]
  it('is for operators only, and nothing is changed by who is none', async () => {
    await set({ directories: { corp: { enabled: false } } }) // carol is not asked for there
    const before = await stored()
    const carol = await visitor('carol')
    const stranger = newBrowser()
    for (const path of pages) {
      expect([path, (await olga.open(path)).status]).toEqual([path, 200])
      expect([path, (await carol.open(path)).status]).toEqual([path, 403])
      await stranger.open(issuer + path)
      expect([path, stranger.path]).toEqual([path, '/sign-in'])
      const { status } = await carol.post(path.split('?')[0] ?? '', { action: 'remove' })
      expect([path, status]).toEqual([path, /\/(?:providers|directories)$/.test(path) ? 405 : 403])
    }
    expect(await stored()).toEqual(before)
  })
})

describe('an application', () => {
  it('is limited to ways that are switched on, in the console and in the developer portal', async () => {
    const corp = { preset: 'openid', name: 'Corp', issuer: 'https://idp.corp.example', client_id: 'edge' }
    await set({ providers: { corp: { ...corp, client_secret: 'x3' } } })
    const dora = await visitor('dora')
    const { id } = await registerApp(dora, { 'way:passkey': 'on', 'way:provider:corp': 'on' })
    const registered = async () => (await server().stores.clients.stored(id))?.record.sign_in_methods
    expect(await registered()).toEqual(['passkey', 'provider:corp'])
    const form = await olga.open(`/admin/clients/${id}/edit`)
    expect(form.text).toContain('Only Corp')
    expect(form.text).not.toContain('Code by email')
    const sent = fieldsOf(form.html)
    expect(sent).toMatchObject({ 'way:passkey': 'on', 'way:provider:corp': 'on' })
    await olga.send(`/admin/clients/${id}/edit`, { ...sent, rest: '{}' })
    expect(await registered()).toEqual(['passkey', 'provider:corp'])
    const edit = await dora.open(`/developer/apps/${id}/edit`)
    const fields = Object.entries(fieldsOf(edit.html)).filter(([name]) => !name.startsWith('way:'))
    await dora.send(`/developer/apps/${id}/edit`, Object.fromEntries(fields))
    expect(await registered()).toBeUndefined()
    const again = await dora.open(`/developer/apps/${id}/edit`)
    const wrong = await dora.post(`/developer/apps/${id}/edit`, {
      ...fieldsOf(again.html),
      'way:fax': 'on',
    })
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('is no way to sign in')])
  })
})

describe('the overview', () => {
  it('says what is to be done: mail, operators without a second factor, domains and secrets that lead nowhere', async () => {
    const otto = { user_id: 'otto', user_type: 'admin' as const, roles: ['admin'], claims: {} }
    await createUser(server(), operator(), { ...otto, sub: 'sub-of-otto' })
    await set({
      sign_in: { realms: [{ domains: ['gone.example'], provider: 'gone' }] },
      turnstile: { site_key: '0x4AAAAAAADnPIDROrmt1Wwj', secret_key: 'of-another-server' },
    })
    const { stores } = server()
    const { record } = await stores.settings.stored()
    const foreign = {
      ...record,
      turnstile: { ...(record.turnstile as object), secret_key: 'sealed-elsewhere' },
    }
    await stores.settings.reseal({ version: (await stores.settings.stored()).version, record: foreign })
    const { text } = await olga.open('/admin')
    expect(text).toContain('Mail is not configured')
    expect(text).toContain('The operator otto has no second factor yet')
    expect(text).not.toContain('The operator olga')
    expect(text).toContain('Addresses @gone.example lead to gone')
    expect(text).toContain('The secret turnstile.secret_key cannot be opened any more')
  })
})

describe('a person in the console', () => {
  it('is shown with what they prove themselves with, which an operator takes away', async () => {
    const { stores } = server()
    const passkey = {
      name: 'Laptop',
      public_key: 'pk',
      synced: false,
      backed_up: false,
      transports: [],
      aaguid: '',
    }
    const path = '/admin/people/sub-of-alice'
    const insert = () =>
      stores.commit([
        stores.credentials.insertion(
          { kind: 'passkey', id: 'k1', sub: 'sub-of-alice', record: passkey },
          Date.now(),
        ),
      ])
    await insert()
    const page = await olga.open(path)
    expect(page.text).toContain('Passkey: Laptop')
    const gone = await olga.send(path, { action: 'remove-credential', kind: 'passkey', id: 'k1' })
    expect(gone.text).toContain('Removed.')
    expect(gone.text).not.toContain('Passkey: Laptop')
    await insert()
    const reset = await olga.send(path, { action: 'reset-second-factors' })
    expect(reset.text).toContain('All second factors are gone')
    const own = await olga.post('/admin/people/sub-of-olga', { action: 'reset-second-factors' })
    expect([own.status, own.text]).toEqual([409, expect.stringContaining('yours to change on your account')])
    expect((await stores.credentials.of('sub-of-olga', 'totp')).length).toBe(1)
  })

  it('is added with a link to make a password, shown once where it cannot be mailed', async () => {
    const form = await olga.open('/admin/people/new')
    const sent = { ...fieldsOf(form.html), user_id: 'lena', access: 'link', user_type: 'partner' }
    const page = await olga.send('/admin/people/new', sent)
    expect(page.html).toContain(`${issuer}/reset-password?link=`)
    const { user } = (await getUser(server(), /id="sub">([^<]+)/.exec(page.html)?.[1] ?? '')) ?? {}
    expect(user).toMatchObject({ user_id: 'lena', has_password: false })
    expect((await olga.open(`/admin/people/${user?.sub}`)).html).not.toContain('/reset-password?link=')
    await olga.open('/admin/people/new')
    const none = await olga.send('/admin/people/new', { ...sent, user_id: 'nils', access: 'none' })
    expect(none.text).toContain('Password None')
  })
})
