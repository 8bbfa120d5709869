/**
 * Holds the documentation: its links, its blocks, and what it says of the code. Blocks that can run are run against a
 * server, with the ports of the text replaced by free ones. CONTRIBUTING.md says how a block is marked.
 */
import './support/own-fetch.ts'
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoClient, demoUser } from '../examples/demo-data.ts'
import { errorsDocument } from '../scripts/errors-doc.ts'
import { freePort } from '../scripts/local-server.ts'
import { settingsDocument } from '../scripts/settings-doc.ts'
import { auditTypes } from '../src/protocol/audit.ts'
import { type RunningDemo, runDemo } from './support/demo.ts'
import { type Block, matches, readDocuments, root } from './support/documents.ts'
import { FormBrowser } from './support/form-browser.ts'
import { record } from './support/record.ts'

/** Blocks that no test can run, by their first line: they need a terminal, a network or a Cloudflare account. */
const notRun = [
  'README.md: npm start',
  'README.md: npm test',
  'README.md: npx wrangler login',
  'docs/add-sign-in.md: npx wrangler d1 execute DB --local --command "$(npx node scripts/record.ts client --new-secret < client.json)"',
  'docs/add-sign-in.md: npm init -y && npm pkg set type=module',
  'docs/deploy.md: npx wrangler login',
  'docs/deploy.md: (umask 077; echo "SEALING_SECRET=$(openssl rand -base64 32)" > .secrets.mine) # and keep it where you keep passwords',
  'docs/deploy.md: curl https://login.example.com/health',
  'docs/deploy.md: npx wrangler d1 execute DB --remote --command "INSERT INTO set_up (token, done_at) VALUES (\'skipped\', 0)"',
  'docs/directory.md: npm run bridge',
  'docs/directory.md: EDGEGRANT_BRIDGE_SECRET=… LDAP_BIND_PASSWORD=… node ldap-bridge.mjs bridge.json',
  'docs/move-records.md: curl -H "Authorization: Bearer $TOKEN" https://login.example.com/management/v1/records > records.jsonl',
  'docs/operate.md: npx wrangler tail',
  'docs/operate.md: npx wrangler d1 execute DB --remote --command "UPDATE signing_keys SET activated_at = 0 WHERE status = \'current\'"',
  'docs/operate.md: npx wrangler d1 execute DB --remote --command "UPDATE signing_keys SET retired_at = 0 WHERE status = \'retired\'"',
  'docs/operate.md: npx wrangler secret put SEALING_SECRET',
  'docs/operate.md: npm run deploy',
  "docs/operate.md: npx wrangler d1 execute DB --remote --command \"DELETE FROM credentials WHERE kind IN ('passkey', 'totp', 'recovery_code') AND sub = (SELECT sub FROM users WHERE login = 'olga')\"",
  'docs/operate.md: npx wrangler d1 time-travel restore DB --timestamp 2026-11-23T03:00:00Z',
  'docs/protect-an-api.md: npm init -y && npm pkg set type=module',
  'docs/registration.md: npx wrangler d1 execute DB --local --command "$(npx node scripts/record.ts resource < api.json)"',
  'docs/registration.md: npx wrangler d1 execute DB --remote --command "$(npx node scripts/record.ts client --new-secret < client.json)"',
  'docs/registration.md: npx wrangler d1 execute DB --remote --json --command "SELECT record FROM clients WHERE id = \'web-app\'" |',
]

const marks =
  /^(sh|sh run|(json|text) shows|(ts|js) run=[a-z-]+|ts (browser )?check|json (client|resource|person)|json|text)$/

const documents = readDocuments()
const blocks = documents.flatMap((document) => document.blocks)
const document = (file: string) => {
  const found = documents.find((each) => each.file === file)
  if (!found) throw new Error(`no ${file}`)
  return found
}

