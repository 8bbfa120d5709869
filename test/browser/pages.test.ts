/** The pages people meet: by keyboard, without JavaScript, for axe-core, in light and dark, on a phone. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { demoClient } from '../../examples/demo-data.ts'
import { inChromium } from '../support/chromium.ts'
import {
  heading,
  type Person,
  press,
  type RunningDemo,
  runDemo,
  sealInteraction,
  signIn,
} from '../support/demo.ts'
import { accessibilityFaults, listen, sidewaysScroll } from '../support/page-rules.ts'

/** SCREENSHOTS=<folder> keeps a picture of every page, light on a desk and dark on a phone. */
const pictures = process.env.SCREENSHOTS

/** Every rule and every colour once. */
const onDeskAndPhone: ['light' | 'dark', number][] = [
  ['light', 1280],
  ['dark', 360],
]

const everything = 'openid profile email address phone offline_access account.r account.w'

inChromium('the pages', (newBrowser) => {
  let demo: RunningDemo

  beforeAll(async () => {
    demo = await runDemo()
  })
  afterAll(() => demo?.stop())

  async function open(context: BrowserContext, url: string): Promise<Page> {
    const page = await context.newPage()
    await page.goto(url)
    return page
  }

  async function openAsk(context: BrowserContext, parameters: Record<string, string> = {}): Promise<Page> {
    return open(context, demo.authorizeUrl(parameters))
  }

  /** Signs in and allows what is asked; leaves the person at the demo. */
  async function visit(context: BrowserContext, person: Person, parameters: Record<string, string> = {}) {
    const page = await openAsk(context, parameters)
    await signIn(page, person)
    await press(page, 'Allow')
    await heading(page, 'A code has arrived')
    await page.close()
  }

  async function withTwoPeople(context: BrowserContext): Promise<void> {
    await visit(context, await demo.newPerson())
    const page = await openAsk(context, { prompt: 'select_account' })
    await press(page, 'Use another account')
    await signIn(page, await demo.newPerson())
    await heading(page, 'Demo app wants to use your account')
    await page.close()
  }

  /** How to get to each page. */
  const pages: Record<string, (context: BrowserContext) => Promise<Page>> = {
    front: (context) => open(context, demo.issuer),

    'sign-in': (context) => openAsk(context),

    async 'sign-in with a problem'(context) {
      const page = await openAsk(context)
      await signIn(page, { ...(await demo.newPerson()), password: 'wrong' })
      await page.getByRole('alert').waitFor()
      return page
    },

    async 'sign-in beside other accounts'(context) {
      await visit(context, await demo.newPerson())
      const page = await openAsk(context, { prompt: 'select_account' })
      await press(page, 'Use another account')
      await page.getByRole('button', { name: 'Choose another account' }).waitFor()
      return page
    },

    async reauthenticate(context) {
      await visit(context, await demo.newPerson())
      const page = await openAsk(context, { prompt: 'login' })
      await heading(page, 'Confirm it is you')
      return page
    },

    async 'account chooser'(context) {
      await withTwoPeople(context)
      const page = await openAsk(context)
      await heading(page, 'Choose an account for Demo app')
      return page
    },

    async 'sign out'(context) {
      await withTwoPeople(context)
      const page = await open(context, `${demo.issuer}/oauth2/end_session?client_id=${demoClient.client_id}`)
      await heading(page, 'Sign out?')
      return page
    },

    async 'signed out'(context) {
      await visit(context, await demo.newPerson())
      const page = await open(context, `${demo.issuer}/oauth2/end_session`)
      await press(page, 'Sign out')
      await heading(page, 'You are signed out')
      return page
    },

    async 'signed out, and on'(context) {
      const uri = encodeURIComponent(`${demo.origin}/signed-out`)
      const request = `client_id=${demoClient.client_id}&post_logout_redirect_uri=${uri}`
      const page = await open(context, `${demo.issuer}/oauth2/end_session?${request}`)
      await heading(page, 'You are signed out')
      return page
    },

    async consent(context) {
      const page = await openAsk(context, { scope: everything })
      await signIn(page, await demo.newPerson())
      await heading(page, 'Demo app wants to use your account')
      return page
    },

    async 'consent to more'(context) {
      await visit(context, await demo.newPerson(), { scope: 'openid profile account.r' })
      const page = await openAsk(context, { scope: everything })
      await page.getByText('What you already allow it (3)').click()
      return page
    },

    error: (context) => openAsk(context, { redirect_uri: 'https://elsewhere.example.com/callback' }),

    async expired(context) {
      const page = await openAsk(context)
      const request = await sealInteraction(demo, page, 3_601)
      await page.goto(`${demo.issuer}/sign-in?request=${request}`)
      await heading(page, 'This page waited too long')
      return page
    },

    async 'other browser'(context) {
      const elsewhere = await openAsk(await newBrowser())
      await (await openAsk(context)).close()
      const page = await open(context, elsewhere.url())
      await heading(page, 'This sign-in began in another browser')
      return page
    },

    async 'no cookie'(context) {
      const page = await openAsk(context)
      await context.clearCookies()
      await page.reload()
      await heading(page, 'Your browser did not send our cookie')
      return page
    },

    async finished(context) {
      const page = await openAsk(context)
      const bookmark = page.url()
      await signIn(page, await demo.newPerson())
      await press(page, 'Allow')
      await heading(page, 'A code has arrived')
      await page.goto(bookmark)
      await heading(page, 'You have already done this step')
      return page
    },

    async 'form post'(context) {
      await context.route('**/form-post.js', (route) => route.fulfill({ contentType: 'text/javascript' }))
      const page = await openAsk(context, { response_mode: 'form_post' })
      await signIn(page, await demo.newPerson())
      await press(page, 'Allow')
      await heading(page, 'On your way back to Demo app')
      return page
    },

    errors: (context) => open(context, `${demo.issuer}/errors`),

    documentation: (context) => open(context, `${demo.issuer}/docs/errors`),

    'demo start': (context) => open(context, demo.origin),

    async 'demo signed in'(context) {
      const page = await open(context, `${demo.origin}/sign-in`)
      await signIn(page, await demo.newPerson())
      await press(page, 'Allow')
      await press(page, 'Call it without a token')
      await page.getByRole('heading', { name: 'Call the API without a token' }).waitFor()
      return page
    },

    async 'demo code by hand'(context) {
      const page = await openAsk(context)
      await signIn(page, await demo.newPerson())
      await press(page, 'Allow')
      await heading(page, 'A code has arrived')
      return page
    },

    async 'demo said no'(context) {
      const page = await openAsk(context)
      await press(page, 'Cancel')
      await heading(page, 'You said no, and that is fine')
      return page
    },
  }

  it.each(Object.keys(pages))('%s has nothing for axe-core, the console or a stranger', async (name) => {
    const context = await newBrowser()
    const noise = await listen(context)
    const page = await pages[name]!(context)
    await inspect(page, name)
    expect(noise.complaints).toEqual([])
    expect([...noise.origins].filter((origin) => ![demo.issuer, demo.origin].includes(origin))).toEqual([])
  })

  const documents = readdirSync(join(import.meta.dirname, '../../docs'), { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map(({ name }) => name.replace('.md', ''))

  it('docs are listed, and have nothing for axe-core, the console or a stranger', async () => {
    const context = await newBrowser() // one for all of them: a browser costs more than a page
    const noise = await listen(context)
    const page = await open(context, demo.issuer)
    const links = page.locator('a[href^="/docs/"]')
    const listed = await links.evaluateAll((all) => all.map((each) => each.getAttribute('href')))
    expect(listed).toEqual(expect.arrayContaining(documents.map((name) => `/docs/${name}`)))
    for (const name of documents) {
      await page.goto(`${demo.issuer}/docs/${name}`)
      await page.getByRole('article').waitFor()
      // Their colours are those of docs/errors, which is looked at in light and dark above.
      await inspect(page, `docs ${name}`, [['light', 1280]], { colours: false })
      expect({ name, complaints: noise.complaints }).toEqual({ name, complaints: [] })
    }
    expect([...noise.origins]).toEqual([demo.issuer])
  }, 120_000)

  it('say on the consent page who asks, for what, as whom, and how to refuse, without a scroll', async () => {
    const person = await demo.newPerson()
    const page = await openAsk(await newBrowser({ viewport: { width: 360, height: 740 } }), {
      scope: 'openid profile email account.r',
    })
    await signIn(page, person)
    await heading(page, 'Demo app wants to use your account')
    const asked = await page.getByRole('list').getByRole('listitem').allInnerTexts()
    expect(asked).toEqual([
      'Know who you are',
      'See your name and profile',
      'See your email address',
      'See your account at the demo',
    ])
    for (const said of [
      page.getByRole('link', { name: new URL(demo.origin).host }),
      page.getByText(person.name),
      page.getByRole('button', { name: 'Cancel' }),
      page.getByRole('button', { name: 'Allow' }),
    ]) {
      const box = await said.boundingBox()
      expect((box?.y ?? Number.NaN) + (box?.height ?? Number.NaN)).toBeLessThanOrEqual(740)
    }
  })

  it('weigh less than 30 KB, the sign-in page with all that it loads', async () => {
    const page = await (await newBrowser()).newPage()
    const wire = await page.context().newCDPSession(page)
    let bytes = 0
    wire.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength
    })
    await wire.send('Network.enable')
    await page.goto(demo.authorizeUrl(), { waitUntil: 'networkidle' })
    await heading(page, 'Sign in to continue to Demo app')
    expect(bytes).toBeGreaterThan(5_000) // page, stylesheet and icon were counted
    expect(bytes).toBeLessThan(30 * 1024)
  })

  async function inspect(
    page: Page,
    name: string,
    looks = onDeskAndPhone,
    what: { colours?: boolean } = {},
  ): Promise<void> {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    for (const [colorScheme, width] of looks) {
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme })
      if (pictures !== undefined) await picture(page, `${name} ${colorScheme} ${width}`)
      const faults = await accessibilityFaults(page, what)
      expect({ name, colorScheme, width, faults }).toEqual({ name, colorScheme, width, faults: [] })
    }
    await page.setViewportSize({ width: 320, height: 640 })
    expect({ name, scroll: await sidewaysScroll(page) }).toEqual({ name, scroll: 0 })
  }
})

async function picture(page: Page, name: string): Promise<void> {
  const path = join(pictures ?? '', `${name.replaceAll(' ', '-')}.png`)
  await page.screenshot({ path, fullPage: true })
}
