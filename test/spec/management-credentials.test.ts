/** The management API: what people prove themselves with, and how they get in: shown without secrets, taken away, invited. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bindings, issuer, populate } from '../support/app.ts'
import { type Call, machine } from '../support/management.ts'
import { addOneTimeCode, sealedByTests } from '../support/one-time-code.ts'
import { openOutbox } from '../support/outbox.ts'
import { visitor } from '../support/portal.ts'
import { server, trailOf } from '../support/registry.ts'

let call: Call
const sub = 'sub-of-nora'
const publicKey = 'a-public-key-that-nobody-needs-to-see'
let oneTimeSecret = ''

beforeAll(async () => {
  await populate()
  call = await machine()
  await call('POST /users', {
    body: {
      sub,
      user_id: 'nora',
      user_type: 'partner',
      password: 'seventeen green herons',
      claims: { email: 'nora@example.com' },
    },
  })
})

beforeEach(async () => {
  const { stores } = server
  for (const kind of ['passkey', 'totp', 'recovery_code', 'provider'] as const)
    await stores.credentials.removal(sub, kind).run()
  oneTimeSecret = await addOneTimeCode({ db: bindings.DB, ...sealedByTests }, sub)
  const passkey = {
    name: 'Laptop',
    public_key: publicKey,
    synced: true,
    backed_up: false,
    transports: [],
    aaguid: '',
  }
  const all = [
    { kind: 'passkey', id: 'key-1', sub, record: passkey },
    { kind: 'recovery_code', id: 'hash-1', sub, record: {} },
    { kind: 'provider', id: 'corp 42', sub, record: { login: 'nora@corp.example' } },
  ] as const
  await stores.commit(all.map((each) => stores.credentials.insertion(each, Date.now())))
})

const kinds = async () =>
  (await call(`GET /users/${sub}/credentials`)).body.items.map(({ kind }: { kind: string }) => kind).sort()

describe('credentials of a person', () => {
  it('are listed without what is secret of them, and counted with the person', async () => {
    const { status, body } = await call(`GET /users/${sub}/credentials`)
    expect(status).toBe(200)
    expect(body.items).toContainEqual(
      expect.objectContaining({ kind: 'passkey', id: 'key-1', name: 'Laptop', synced: true }),
    )
    expect(body.items).toContainEqual(
      expect.objectContaining({ kind: 'provider', id: 'corp 42', source: 'corp', subject: '42' }),
    )
    const told = JSON.stringify(body)
    expect(told).not.toContain(publicKey)
    expect(told).not.toContain(oneTimeSecret)
    const person = await call(`GET /users/${sub}`)
    expect([...person.body.credentials].sort()).toEqual(['passkey', 'provider', 'recovery_code', 'totp'])
    expect(person.body).not.toHaveProperty('devicesFrom')
    expect((await call('GET /users/nobody/credentials')).status).toBe(404)
  })

  it('are sent back with a whole record, and stay', async () => {
    const { body, headers } = await call(`GET /users/${sub}`)
    const put = await call(`PUT /users/${sub}`, { body, ifMatch: headers.get('etag') })
    expect(put.status).toBe(200)
    expect(await kinds()).toEqual(['passkey', 'provider', 'recovery_code', 'totp'])
  })

  it('are taken away one by one, recovery codes with the last second factor', async () => {
    expect((await call(`DELETE /users/${sub}/credentials/provider/corp%2042`)).status).toBe(204)
    expect((await call(`DELETE /users/${sub}/credentials/passkey/key-1`)).status).toBe(204)
    expect(await kinds()).toEqual(['recovery_code', 'totp'])
    expect((await call(`DELETE /users/${sub}/credentials/totp/${sub}`)).status).toBe(204)
    expect(await kinds()).toEqual([])
    const trail = (await trailOf(sub)).map(({ type }) => type)
    expect(trail).toEqual(expect.arrayContaining(['user.provider_unlinked', 'user.credential_removed']))
  })

  it('of somebody else, of no kind, or gone already are not there', async () => {
    for (const path of [
      `sub-of-alice/credentials/passkey/key-1`,
      `${sub}/credentials/passkey/key-2`,
      `${sub}/credentials/recovery_code/hash-1`,
      `${sub}/credentials/password/x`,
    ])
      expect([path, (await call(`DELETE /users/${path}`)).status]).toEqual([path, 404])
    expect(await kinds()).toHaveLength(4)
  })

  it('that are second factors are reset at once for who lost them; links elsewhere stay', async () => {
    expect((await call(`DELETE /users/${sub}/second-factors`)).status).toBe(204)
    expect(await kinds()).toEqual(['provider'])
  })

  it('of an operator are changed only by who may do all', async () => {
    await visitor('olga', ['admin'])
    const helpdesk = await machine('helpdesk', ['users:read', 'users:write'])
    expect((await helpdesk('DELETE /users/sub-of-olga/second-factors')).status).toBe(403)
    expect((await helpdesk('DELETE /users/sub-of-olga/credentials/totp/sub-of-olga')).status).toBe(403)
    expect((await helpdesk('POST /users/sub-of-olga/password-link')).status).toBe(403)
    const reader = await machine('reader', ['users:read'])
    expect((await reader(`GET /users/${sub}/credentials`)).status).toBe(200)
    expect((await reader(`DELETE /users/${sub}/second-factors`)).status).toBe(403)
  })
})

describe('how somebody gets in', () => {
  it('is a link for a new password, told once where there is no mail', async () => {
    const { status, body } = await call(`POST /users/${sub}/password-link`)
    expect([status, body.mailed]).toEqual([200, false])
    expect(body.link).toMatch(`${issuer}/reset-password?link=`)
    expect(JSON.stringify(await trailOf(sub))).not.toContain(body.link.split('=')[1])
  })

  it('is an invitation where sign-up is on: made, listed, taken back, and refused for who is here', async () => {
    const body = { email: 'new@corp.example', user_type: 'partner', roles: ['reader'] }
    expect((await call('POST /invitations', { body })).status).toBe(409)
    const { headers } = await call('GET /settings')
    await call('PATCH /settings', { body: { sign_up: { mode: 'invitation' } }, ifMatch: headers.get('etag') })
    const made = await call('POST /invitations', { body })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ ...body, mailed: false, link: expect.stringContaining('/sign-up?') })
    const taken = await call('POST /invitations', { body: { email: 'nora@example.com' } })
    expect([taken.status, taken.body.errors[0].pointer]).toEqual([409, '#/email'])
    const list = await call('GET /invitations')
    expect(list.body.items).toMatchObject([{ id: made.body.id, email: 'new@corp.example' }])
    expect(list.body.items[0]).not.toHaveProperty('link')
    expect((await call(`DELETE /invitations/${made.body.id}`)).status).toBe(204)
    expect((await call(`DELETE /invitations/${made.body.id}`)).status).toBe(404)
  })

  it('comes by mail where mail is configured, and then nobody else is told the link', async () => {
    const outbox = await openOutbox()
    const link = await call(`POST /users/${sub}/password-link`)
    expect(link.body).toEqual({ mailed: true })
    expect((await outbox.last('nora@example.com')).text).toContain(`${issuer}/reset-password?link=`)
    const invitation = await call('POST /invitations', { body: { email: 'next@corp.example' } })
    expect(invitation.body).toMatchObject({ mailed: true })
    expect(invitation.body).not.toHaveProperty('link')
  })
})

describe('settings with secrets, by the API', () => {
  it('keep, replace and drop the secret of one provider without touching the other', async () => {
    const patch = async (body: object) => {
      const { headers } = await call('GET /settings')
      return call('PATCH /settings', { body, ifMatch: headers.get('etag') })
    }
    const provider = { preset: 'github', name: 'GitHub', client_id: 'x', client_secret: 'one-secret' }
    const made = await patch({ providers: { github: provider, other: { ...provider, name: 'Other' } } })
    expect(made.body.providers.github.client_secret).toBe('(secret)')
    const same = await patch({ providers: { github: made.body.providers.github } })
    expect([same.status, same.body]).toEqual([200, made.body])
    expect(same.headers.get('etag')).toBe(made.headers.get('etag'))
    await patch({ providers: { github: { name: 'Hub' } } })
    const whole = await patch({ providers: { github: null } })
    expect(Object.keys(whole.body.providers)).toEqual(['other'])
    const short = await patch({ providers: { other: { client_secret: null } } })
    expect([short.status, short.body.errors[0].pointer]).toEqual([422, '#/providers/other/client_secret'])
    const bad = await patch({ providers: { 'Not A Name': provider } })
    expect(bad.status).toBe(422)
    const rows = await bindings.DB.batch(
      ['settings', 'settings_history', 'audit'].map((table) => bindings.DB.prepare(`SELECT * FROM ${table}`)),
    )
    expect(JSON.stringify(rows.map(({ results }) => results))).not.toContain('one-secret')
    expect(JSON.stringify(await bindings.CLIENTS.get('settings'))).not.toContain('one-secret')
  })
})