describe('the documentation', () => {
  it('marks every block with how it is tested', () => {
    expect(blocks.filter(({ info }) => !marks.test(info)).map(({ at, info }) => `${at} ${info}`)).toEqual([])
  })
  it('leaves only these blocks out', () => {
    const plain = blocks.filter(({ info }) => info === 'sh')
    expect(plain.map(({ file, code }) => `${file}: ${code.split('\n')[0]}`).sort()).toEqual(
      [...notRun].sort(),
    )
  })
  it('shows JSON that is JSON', () => {
    const broken = blocks.filter(({ info, code }) => /^json/.test(info) && !isJson(code))
    expect(broken.map(({ at }) => at)).toEqual([])
  })
  it('links to files and headings that are there', () => {
    const broken = documents.flatMap(({ file, links }) =>
      links.filter(({ href }) => !/^https?:/.test(href) && !leadsSomewhere(file, href)),
    )
    expect(broken).toEqual([])
  })
  it('links outside by https', () => {
    const outside = documents.flatMap(({ links }) => links.filter(({ href }) => /^https?:/.test(href)))
    const local = /^http:\/\/localhost:80(80|88)\b/
    expect(
      outside.filter(({ href }) => !local.test(href) && !(URL.canParse(href) && href.startsWith('https:'))),
    ).toEqual([])
  })
  it('begins each page with what it is for', () => {
    for (const { file, text } of documents.filter((each) => each.file.startsWith('docs/'))) {
      expect(text.replace(/^<!--.*-->\n+/, ''), file).toMatch(/^# .+\n\n.+\.\n/)
    }
  })
  it('keeps demo data out of docs/, which the Worker serves', () => {
    for (const { file, text } of documents.filter((each) => each.file.startsWith('docs/'))) {
      for (const secret of [demoClient.client_id, demoClient.client_secret, demoUser.login])
        expect(text, file).not.toContain(secret)
    }
  })
})

describe('what it says of the code', () => {
  it('every error, as the table has it; else run: node scripts/errors-doc.ts', () => {
    expect(document('docs/errors.md').text).toBe(errorsDocument())
  })
  it('every type of event in the audit trail', () => {
    const rows = Object.entries(auditTypes).map(([type, meaning]) => `| \`${type}\` | ${meaning} |\n`)
    expect(document('docs/audit.md').text).toContain(rows.join(''))
  })
  it('every setting, as the schema has it; else run: node scripts/settings-doc.ts', () => {
    expect(document('docs/settings.md').text).toBe(settingsDocument())
  })
  it('every cookie, and every event that is logged', () => {
    const source = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(root, 'src', name), 'utf8'))
      .join('\n')
    const found = (what: RegExp) => [...source.matchAll(what)].map(([, name = '']) => name)
    const cookies = found(/CookieName = \{ name: '([^']+)'/g)
    expect(cookies.length).toBeGreaterThan(1)
    for (const name of cookies) expect(document('docs/security.md').text).toContain(`| \`__Host-${name}\` |`)
    const events = found(/event: '([a-z_]+)'/g)
    expect(events).toContain('misconfigured')
    for (const name of events) expect(document('docs/operate.md').text).toContain(`"event":"${name}"`)
  })
  it.each([
    ['client', 'client-metadata', 'not_before', '## Clients', '## Changing a client'],
    ['API', 'protected-resource', 'token_profile', '## APIs', '## People'],
  ])('every field of a %s, and no other', (_, file, known, from, to) => {
    const source = readFileSync(join(root, `src/protocol/${file}.ts`), 'utf8')
    const schema = /const fields = z.strictObject\(\{(.*?)\n\}\)/s.exec(source)?.[1] ?? ''
    const fields = [...schema.matchAll(/^ {2}([a-z_]+):/gm)].map(([, name]) => name)
    expect(fields).toContain(known)
    const { text } = document('docs/registration.md')
    const rows = text.slice(text.indexOf(from), text.indexOf(to)).matchAll(/^\| (`.*?) \|/gm)
    const described = [...rows].flatMap(([, cell = '']) => cell.replaceAll('`', '').split(', '))
    expect(described.sort()).toEqual(fields.sort())
  })
})

describe('its code', () => {
  const folder = join(root, '.wrangler/docs')
  const snippets = blocks.filter(({ info }) => /^(ts|js) /.test(info))
  let demo: RunningDemo
  let ports: Record<string, string>
  const secret = 'the secret of every client in the documentation'
  const children: ChildProcess[] = []

  beforeAll(async () => {
    demo = await runDemo()
    ports = { '8888': new URL(demo.issuer).port, '8080': new URL(demo.origin).port }
    for (const port of ['3000', '4000']) ports[port] = String(await freePort())
    rmSync(folder, { recursive: true, force: true })
    for (const { info, code } of blocks) {
      const kind = /^json (client|resource|person)$/.exec(info)?.[1]
      if (kind === undefined) continue
      const input = JSON.parse(here(code)) as Record<string, unknown>
      const isConfidential = kind === 'client' && input.token_endpoint_auth_method !== 'none'
      const { sql, notes } = await record(kind, {
        ...input,
        ...(isConfidential && { client_secret: secret }),
      })
      expect(sql, notes).toContain('INSERT')
      await demo.db.prepare(sql).run()
    }
  })
  afterAll(async () => {
    for (const child of children) child.kill()
    await demo.stop()
  })

  /** The text with the ports of this run. */
  const here = (text: string) =>
    text.replace(/(localhost:|port: |listen\()(\d{4})\b/g, (whole, before, port) =>
      ports[port] === undefined ? whole : before + ports[port],
    )

  const runnable = blocks.flatMap((block, index): [string, Block, Block | undefined][] => {
    const next = blocks[index + 1]
    return block.info === 'sh run'
      ? [[block.at, block, next?.info.endsWith(' shows') ? next : undefined]]
      : []
  })
  it.each(runnable)('%s does what it shows', async (_, block, shown) => {
    const { code, stdout } = await finished(launch('bash', ['-euo', 'pipefail', '-c', here(block.code)]))
    expect(code, stdout).toBe(0)
    if (!shown) return
    const expected = here(shown.code)
    const found = stdout.replaceAll('\r', '').trim()
    const same =
      shown.info === 'json shows'
        ? matches(JSON.parse(expected), JSON.parse(found))
        : matches(expected.split('\n'), found.split('\n'))
    expect(same, `${expected}\n--- but it was\n${found}`).toBe(true)
  })

  it('is served with its pages, whose links to each other lead somewhere', async () => {
    for (const { file } of documents.filter((each) => each.file.startsWith('docs/'))) {
      const response = await fetch(`${demo.issuer}/${file.replace(/\.md$/, '')}`)
      const html = await response.text()
      expect([file, response.status]).toEqual([file, 200])
      for (const [, href = ''] of (/<article>.*<\/article>/s.exec(html)?.[0] ?? '').matchAll(
        /href="([^"]+)"/g,
      )) {
        if (/^https?:/.test(href)) continue
        const { pathname, hash } = new URL(href, response.url)
        const target = await fetch(demo.issuer + pathname)
        expect([file, href, target.status]).toEqual([file, href, 200])
        if (hash !== '') expect(await target.text(), `${file} ${href}`).toContain(`id="${hash.slice(1)}"`)
      }
    }
  })

  it('type-checks', async () => {
    for (const [kind, compilerOptions] of [
      ['node', {}],
      ['browser', { lib: ['es2024', 'dom', 'dom.iterable'], types: [] }],
    ] as const) {
      const own = snippets.filter(
        ({ info }) => info.startsWith('ts ') && info.includes('browser') === (kind === 'browser'),
      )
      expect(own.length).toBeGreaterThan(0)
      mkdirSync(join(folder, kind), { recursive: true })
      for (const { at, code } of own)
        write(`${kind}/${at.replaceAll(/[/:]/g, '-')}.ts`, `${code}\nexport {}\n`)
      const settings = { extends: '../../../tsconfig.json', compilerOptions, include: ['*.ts'] }
      write(`${kind}/tsconfig.json`, JSON.stringify(settings))
      const tsc = join(root, 'node_modules/typescript/bin/tsc')
      const { code, stdout } = await finished(launch(process.execPath, [tsc, '-p', join(folder, kind)]))
      expect(code, stdout).toBe(0)
    }
  })

  it('in README opens in a browser, and its code is good for tokens', async () => {
    const url =
      document('README.md').blocks.find(({ code }) => /^http:.*\/oauth2\/code\?/.test(code))?.code ?? ''
    const location = await signIn(here(url), demoUser)
    expect(location.origin).toBe(demo.origin)
    const { client_id, client_secret } = demoClient
    const form = { grant_type: 'authorization_code', code: location.searchParams.get('code') ?? '' }
    expect(await token(client_id, client_secret, form)).toMatchObject({
      token_type: 'Bearer',
      expires_in: 600,
    })
  })

  it('signs people in to a web application', async () => {
    const app = start('web-server')
    const origin = `http://localhost:${ports['3000']}`
    await answers(origin, app)
    const browser = new FormBrowser(origin, fetch)
    const location = await signIn((await browser.open(`${origin}/sign-in`)) ?? '')
    expect(location.href).toMatch(`${origin}/callback?`)
    await browser.open(location.href)
    expect([new URL(browser.url).pathname, browser.text]).toEqual(['/', 'Hello Grace Hopper'])
    expect((await fetch(location, { redirect: 'manual' })).status).toBe(400)

    const other = new FormBrowser(origin, fetch)
    const signInPage = new FormBrowser(demo.issuer, fetch)
    await signInPage.open((await other.open(`${origin}/sign-in`)) ?? '')
    await other.open((await signInPage.submit({ action: 'cancel' })) ?? '')
    expect([other.status, other.text]).toEqual([400, expect.stringContaining('You are not signed in')])
  })

  it('signs people in at a command line', async () => {
    const cli = start('native')
    const url = await says(cli, /Open (\S+)/)
    const location = await signIn(url)
    expect(await (await fetch(location)).text()).toContain('close this page')
    expect(await says(cli, /Signed in as (\S+)/)).toMatch(/^[\w-]{36}$/)
  })

  it('gets a machine its token', async () => {
    expect(await says(start('machine'), /(.+)/)).toBe('orders.read for 600 s')
  })

  it('gets a television its token', async () => {
    const tv = start('device')
    const [, url = '', code = ''] =
      (await says(tv, /(Open \S+ and type \S+)/)).match(/Open (\S+) and type (\S+)/) ?? []
    const browser = new FormBrowser(demo.issuer, fetch)
    await browser.open(url)
    await browser.submit({ user_code: code })
    await browser.submit({ ...grace, action: 'sign-in' })
    expect(browser.text).toContain(code)
    await browser.submit({ action: 'allow' })
    expect(await says(tv, /Signed in as (\S+)/)).toMatch(/^[\w-]{36}$/)
  })

  it('gets a script its token', async () => {
    const script = start('script', { LOGIN: grace.login, PASSWORD: grace.password })
    expect(await says(script, /(.+)/)).toBe('orders.read for 600 s')
  })

  it('exchanges a token for the next service', async () => {
    const form = { grant_type: 'password', username: grace.login, password: grace.password }
    const { access_token = '' } = await token('nightly-sync', secret, form)
    expect(await says(start('exchange', { TOKEN: access_token }), /(.+)/)).toBe(
      'billing acts, with orders.read',
    )
  })

  it('gets a partner its token, with a key of its own', async () => {
    const made = start('partner-key')
    const key = JSON.parse(await says(made, /(.+)/)) as object
    const privateKey = await until(made, async () => /-----BEGIN[\s\S]+-----END .+/.exec(made.stderr)?.[0])
    const registered = blocks.find(
      ({ info, code }) => info === 'json client' && code.includes('partner-service'),
    )
    const { trusted_issuers, ...client } = JSON.parse(registered?.code ?? '') as { trusted_issuers: object[] }
    const trusted = { ...trusted_issuers[0], jwks: { keys: [key] } }
    const { sql } = await record('client', { ...client, client_secret: secret, trusted_issuers: [trusted] })
    await demo.db.prepare(sql).run()
    const partner = start('partner', { PARTNER_KEY: privateKey, PERSON: grace.login })
    expect(await says(partner, /(.+)/)).toBe('orders.read for 600 s')
  })

  it.each(['api', 'express'])('protects an API: %s', async (name) => {
    const api = start(name)
    const orders = `http://localhost:${ports['4000']}/orders`
    await answers(orders, api)
    const { access_token: good = '' } = await token('report-job', secret)
    const { access_token: foreign = '' } = await token(demoClient.client_id, demoClient.client_secret)
    const ask = async (authorization?: string, method = 'GET') => {
      const response = await fetch(orders, {
        method,
        headers: authorization === undefined ? {} : { authorization },
      })
      return [response.status, response.headers.get('www-authenticate')]
    }
    expect(await ask(`Bearer ${good}`)).toEqual([200, null])
    const known = await fetch(new URL('/.well-known/oauth-protected-resource', orders))
    expect(await known.json()).toMatchObject({ resource: 'https://orders.example.com' })
    const realm = 'realm="https://orders.example.com"'
    const metadata = 'resource_metadata="https://orders.example.com/.well-known/oauth-protected-resource"'
    expect(await ask()).toEqual([401, `Bearer ${realm}, scope="orders.read", ${metadata}`])
    const forged = `${good.slice(0, -4)}AAAA`
    for (const [bad, why] of [
      ['rubbish', 'The access token is no signed JWT: it does not have three parts'],
      [foreign, 'The access token is for another API: its aud is not https://orders.example.com'],
      [forged, 'The access token has a signature that does not verify'],
    ]) {
      const said = `Bearer ${realm}, error="invalid_token", error_description="${why}", ${metadata}`
      expect(await ask(`Bearer ${bad}`)).toEqual([401, said])
    }
    if (name === 'api') {
      const why = 'This needs the scope orders.write, which the access token does not have'
      const said = `Bearer ${realm}, error="insufficient_scope", error_description="${why}", scope="orders.write", ${metadata}`
      expect(await ask(`Bearer ${good}`, 'POST')).toEqual([403, said])
    }
    await ended(api)
  })

  it('is driven by a test wherever it is marked to run', () => {
    const named = snippets.flatMap(({ info }) => /run=(\S+)/.exec(info)?.[1] ?? [])
    expect(named.sort()).toEqual([
      ...[
        'api',
        'device',
        'exchange',
        'express',
        'machine',
        'native',
        'partner',
        'partner-key',
        'script',
        'web-server',
      ],
    ])
  })

  function write(name: string, text: string): string {
    const file = join(folder, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }

  function start(name: string, more: Record<string, string> = {}): Running {
    const snippet = snippets.find(({ info }) => info.endsWith(` run=${name}`))
    if (!snippet) throw new Error(`no snippet ${name}`)
    const file = write(`run/${name}.${snippet.info.slice(0, 2)}`, here(snippet.code))
    // The package's own export, from its sources.
    return launch(process.execPath, ['--conditions=edgegrant-source', file], more)
  }

  function launch(command: string, args: string[], more: Record<string, string> = {}): Running {
    const child = spawn(command, args, {
      cwd: root,
      env: {
        ...process.env,
        CLIENT_SECRET: secret,
        ...more,
        PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      },
    })
    children.push(child)
    const running: Running = { child, stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        running[name] += text
      })
    }
    return running
  }

  /** Goes through the pages of the server as somebody would, and returns where the browser is sent. */
  async function signIn(url: string, { login, password } = grace): Promise<URL> {
    const browser = new FormBrowser(demo.issuer, fetch)
    await browser.open(url)
    const location =
      (await browser.submit({ login, password, action: 'sign-in' })) ??
      (await browser.submit({ action: 'allow' }))
    if (location === undefined) throw new Error(`stuck at ${browser.url}: ${browser.text}`)
    return new URL(location)
  }

  async function token(
    id: string,
    password: string,
    form: Record<string, string> = { grant_type: 'client_credentials' },
  ) {
    const headers = { authorization: `Basic ${btoa(`${id}:${encodeURIComponent(password)}`)}` }
    const response = await fetch(`${demo.issuer}/oauth2/token`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(form),
    })
    return (await response.json()) as Record<string, string>
  }
})

interface Running {
  readonly child: ChildProcess
  stdout: string
  stderr: string
}

/** The person of docs/registration.md. */
const grace = { login: 'grace', password: 'a long sentence is a good password' }

async function until<T>(running: Running, find: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    const found = await find()
    if (found !== undefined) return found
    if (running.child.exitCode) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`it did not come:\n${running.stdout}${running.stderr}`)
}

const says = (running: Running, what: RegExp) => until(running, async () => what.exec(running.stdout)?.[1])

const answers = (url: string, running: Running) =>
  until(running, async () => (await fetch(url).catch(() => undefined))?.status)

async function finished(running: Running) {
  const code = await new Promise<number | null>((resolve) => running.child.on('close', resolve))
  return { code, stdout: running.stdout + (code === 0 ? '' : running.stderr) }
}

async function ended(running: Running) {
  const closed = new Promise((resolve) => running.child.on('close', resolve))
  running.child.kill()
  await closed
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function leadsSomewhere(from: string, href: string): boolean {
  const [path = '', anchor] = href.split('#')
  const target = path === '' ? from : normalize(join(dirname(from), path))
  if (!existsSync(join(root, target))) return false
  return anchor === undefined || documents.some(({ file, anchors }) => file === target && anchors.has(anchor))
}
