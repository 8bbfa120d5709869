/** The front page of the demo: every command on it is pasted into a shell, every button is pressed. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoApis, demoShapes, demoUser, ledger } from '../../examples/demo-data.ts'
import { partnerKey } from '../../scripts/partner-key.ts'
import { type RunningDemo, runDemo } from '../support/demo.ts'
import { FormBrowser } from '../support/form-browser.ts'
import { postToken, visit } from '../support/running-server.ts'

let demo: RunningDemo
let front: FormBrowser

beforeAll(async () => {
  demo = await runDemo()
  front = new FormBrowser(demo.origin, fetch)
  await front.open(demo.origin)
})
afterAll(() => demo?.stop())

const secretOf = (client: { client_id: string; client_secret: string }) => ({
  id: client.client_id,
  secret: client.client_secret,
})

/** What stands on the front page to be pasted, by the name of its shape. */
function command(shape: string): string {
  const found = new RegExp(`aria-label="Command: ${shape}">([^<]*)</pre>`).exec(front.html)?.[1]
  if (found === undefined) throw new Error(`no command for ${shape}`)
  const decoded = { '&#39;': "'", '&quot;': '"', '&amp;': '&' }
  return found.replace(/&#39;|&quot;|&amp;/g, (each) => decoded[each as keyof typeof decoded])
}

async function paste(shape: string): Promise<Record<string, unknown>> {
  const PATH = `${dirname(process.execPath)}:${process.env.PATH}`
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', command(shape)], {
    env: { ...process.env, PATH },
  })
  return JSON.parse(stdout)
}

/** The answers that the page behind a button shows, in their order. */
async function press(name: string): Promise<{ statuses: number[]; text: string }> {
  const browser = new FormBrowser(demo.origin, fetch)
  await browser.open(`${demo.origin}/try/${name}`, { method: 'POST', headers: { origin: demo.origin } })
  const statuses = [...browser.html.matchAll(/class="status \w+">(\d+)</g)].map(([, status]) =>
    Number(status),
  )
  return { statuses, text: browser.text }
}

describe('the commands of the front page', () => {
  it('name every demo client', () => {
    for (const { client_id } of Object.values(demoShapes)) expect(front.html).toContain(client_id)
  })

  it.each([
    ['Machine', { client_id: demoShapes.machine.client_id, sub: demoShapes.machine.client_id }],
    ['Script with a password', { user_id: demoUser.login, user_type: 'employee' }],
    ['Service that was called', { user_id: demoUser.login, act: { sub: demoShapes.exchange.client_id } }],
    ['Service of a partner', { user_id: demoUser.login, client_id: demoShapes.partner.client_id }],
  ])('%s: yields a token for the demo API', async (shape, claims) => {
    const { access_token } = await paste(shape)
    expect(decodeJwt(String(access_token))).toMatchObject({ aud: demo.origin, ...claims })
  })

  it('Service of a partner: its assertion is good once', async () => {
    await front.open(demo.origin) // another assertion
    expect(await paste('Service of a partner')).toMatchObject({ token_type: 'Bearer' })
    expect(await paste('Service of a partner')).toMatchObject({ error: 'invalid_grant' })
  })

  it('Television: asks for a user code', async () => {
    expect(await paste('Television or device')).toMatchObject({
      user_code: expect.stringMatching(/^\w{4}-\w{4}$/),
    })
  })

  it('The API itself: looks up a reference token', async () => {
    expect(await paste('The API itself')).toMatchObject({ active: true, aud: demoApis(demo.origin).vault })
  })
})

describe('the buttons of the front page', () => {
  it.each(['machine', 'script', 'partner', 'ledger'])('%s: a token, and the API takes it', async (name) => {
    expect((await press(name)).statuses).toEqual([200, 200])
  })
  it('exchange: the API hears who acts', async () => {
    const { statuses, text } = await press('exchange')
    expect(statuses).toEqual([200, 200, 200])
    expect(text).toContain('"act": { "sub": "demo-exchange" }')
  })
  it('api: a reference token is refused as soon as it is taken back', async () => {
    const { statuses, text } = await press('api')
    // token, vault, look up, take back, vault, look up
    expect(statuses).toEqual([200, 200, 200, 200, 401, 200])
    expect(text).toMatch(/"active": true.*"active": false/)
  })
  it('shows no secret and no whole token', async () => {
    for (const name of ['script', 'api', 'partner']) {
      const { text } = await press(name)
      for (const { client_secret } of [
        demoShapes.script,
        demoShapes.api,
        demoShapes.machine,
        demoShapes.partner,
      ])
        expect(text).not.toContain(client_secret)
      expect(text).not.toContain(`password=${demoUser.password}`)
      expect(text).not.toMatch(/eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/)
    }
  })
})

