/** A new developer at the portal, in Chromium; and its code, taken from the page and run in an empty folder. */
import '../support/own-fetch.ts'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../scripts/local-server.ts'
import { now as clock } from '../../src/runtime.ts'
import { hashPassword } from '../../src/sign-in/password-hash.ts'
import { Users } from '../../src/stores/users.ts'
import { inChromium } from '../support/chromium.ts'
import { heading, press, signIn } from '../support/demo.ts'
import { type PackageRegistry, startPackageRegistry } from '../support/package-registry.ts'
import { accessibilityFaults, listen, sidewaysScroll } from '../support/page-rules.ts'
import { type RunningServer, runServer } from '../support/running-server.ts'

const pictures = process.env.SCREENSHOTS
const ada = { login: 'ada', password: 'the first programmer of all', name: 'Ada Lovelace' }

inChromium('the developer portal', (newBrowser) => {
  let server: RunningServer
  let registry: PackageRegistry
  const children: ChildProcess[] = []
  const folders: string[] = []
  let cache: string

  beforeAll(async () => {
    server = await runServer()
    registry = await startPackageRegistry()
    cache = await mkdtemp(join(tmpdir(), 'edgegrant-npm-'))
    await new Users(server.db).add(
      {
        sub: 'sub-of-ada',
        user_id: ada.login,
        password_hash: await hashPassword(ada.password),
        user_type: 'customer',
        roles: ['developer'],
        claims: { name: ada.name, email: 'ada@example.com' },
      },
      clock(),
    )
  })
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill()
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
  })
  afterAll(async () => {
    await registry?.stop()
    await rm(cache, { recursive: true, force: true })
    await server?.stop()
  })

  /** Ada at her list of applications. */
  async function atPortal(context: BrowserContext): Promise<Page> {
    const page = await context.newPage()
    await page.goto(`${server.issuer}/developer`)
    await heading(page, 'Sign in to continue to Developer portal')
    await signIn(page, ada)
    await heading(page, 'Your applications')
    return page
  }

  async function registerApp(page: Page, kind: string, redirectUri?: string, scope?: string): Promise<void> {
    await page.goto(`${server.issuer}/developer`)
    await page.getByRole('link', { name: 'Register an application' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill(`${kind} of Ada`)
    await page.getByRole('radio', { name: new RegExp(`^${kind}`) }).check()
    if (redirectUri === undefined) expect(await page.getByLabel('Redirect URIs').isVisible()).toBe(false)
    else await page.getByLabel('Redirect URIs').fill(redirectUri)
    if (scope !== undefined) {
      await page.getByText('Advanced').click()
      await page.getByRole('checkbox', { name: scope }).check()
    }
    await press(page, 'Register it')
    await heading(page, `${kind} of Ada`)
  }

  /** The code of a snippet, as its Copy button has it: files by name, and what to type. */
  async function snippet(page: Page, id: string): Promise<{ files: [string, string][]; terminal: string }> {
    const figures = await page.locator(`#snippet-${id} figure`).all()
    const files: [string, string][] = []
    let terminal = ''
    for (const figure of figures) {
      const code = (await figure.locator('pre code').textContent()) ?? ''
      const file = await figure.getAttribute('data-file')
      if (file === null) terminal = code
      else files.push([file, code])
    }
    return { files, terminal }
  }

  interface Running {
    /** All that it has said so far. */
    said(): string
    /** Waits until it says that. */
    says(what: RegExp): Promise<RegExpExecArray>
    type(line: string): void
    readonly ended: Promise<number | null>
  }

  /** Saves the files in an empty folder, and runs what is to be typed there. */
  async function runIn(
    { files, terminal }: { files: [string, string][]; terminal: string },
    environment: Record<string, string> = {},
  ): Promise<Running> {
    const folder = await mkdtemp(join(tmpdir(), 'edgegrant-snippet-'))
    folders.push(folder)
    for (const [name, code] of files) await writeFile(join(folder, name), code)
    const inherited = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_)/i.test(name))
    const child = spawn('bash', ['-ec', terminal], {
      cwd: folder,
      detached: false,
      env: {
        ...Object.fromEntries(inherited),
        PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
        npm_config_registry: registry.url,
        npm_config_cache: cache,
        npm_config_audit: 'false',
        npm_config_fund: 'false',
        npm_config_update_notifier: 'false',
        ...environment,
      },
    })
    children.push(child)
    let output = ''
    const waiting = new Set<() => void>()
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        for (const look of waiting) look()
      })
    }
    const ended = new Promise<number | null>((done) => child.on('close', done))
    return {
      said: () => output,
      ended,
      type: (line) => child.stdin.end(`${line}\n`),
      says: (what) =>
        new Promise((resolve, reject) => {
          const look = () => {
            const found = what.exec(output)
            if (!found) return
            waiting.delete(look)
            resolve(found)
          }
          waiting.add(look)
          look()
          void ended.then((code) => {
            if (waiting.has(look))
              reject(new Error(`it ended with ${code} before it said ${what}:\n${output}`))
          })
        }),
    }
  }

  /** Opens the link, allows what is asked, and answers where the browser is sent, whether or not somebody listens there. */
  async function follow(context: BrowserContext, link: string, callback: string): Promise<string> {
    const page = await context.newPage()
    const arrived = page.waitForRequest((request) => request.url().startsWith(`${callback}?`))
    await page.goto(link).catch(() => undefined) // nobody need listen where it ends
    if (new URL(page.url()).pathname === '/consent')
      await page.getByRole('button', { name: 'Allow' }).click({ noWaitAfter: true })
    const { url } = { url: (await arrived).url() }
    await page.close()
    return url
  }

  const token = /"?access_token"?: ?['"]([\w.-]+)['"]/

  it('takes somebody new from the first page to a token, with each snippet for a web server', async () => {
    const context = await newBrowser()
    const page = await atPortal(context)
    const callback = `http://localhost:${await freePort()}/callback`
    await registerApp(page, 'Web server', callback)
    await page.getByText('Copy it now').waitFor()
    expect(await page.getByRole('button', { name: 'Copy' }).count()).toBeGreaterThan(4)

    const link = await snippet(page, 'authorize-url')
    const opened = (await page.locator('#authorize-url-0').textContent()) ?? ''
    const code = new URL(await follow(context, opened, callback)).searchParams.get('code') ?? ''
    const redeemed = await runIn({ ...link, terminal: link.terminal.replace("'the code'", code) })
    expect((await redeemed.says(token))[1]).toMatch(/^ey/)

    const curl = await runIn(await snippet(page, 'curl'))
    const [, address = ''] = await curl.says(/^(http.*)$/m)
    curl.type(await follow(context, address, callback))
    expect((await curl.says(token))[1]).toMatch(/^ey/)

    const library = await runIn(await snippet(page, 'openid-client'))
    const [, url = ''] = await library.says(/Open (http\S+)/)
    await follow(context, url, callback)
    expect((await library.says(token))[1]).toMatch(/^ey/)
    expect(await library.ended).toBe(0)

    const app = await runIn(await snippet(page, 'hono'))
    const visit = await context.newPage()
    await waitForPort(new URL(callback).origin, app.ended)
    await visit.goto(new URL('/', callback).href)
    await visit.getByRole('link', { name: 'Sign in' }).click()
    await visit.getByText(`Hello ${ada.name}`).waitFor()
  }, 180_000)

  it('runs what it shows for the other kinds of application', async () => {
    const context = await newBrowser()
    const page = await atPortal(context)

    await registerApp(page, 'Machine')
    const [curl, library, app] = [
      await snippet(page, 'curl'),
      await snippet(page, 'openid-client'),
      await snippet(page, 'hono'),
    ]
    expect((await (await runIn(curl)).says(token))[1]).toMatch(/^ey/)
    expect((await (await runIn(library)).says(token))[1]).toMatch(/^ey/)
    const port = await freePort()
    const running = await runIn(app, { PORT: String(port) })
    await waitForPort(`http://localhost:${port}`, running.ended)
    expect(await (await fetch(`http://localhost:${port}`)).json()).toMatchObject({
      seconds_left: expect.any(Number),
    })

    const callback = `http://localhost:${await freePort()}/`
    await registerApp(page, 'Browser', callback)
    const spa = await runIn(await snippet(page, 'hono'))
    await waitForPort(callback, spa.ended)
    const visit = await context.newPage()
    await visit.goto(new URL('/home', callback).href)
    await visit.getByRole('button', { name: 'Sign in' }).click()
    await press(visit, 'Allow')
    await visit.getByText(`Hello ${ada.name}`).waitFor()

    await registerApp(page, 'Phone or desktop', 'http://127.0.0.1/callback')
    const native = await runIn(await snippet(page, 'openid-client'))
    const [, url = ''] = await native.says(/Open (http\S+)/)
    await follow(context, url, new URL(url).searchParams.get('redirect_uri') ?? '')
    expect((await native.says(token))[1]).toMatch(/^ey/)

    await registerApp(page, 'Device')
    const devices = await Promise.all(
      ['curl', 'openid-client'].map(async (id) => {
        const device = await runIn(await snippet(page, id))
        const [, address = '', code = ''] = await device.says(/Open (http\S+) and type (\S+)/)
        return { device, address, code }
      }),
    )
    for (const { address, code } of devices) {
      const elsewhere = await context.newPage()
      await elsewhere.goto(address)
      await elsewhere.getByLabel('Code on the device').fill(code)
      await press(elsewhere, 'Continue')
      await press(elsewhere, 'Allow')
      await heading(elsewhere, /The device is connected/)
    }
    for (const { device } of devices) expect((await device.says(token))[1]).toMatch(/^ey/)
  }, 240_000)

  it('registers an API whose code lets the right tokens in, and says why the others are refused', async () => {
    const context = await newBrowser()
    const page = await atPortal(context)
    await page.getByRole('link', { name: 'APIs' }).click()
    await page.getByRole('link', { name: 'Register an API' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Orders')
    await page.getByRole('textbox', { name: 'Identifier' }).fill('https://orders.example.com')
    await page.locator('#scope_0').fill('orders.read')
    await page.locator('#sentence_0').fill('See your orders')
    await page.locator('#scope_1').fill('orders.write')
    await page.locator('#sentence_1').fill('Change your orders')
    await press(page, 'Register it')
    await heading(page, 'Orders')
    const api = page.url().split('?')[0]
    const checks = [await snippet(page, 'hono'), await snippet(page, 'express')]

    const tokens: string[] = []
    for (const scope of ['See your orders', 'Change your orders']) {
      await registerApp(page, 'Machine', undefined, scope)
      await page.getByRole('link', { name: 'Try it' }).click()
      await press(page, 'Get a token')
      await page.getByRole('heading', { name: 'The access token' }).waitFor()
      tokens.push(
        (JSON.parse((await page.locator('#answer').textContent()) ?? '') as { access_token: string })
          .access_token,
      )
    }
    const [reads = '', writes = ''] = tokens
    await Promise.all(
      checks.map(async (check) => {
        const port = await freePort()
        const running = await runIn(check, { PORT: String(port) })
        const at = `http://localhost:${port}`
        await waitForPort(at, running.ended)
        const ask = (authorization?: string) =>
          fetch(at, authorization === undefined ? {} : { headers: { authorization } })
        const [good, other, forged, none] = await Promise.all([
          ask(`Bearer ${reads}`),
          ask(`Bearer ${writes}`),
          ask('Bearer x.y.z'),
          ask(),
        ])
        expect([good, other, forged, none].map(({ status }) => status)).toEqual([200, 403, 401, 401])
        expect(other.headers.get('www-authenticate')).toContain('scope="orders.read"')
        expect([none.headers.get('www-authenticate'), await none.json()]).toEqual(['Bearer', {}])
      }),
    )

    // Where the keys cannot be had, nothing is said against the token.
    await Promise.all(
      checks.map(async ({ files, terminal }) => {
        const port = await freePort()
        const astray = files.map(([name, code]): [string, string] => [
          name,
          code.replace('/jwks', '/nothing'),
        ])
        const running = await runIn({ files: astray, terminal }, { PORT: String(port) })
        const at = `http://localhost:${port}`
        await waitForPort(at, running.ended)
        const answer = await fetch(at, { headers: { authorization: `Bearer ${reads}` } })
        expect([answer.status, await answer.json()]).toEqual([503, { error: 'temporarily_unavailable' }])
      }),
    )

    await page.goto(`${api}/check`)
    await page.getByLabel('Access token').fill(writes)
    await page.getByLabel('The scope that the request needs').fill('orders.read')
    await press(page, 'Check it')
    await page.getByText('403 insufficient_scope').waitFor()
    expect(server.log.filter(({ message }) => message.includes(writes.slice(-40)))).toEqual([])
  }, 180_000)

  describe('its pages', () => {
    it('have nothing for axe-core, the console or a stranger, in light and dark, on a desk and a phone', async () => {
      const context = await newBrowser()
      const noise = await listen(context)
      const page = await atPortal(context)
      await inspect(page, 'none yet or a list')
      await page.goto(`${server.issuer}/developer/apps/new`)
      await inspect(page, 'register')
      await press(page, 'Register it')
      await inspect(page, 'register with problems')
      await registerApp(page, 'Web server', 'https://shop.example.com/callback')
      await inspect(page, 'registered')
      const app = page.url().split('?')[0]
      for (const name of ['edit', 'log', 'delete', 'try']) {
        await page.goto(`${app}/${name}`)
        await inspect(page, name)
      }
      await press(page, 'Send the request')
      await press(page, 'Allow')
      await page.getByRole('heading', { name: '3. The token request' }).waitFor()
      await inspect(page, 'try: the code is back')
      await press(page, 'Trade the code for tokens')
      await page.getByRole('heading', { name: 'The ID token' }).waitFor()
      await inspect(page, 'try: tokens')
      await fetch(
        `${server.issuer}/oauth2/authorize?client_id=${app?.split('/').pop()}&redirect_uri=https://elsewhere.example`,
      )
      await page.goto(`${app}/log`)
      await page.getByText('is not registered for this client').click()
      await inspect(page, 'a refusal')
      await page.goto(`${server.issuer}/developer/apis`)
      await inspect(page, 'APIs')
      await page.goto(`${server.issuer}/developer/apis/new`)
      await page.getByText('Advanced').click()
      await inspect(page, 'register an API')
      await page.goto(`${server.issuer}/developer/nothing`)
      expect(noise.complaints).toEqual([])
      expect([...noise.origins]).toEqual([server.issuer])
    }, 120_000)

    it('need no script', async () => {
      const context = await newBrowser({ javaScriptEnabled: false })
      const page = await atPortal(context)
      await registerApp(page, 'Web server', 'https://shop.example.com/callback')
      await page.getByText('Copy it now').waitFor()
      expect(await page.getByRole('button', { name: 'Copy' }).count()).toBe(0)
      await page.getByText('openid-client').first().click()
      await page.getByText('npm install openid-client').waitFor()
      await page.getByRole('link', { name: 'Try it' }).click()
      await press(page, 'Send the request')
      await press(page, 'Allow')
      await press(page, 'Trade the code for tokens')
      await page.getByRole('heading', { name: 'The access token' }).waitFor()
      await page.locator('details.me summary').click()
      await press(page, 'Sign out')
      await heading(page, 'Edgegrant')
    })
  })

  async function inspect(page: Page, name: string): Promise<void> {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 360],
    ] as const) {
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme })
      if (pictures !== undefined) {
        const path = join(pictures, `developer ${name} ${colorScheme} ${width}.png`.replaceAll(' ', '-'))
        await page.screenshot({ path, fullPage: true })
      }
      const faults = await accessibilityFaults(page)
      expect({ name, colorScheme, width, faults }).toEqual({ name, colorScheme, width, faults: [] })
    }
    await page.setViewportSize({ width: 320, height: 640 })
    expect({ name, scroll: await sidewaysScroll(page) }).toEqual({ name, scroll: 0 })
    await page.setViewportSize({ width: 1280, height: 800 })
  }
})

/** Until something answers there, or what should has ended. */
async function waitForPort(origin: string, ended: Promise<number | null>): Promise<void> {
  let code: number | null | undefined
  void ended.then((with_) => {
    code = with_
  })
  for (;;) {
    if (
      await fetch(origin).then(
        () => true,
        () => false,
      )
    )
      return
    if (code !== undefined) throw new Error(`it ended with ${code} before it listened at ${origin}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
