/** A television and a phone: the device flow as two people's screens see it, and what may go wrong on the way. */
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { demoShapes } from '../../examples/demo-data.ts'
import { now as clock, seconds } from '../../src/runtime.ts'
import { DeviceRequests } from '../../src/stores/device-requests.ts'
import type { Bindings } from '../../src/stores/stores.ts'
import { inChromium } from '../support/chromium.ts'
import { heading, press, type RunningDemo, runDemo, signIn, steve } from '../support/demo.ts'
import { accessibilityFaults, listen, sidewaysScroll } from '../support/page-rules.ts'

inChromium('a device', (newBrowser) => {
  let demo: RunningDemo

  beforeAll(async () => {
    demo = await runDemo()
  })
  afterAll(() => demo?.stop())

  const phone = { viewport: { width: 360, height: 740 } }

  /** A television that shows a code. It runs no script, so neither does its browser. */
  async function television(): Promise<{ screen: Page; code: string; address: string }> {
    const screen = await (await newBrowser({ javaScriptEnabled: false })).newPage()
    await screen.goto(`${demo.origin}/tv`)
    await heading(screen, 'Connect this television')
    return {
      screen,
      code: await screen.getByRole('status').innerText(),
      address: (await screen.getByRole('link', { name: '/device' }).getAttribute('href')) ?? '',
    }
  }

  const codeField = (page: Page) => page.getByRole('textbox', { name: 'Code on the device' })

  async function typeCode(context: BrowserContext, code: string): Promise<Page> {
    const page = await context.newPage()
    await page.goto(`${demo.issuer}/device`)
    await codeField(page).fill(code)
    await press(page, 'Continue')
    return page
  }

  /** Types the code, signs in, and stops at the question. */
  async function asked(code: string, person = steve): Promise<Page> {
    const page = await typeCode(await newBrowser(phone), code)
    await heading(page, 'Sign in to continue to Demo television')
    await signIn(page, person)
    await heading(page, 'Demo television wants to use your account')
    return page
  }

  const requests = async () =>
    new DeviceRequests(
      (await demo.mf.getDurableObjectNamespace('REQUEST_SHARD')) as unknown as Bindings['REQUEST_SHARD'],
      {
        jurisdiction: undefined,
      },
    )

  /** As if its ten minutes had passed. */
  async function expire(shown: string): Promise<void> {
    const code = shown.replace('-', '')
    const pending = await (await requests()).pending(code)
    if (!pending) throw new Error(`nothing waits under ${code}`)
    await (await requests()).create({ ...pending, expiresAt: seconds(clock()) })
  }

  it('is connected from a phone: code, sign-in, the code once more, and the television has its token', async () => {
    const { screen, code, address } = await television()
    expect(address).toBe(`${demo.issuer}/device`)

    const page = await asked(code)
    expect(await page.getByRole('region', { name: /show this code/ }).innerText()).toContain(code)
    expect(await page.getByRole('list').getByRole('listitem').allInnerTexts()).toEqual([
      'Know who you are',
      'See your name and profile',
      'See your account at the demo',
    ])
    await press(page, 'Allow')
    await heading(page, /The device is connected/)

    await heading(screen, 'Connected as Steve Hu')
    expect(await screen.getByLabel('Request').first().innerText()).toContain('device_code')
    expect(JSON.parse(await screen.getByLabel('Answer').last().innerText())).toMatchObject({
      id: '111',
      asked_by: { client_id: demoShapes.television.client_id, user_id: steve.login },
    })
  })

  it('is connected by its picture, whose code the person still has to send and compare', async () => {
    const { screen, code } = await television()
    const page = await (await newBrowser(phone)).newPage()
    await page.goto(`${demo.issuer}/device?user_code=${code}`) // what the picture says
    expect(await codeField(page).inputValue()).toBe(code)
    await press(page, 'Continue')
    await signIn(page, await demo.newPerson())
    expect(await page.getByRole('region', { name: /show this code/ }).innerText()).toContain(code)
    await press(page, 'Allow')
    await heading(screen, /^Connected as/)
  })

  it('asks again for a second television, whatever was allowed to the first', async () => {
    const person = await demo.newPerson()
    const page = await asked((await television()).code, person)
    await press(page, 'Allow')
    const { code } = await television()
    const again = await typeCode(page.context(), code)
    await heading(again, 'Demo television wants to use your account')
    expect(await again.getByRole('region', { name: /show this code/ }).innerText()).toContain(code)
  })

  it('is refused when the person says no, and says so', async () => {
    const { screen, code } = await television()
    const page = await asked(code)
    await press(page, 'Cancel')
    await heading(page, /The device was refused/)
    await heading(screen, 'Not connected')
    expect(await screen.getByText('You said no.').isVisible()).toBe(true)

    const late = await typeCode(page.context(), code)
    expect(await late.getByRole('alert').innerText()).toContain('This code is not known')
  })

  it('is refused at the sign-in already', async () => {
    const { screen, code } = await television()
    const page = await typeCode(await newBrowser(phone), code)
    await press(page, 'Cancel')
    await heading(page, /The device was refused/)
    await heading(screen, 'Not connected')
  })

  it('is told when its code has expired, and so is the person who types it', async () => {
    const { screen, code } = await television()
    await expire(code)
    const page = await typeCode(await newBrowser(phone), code)
    expect(await page.getByRole('alert').innerText()).toContain('It may have expired')
    await heading(screen, 'Not connected')
    expect(await screen.getByText('The code has expired').isVisible()).toBe(true)
  })

  it('whose code expires while the person reads gets nothing', async () => {
    const { screen, code } = await television()
    const page = await asked(code)
    await expire(code)
    await press(page, 'Allow')
    await heading(page, 'The code has ended')
    expect(await page.getByText('expired_token', { exact: true }).isVisible()).toBe(true)
    await heading(screen, 'Not connected')
  })

  it.each([
    ['ABCD-EFGH', 'A code has eight letters'],
    ['BCDF', 'A code has eight letters'],
    ['<b>BCDF', 'A code has eight letters'],
    ['BCDF-GHJK', 'This code is not known'],
  ])('has another code than %s', async (code, problem) => {
    const page = await typeCode(await newBrowser(phone), code)
    expect(await page.getByRole('alert').innerText()).toContain(problem)
    expect(await codeField(page).inputValue()).toBe(code)
    expect(await codeField(page).getAttribute('aria-invalid')).toBe('true')
  })

  it('is connected with the code typed in small letters, with spaces, without JavaScript and by keyboard', async () => {
    const { screen, code } = await television()
    const page = await (await newBrowser({ ...phone, javaScriptEnabled: false })).newPage()
    await page.goto(`${demo.issuer}/device`)
    await codeField(page).and(page.locator(':focus')).waitFor()
    await page.keyboard.type(` ${code.toLowerCase().replace('-', ' ')} `)
    await page.keyboard.press('Enter')
    await signIn(page, await demo.newPerson())
    await heading(page, 'Demo television wants to use your account')
    await press(page, 'Allow')
    await heading(page, /The device is connected/)
    await heading(screen, /^Connected as/)
  })

  it('slows down who tries one code after another', async () => {
    const page = await (await newBrowser()).newPage()
    await page.goto(`${demo.issuer}/device`)
    const letters = 'BCDFGHJKLMNP'
    for (const letter of letters) {
      await codeField(page).fill(`ZZZZ-ZZZ${letter}`)
      await press(page, 'Continue')
      await page.getByRole('alert').waitFor()
      if (await page.getByText('Too many tries').isVisible()) return
    }
    throw new Error(`${letters.length} codes were tried, and nobody minded`)
  })
})