describe('the links of the front page', () => {
  const link = (label: string) => {
    const href = new RegExp(`href="([^"]*)">${label}</a>`).exec(front.html)?.[1] ?? ''
    return new URL(href.replaceAll('&amp;', '&'), demo.origin)
  }
  const person = { login: demoUser.login, password: demoUser.password }

  it('the old way: an ID token and an access token in the fragment', async () => {
    const back = await visit(new FormBrowser(demo.issuer, fetch), link('Sign in the old way'), { person })
    expect(back.search).toBe('')
    const answer = new URLSearchParams(back.hash.slice(1))
    expect([...answer.keys()]).toEqual(expect.arrayContaining(['access_token', 'id_token', 'state']))
    expect(answer.has('refresh_token')).toBe(false)
    const headers = { authorization: `Bearer ${answer.get('access_token')}` }
    expect((await fetch(`${demo.origin}/customer/111`, { headers })).status).toBe(200)
  })

  it('the hybrid app: an ID token at once, and a code for the rest', async () => {
    const back = await visit(new FormBrowser(demo.issuer, fetch), link('Sign in, hybrid'), {
      person,
    })
    const answer = new URLSearchParams(back.hash.slice(1))
    expect(decodeJwt(answer.get('id_token') ?? '')).toMatchObject({ c_hash: expect.any(String) })
    const form = { grant_type: 'authorization_code', code: answer.get('code') ?? '' }
    expect(await postToken(demo.address, secretOf(demoShapes.hybrid), form)).toMatchObject({ status: 200 })
  })

  it('the desktop program: comes back to a loopback address and calls the API', async () => {
    const begun = await fetch(link('Start the program'), { redirect: 'manual' })
    const location = begun.headers.get('location')
    const back = await visit(new FormBrowser(demo.issuer, fetch), location ?? '', { person })
    expect(back.hostname).toBe('127.0.0.1')
    const page = await (await fetch(back)).text()
    expect(page).toContain('A desktop program signed you in')
    expect((await fetch(back)).status).toBe(400) // once
  })
})

describe('the key of the partner', () => {
  it('is made once, kept with the local data, and readable by their owner alone', async () => {
    const state = await mkdtemp(join(tmpdir(), 'edgegrant-key-'))
    try {
      const made = await partnerKey(state)
      expect(await partnerKey(state)).toEqual(made)
      expect(made.publicKey).not.toHaveProperty('d')
      expect((await stat(join(state, 'partner-key.json'))).mode & 0o777).toBe(0o600)
    } finally {
      await rm(state, { recursive: true })
    }
  })
})

describe('the three APIs', () => {
  const machine = (form: Record<string, string>) =>
    postToken(demo.address, secretOf(demoShapes.machine), { grant_type: 'client_credentials', ...form })
  const ask = async (path: string, token: string) =>
    (await fetch(demo.origin + path, { headers: { authorization: `Bearer ${token}` } })).status

  const paths = { 'account.r': '/customer/111', 'vault.r': '/vault', 'ledger.r': '/ledger' }
  it.each(Object.entries(paths))('%s opens %s and no other', async (scope, own) => {
    const { access_token } = (await machine({ scope })).body
    for (const path of Object.values(paths))
      expect([path, await ask(path, access_token)]).toEqual([path, path === own ? 200 : 401])
  })

  it('get tokens for one of them at a time', async () => {
    expect(await machine({ scope: 'account.r vault.r' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_target' },
    })
    const { vault } = demoApis(demo.origin)
    const { body } = await machine({ scope: 'vault.r', resource: vault })
    expect(await ask('/vault', body.access_token)).toBe(200)
    const elsewhere = await machine({ scope: 'vault.r', resource: demo.origin })
    expect(elsewhere).toMatchObject({ status: 400, body: { error: 'invalid_scope' } })
  })

  it.each([
    ['/customer/111', ''],
    ['/vault', '/vault'],
  ])('GET %s without a token names where the API says whose tokens it takes', async (path, resource) => {
    const challenge = (await fetch(demo.origin + path)).headers.get('www-authenticate') ?? ''
    const [, address = ''] = /resource_metadata="([^"]+)"/.exec(challenge) ?? []
    expect(await (await fetch(address)).json()).toMatchObject({
      resource: demo.origin + resource,
      authorization_servers: [demo.issuer],
    })
  })

  it('the ledger gets the claims of light-oauth2', async () => {
    const { access_token } = (await machine({ scope: 'ledger.r' })).body
    const { iat = 0, nbf, ...claims } = decodeJwt(access_token)
    expect(nbf).toBe(iat - 120)
    expect(claims).toEqual({
      iss: ledger.tokenIssuer,
      aud: ledger.audience,
      exp: iat + 600,
      jti: expect.any(String),
      version: '1.0',
      client_id: demoShapes.machine.client_id,
      scope: ['ledger.r'],
    })
  })
})
