/** Employees from a real OpenLDAP, from a client's authorize request to the ID token and on to refresh. */
import { createServer, type Server } from 'node:net'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FormBrowser } from '../support/form-browser.ts'
import type { Credentials, RunningServer } from '../support/running-server.ts'
import {
  base,
  groups,
  passwordOf,
  people,
  type Slapd,
  service,
  startSlapd,
  whyNoSlapd,
} from '../support/slapd.ts'

const skipped = whyNoSlapd() !== undefined
const wrong = 'The username or the password is not right.'
const noAnswer = 'The directory that keeps your password does not answer.'

describe.skipIf(skipped)('a company directory', () => {
  let slapd: Slapd
  let hanging: Server
  let server: RunningServer
  let app: Credentials
  let tools: typeof import('../support/running-server.ts')

  beforeAll(async () => {
    slapd = await startSlapd()
    for (const uid of [
      'ada',
      'bob',
      'carol',
      'dan',
      'erin',
      'frank',
      'gina',
      'hal',
      'ivy',
      'jo',
      'twin1',
      'twin2',
    ])
      await slapd.addPerson(uid, uid.startsWith('twin') ? { mail: 'both@corp.example' } : {})
    await slapd.addPerson('lee')
    await slapd.addPerson('grace', { mail: 'g.hopper@corp.example' }) // as somebody here is called
    await slapd.addPerson('odd', { uid: ['odd', 'odd*(name)\\'], cn: 'Od,d "name" é' })
    await slapd.as(async (client) => {
      const member = ['ada', 'bob'].map((uid) => `uid=${uid},${people}`)
      await client.add(`cn=engineers,${groups}`, { objectClass: 'groupOfNames', cn: 'engineers', member })
      await client.add(`cn=leads,${groups}`, {
        objectClass: 'groupOfNames',
        cn: 'leads',
        member: member[0] ?? '',
      })
    })
    hanging = createServer(() => undefined)
    await new Promise<void>((done) => hanging.listen(0, '127.0.0.1', done))
    const hangingPort = (hanging.address() as { port: number }).port

    // What workerd trusts is read when it is first loaded.
    process.env.NODE_EXTRA_CA_CERTS = slapd.ca
    tools = await import('../support/running-server.ts')
    const { setSettings } = await import('../support/set-settings.ts')
    server = await tools.runServer({ twin: true, onRestart: () => onRestart() })
    app = await server.register({ require_pkce: false })
    const bound = { base, bind_dn: service.dn, bind_password: service.password }
    const byName = { ...bound, filter: '(&(objectClass=inetOrgPerson)(uid={name}))', any_login: false }
    await setSettings(server, {
      directories: {
        corp: {
          ...bound,
          name: 'Corp',
          url: slapd.url,
          roles: { engineer: [`CN=Engineers, ${groups}`], lead: ['leads', 'nobody'], chief: ['chiefs'] },
          trust_email: true,
          grace: 600,
          timeout: 2,
        },
        secure: { ...byName, name: 'ldaps', url: slapd.secureUrl },
        upgraded: { ...byName, name: 'StartTLS', url: slapd.url, start_tls: true },
        impostor: { ...byName, name: 'Another host', url: slapd.elsewhereUrl },
        hanging: {
          ...byName,
          name: 'Hangs',
          url: `ldap://127.0.0.1:${hangingPort}`,
          connect_timeout: 1,
          timeout: 1,
        },
        direct: {
          ...{ name: 'Direct', url: slapd.url, base, any_login: false },
          dn_template: `uid={name},${people}`,
          group_base: groups,
          group_filter: '(member={dn})',
          group_attribute: 'seeAlso',
          roles: { tester: ['testers'] },
        },
      },
      sign_in: {
        realms: ['corp', 'secure', 'upgraded', 'impostor', 'hanging', 'direct'].map((directory) => ({
          domains: [`${directory}.example`],
          directory,
        })),
      },
    })
  })
  afterAll(async () => {
    await server?.stop()
    await slapd?.end()
    hanging?.close()
  })

  const scope = 'openid profile email offline_access read'

  /** What the application gets in the end. */
  async function signIn(login: string, password: string, browser = server.browser()) {
    const url = tools.authorizeUrl(server, app, { scope })
    const back = await tools.visit(browser, url, { person: { login, password } })
    const { body } = await tools.redeem(server.address, app, back.searchParams.get('code') ?? '')
    return { tokens: body, id: decodeJwt(body.id_token), access: decodeJwt(body.access_token), browser }
  }

  /** What the page says to whoever is not let in. */
  async function refused(login: string, password: string) {
    const browser = server.browser()
    await browser.open(tools.authorizeUrl(server, app, { scope }))
    const location = await browser.submit({ login, password, action: 'sign-in' })
    expect(location).toBeUndefined()
    expect(browser.status).toBeLessThan(500)
    return { text: browser.text, status: browser.status, html: browser.html }
  }

  async function claimsFor({ access_token }: { access_token: string }): Promise<Record<string, unknown>> {
    const headers = { authorization: `Bearer ${access_token}` }
    return (await fetch(`${server.address}/oauth2/userinfo`, { headers })).json() as never
  }

  const subOf = async (login: string) =>
    (await server.db.prepare('SELECT sub FROM users WHERE user_id = ?').bind(login).first<{ sub: string }>())!
      .sub

  /** As if the directory had last been asked so much earlier. */
  const asIfAskedBefore = async (login: string, seconds: number) =>
    server.db
      .prepare("UPDATE credentials SET mark = mark - ? WHERE kind = 'directory' AND sub = ?")
      .bind(seconds, await subOf(login))
      .run()

  /** The other Worker, which remembers nothing of what this one was told. */
  const there = () => server.twinAddress ?? ''
  const browserThere = ({ cookies }: FormBrowser) =>
    new FormBrowser(
      server.issuer,
      async (request) => {
        const { pathname, search } = new URL(request.url)
        const body = request.method === 'POST' ? await request.text() : undefined
        const init = { method: request.method, headers: request.headers, redirect: 'manual' } as const
        return fetch(there() + pathname + search, { ...init, ...(body !== undefined && { body }) })
      },
      { host: new URL(server.issuer).host },
      new Map(cookies),
    )

  it('lets an employee in, by user name, with claims, and with roles for their groups', async () => {
    const { id, access, tokens } = await signIn('ada', passwordOf('ada'))
    expect(id).toMatchObject({ amr: ['pwd'], acr: '1' })
    expect(await claimsFor(tokens)).toMatchObject({
      name: 'Person ada',
      email: 'ada@corp.example',
      email_verified: true,
    })
    expect(access).toMatchObject({
      sub: id.sub,
      user_id: 'ada',
      user_type: 'employee',
      roles: ['engineer', 'lead'],
    })
  })

  it('knows them again by what they are there for good, whatever they type', async () => {
    const { id } = await signIn('Ada@Corp.Example', passwordOf('ada'))
    expect(id.sub).toBe(await subOf('ada'))
  })

  it.each([
    ['ldaps', 'bob@secure.example'],
    ['StartTLS', 'carol@upgraded.example'],
  ])('by %s', async (_, login) => {
    const uid = login.split('@')[0] ?? ''
    expect((await signIn(login, passwordOf(uid))).id.amr).toEqual(['pwd'])
  })

  it('by a direct bind, with groups that are searched for', async () => {
    // Another directory in the settings, and so another person: their user name is taken by then.
    await slapd.addPerson('kim')
    await slapd.as((client) =>
      client.add(`cn=testers,${groups}`, {
        objectClass: 'groupOfNames',
        cn: 'testers',
        member: `uid=kim,${people}`,
      }),
    )
    const { access } = await signIn('kim@direct.example', passwordOf('kim'))
    expect(access).toMatchObject({ user_id: 'kim', roles: ['tester'] })
    expect((await refused('kim@direct.example', 'not it')).text).toContain(wrong)
    expect((await refused('nobody@direct.example', 'not it')).text).toContain(wrong)
    expect((await refused(`kim,${people}@direct.example`, passwordOf('kim'))).text).toContain(wrong)
  })

  it('names with all that filters and names are made of', async () => {
    const { tokens } = await signIn('odd*(name)\\', passwordOf('odd'))
    expect((await claimsFor(tokens)).name).toBe('Od,d "name" é')
  })

  it.each([
    ['a wrong password', 'dan', 'not it'],
    ['a person who is not there', 'nobody', 'not it'],
    ['a filter for a name', '*)(uid=*', passwordOf('ada')],
    ['a star', '*', passwordOf('ada')],
    ['another filter', 'dan)(|(objectClass=*', passwordOf('dan')],
    ['a name that two have', 'both@corp.example', passwordOf('twin1')],
    ['only spaces for a password', 'dan', '   '],
  ])('refuses %s with the same words and the same page', async (what, login, password) => {
    const { text, html, status } = await refused(login, password)
    const other = await refused(`nobody-${what}`, 'not it')
    expect(text).toContain(wrong)
    const shown = (page: string) => page.replace(/ (value|data-challenge)="[^"]*"/g, '')
    expect([status, shown(html)]).toEqual([other.status, shown(other.html)])
  })

  it('RFC 4513 §5.1.2: asks nobody with an empty password', async () => {
    expect((await refused('dan', '')).text).toContain('Enter your username or email and your password.')
  })

  it('who comes for the first time in two tabs at once is one person', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => signIn('lee', passwordOf('lee'))))
    expect(one?.id.sub).toBe(other?.id.sub)
  })

  it('takes over nobody who is here already', async () => {
    const { text } = await refused('g.hopper@corp.example', passwordOf('grace'))
    expect(text).toContain('somebody else already has the username')
    expect((await signIn('grace', tools.grace.password)).id.sub).toBe('sub-of-grace')
  })

  it('refuses a host with the certificate of another one, and a directory that never answers', async () => {
    expect((await refused('dan@impostor.example', passwordOf('dan'))).text).toContain(noAnswer)
    const waiting = refused('dan@hanging.example', passwordOf('dan'))
    // Others sign in meanwhile.
    expect((await signIn('grace', tools.grace.password)).id.sub).toBe('sub-of-grace')
    expect((await waiting).text).toContain(noAnswer)
  })

  it('who was disabled is refused at refresh, and everything of theirs ends; let in again, they are back', async () => {
    const { tokens, browser } = await signIn('dan', passwordOf('dan'))
    await slapd.set(`uid=dan,${people}`, 'pwdAccountLockedTime', ['000001010000Z'])
    // Not asked again yet.
    const rotated = await tools.refresh(there(), app, tokens.refresh_token)
    expect(rotated.status).toBe(200)
    await asIfAskedBefore('dan', 901)
    await restarted()
    expect(await tools.refresh(server.address, app, rotated.body.refresh_token)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'The account is disabled' },
    })
    expect(await tools.userinfoStatus(server.address, rotated.body.access_token)).toBe(401)
    const url = tools.authorizeUrl(server, app, { scope, prompt: 'none' })
    expect(new URL((await browser.open(url)) ?? '').searchParams.get('error')).toBe('login_required')
    expect((await refused('dan', passwordOf('dan'))).text).toContain(wrong)

    await slapd.set(`uid=dan,${people}`, 'pwdAccountLockedTime', [])
    expect((await signIn('dan', passwordOf('dan'))).id.sub).toBe(await subOf('dan'))
    await server.scheduled()
    const { results } = await server.db
      .prepare("SELECT type FROM audit WHERE subject = ? AND type LIKE 'user.directory_%' ORDER BY id")
      .bind(await subOf('dan'))
      .all()
    expect(results.map(({ type }) => type)).toEqual(['user.directory_disabled', 'user.directory_enabled'])
  })

  it('who is gone is refused at authorize with a live session', async () => {
    const { browser, tokens } = await signIn('erin', passwordOf('erin'))
    await slapd.as((client) => client.del(`uid=erin,${people}`))
    await asIfAskedBefore('erin', 901)
    const url = tools.authorizeUrl(server, app, { scope, prompt: 'none' })
    expect(new URL((await browserThere(browser).open(url)) ?? '').searchParams.get('error')).toBe(
      'login_required',
    )
    expect(await tools.userinfoStatus(server.address, tokens.access_token)).toBe(401)
  })

  it('groups that changed meanwhile are told of at the next look', async () => {
    const { tokens } = await signIn('frank', passwordOf('frank'))
    await slapd.as((client) =>
      client.add(`cn=chiefs,${groups}`, {
        objectClass: 'groupOfNames',
        cn: 'chiefs',
        member: `uid=frank,${people}`,
      }),
    )
    await asIfAskedBefore('frank', 901)
    const { body } = await tools.refresh(there(), app, tokens.refresh_token)
    expect(decodeJwt(body.access_token)).toMatchObject({ roles: ['chief'] })
  })

  it('an operator who disabled somebody is not overruled by the directory', async () => {
    await signIn('gina', passwordOf('gina'))
    await server.db
      .prepare("UPDATE users SET status = 'disabled', version = version + 1 WHERE user_id = 'gina'")
      .run()
    expect((await refused('gina', passwordOf('gina'))).text).toContain('Your account here is disabled.')
  })

  it('stopped in mid-flow and started again: who is in goes on, who is not waits, and no token is burnt', async () => {
    const hal = await signIn('hal', passwordOf('hal'))
    const ivy = await signIn('ivy', passwordOf('ivy'))
    const browser = server.browser()
    await browser.open(tools.authorizeUrl(server, app, { scope }))
    await slapd.stop()
    try {
      await browser.submit({ login: 'jo', password: passwordOf('jo'), action: 'sign-in' })
      expect(browser.status).toBe(400)
      expect(browser.text).toContain(noAnswer)
      // Others have their password here.
      expect((await signIn('grace', tools.grace.password)).id.sub).toBe('sub-of-grace')

      await asIfAskedBefore('hal', 900 + 300) // within the grace of 600 s
      expect((await tools.refresh(there(), app, hal.tokens.refresh_token)).status).toBe(200)
      await asIfAskedBefore('ivy', 900 + 601)
      expect(await tools.refresh(there(), app, ivy.tokens.refresh_token)).toMatchObject({
        status: 400,
        body: { error: 'directory_unreachable' },
      })
    } finally {
      await slapd.start()
    }
    expect((await tools.refresh(there(), app, ivy.tokens.refresh_token)).status).toBe(200)
    const location = await browser.submit({ login: 'jo', password: passwordOf('jo'), action: 'sign-in' })
    expect(location ?? browser.url).toMatch(/consent|code=/)
  })

  it('people who guess wait before the directory is asked', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, each) => refused('guessed@direct.example', `${each}`)),
    )
    const waiting = answers.filter(({ status }) => status === 429)
    expect(waiting.length).toBeGreaterThan(0)
    for (const { text } of waiting) expect(text).toContain('Too many tries')
  })

  it('nothing of it is in the log: no name, no password, no address of a person', async () => {
    const log = JSON.stringify(server.log)
    for (const secret of [passwordOf('dan'), service.password, `uid=dan`, 'dan@corp.example', 'sensitive'])
      expect(log).not.toContain(secret)
    expect(log).toContain('directory_unreachable')
  })

  /** workerd anew, on the same data: an isolate remembers until when somebody need not be asked about. */
  async function restarted() {
    const { promise, resolve } = Promise.withResolvers<void>()
    onRestart = resolve
    process.kill(server.runtimePid() ?? 0, 'SIGKILL')
    await promise
  }
})

let onRestart = () => {}