inChromium('the pages around a device', (newBrowser) => {
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

  async function consent(context: BrowserContext): Promise<Page> {
    const tv = await open(context, `${demo.origin}/tv`)
    const code = await tv.getByRole('status').innerText()
    await tv.close()
    const page = await open(context, `${demo.issuer}/device?user_code=${code}`)
    await press(page, 'Continue')
    await signIn(page, await demo.newPerson())
    await heading(page, 'Demo television wants to use your account')
    return page
  }

  const pages: Record<string, (context: BrowserContext) => Promise<Page>> = {
    device: (context) => open(context, `${demo.issuer}/device`),

    async 'device with a problem'(context) {
      const page = await open(context, `${demo.issuer}/device?user_code=BCDF-GHJK`)
      await press(page, 'Continue')
      await page.getByRole('alert').waitFor()
      return page
    },

    'device consent': consent,

    async 'device connected'(context) {
      const page = await consent(context)
      await press(page, 'Allow')
      await heading(page, /The device is connected/)
      return page
    },

    async 'device refused'(context) {
      const page = await consent(context)
      await press(page, 'Cancel')
      await heading(page, /The device was refused/)
      return page
    },

    'demo television': (context) => open(context, `${demo.origin}/tv`),

    'demo browser app': (context) => open(context, `${demo.origin}/spa`),

    async 'demo fragment'(context) {
      const page = await open(context, demo.origin)
      await page.getByRole('link', { name: 'Sign in, hybrid' }).click()
      await signIn(page, await demo.newPerson())
      await press(page, 'Allow')
      await heading(page, 'It came in the fragment')
      return page
    },

    async 'demo try'(context) {
      const page = await open(context, demo.origin)
      await press(page, 'Look up, take back')
      await heading(page, 'An API looks a token up; its owner takes it back')
      return page
    },
  }

  it.each(Object.keys(pages))('%s has nothing for axe-core, the console or a stranger', async (name) => {
    const context = await newBrowser()
    const noise = await listen(context)
    const page = await pages[name]!(context)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 360],
    ] as const) {
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme })
      expect({ colorScheme, faults: await accessibilityFaults(page) }).toEqual({ colorScheme, faults: [] })
    }
    await page.setViewportSize({ width: 320, height: 640 })
    expect(await sidewaysScroll(page)).toBe(0)
    expect(noise.complaints).toEqual([])
    expect([...noise.origins].filter((origin) => ![demo.issuer, demo.origin].includes(origin))).toEqual([])
  })

  it('the browser app signs in, and calls the API with its token', async () => {
    const page = await open(await newBrowser(), `${demo.origin}/spa`)
    await press(page, 'Sign in')
    await signIn(page, steve)
    await press(page, 'Allow')
    expect(JSON.parse(await page.getByLabel('Who signed in').innerText())).toMatchObject({ name: steve.name })
    expect(await page.getByLabel('What the API answers').innerText()).toContain(demoShapes.browser.client_id)
    expect(page.url()).toBe(`${demo.origin}/spa`)
  })
})
