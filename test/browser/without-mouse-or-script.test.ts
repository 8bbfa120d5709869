/** The flow for people without a mouse and for browsers without JavaScript. */
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, it } from 'vitest'
import { inChromium } from '../support/chromium.ts'
import { heading, press, type RunningDemo, runDemo, signIn } from '../support/demo.ts'

inChromium('the flow', (newBrowser) => {
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

  /** Presses Tab until the control has the focus, as somebody without a mouse does. */
  async function tabTo(page: Page, role: 'link' | 'textbox' | 'button', name: string): Promise<void> {
    const focused = page.getByRole(role, { name, exact: true }).and(page.locator(':focus'))
    for (let presses = 0; (await focused.count()) === 0; presses++) {
      if (presses === 30) throw new Error(`the Tab key does not lead to the ${role} "${name}"`)
      await page.keyboard.press('Tab')
    }
  }

  it('goes by keyboard alone, from the first press to the last', async () => {
    const person = await demo.newPerson()
    const page = await open(await newBrowser(), demo.origin)
    await tabTo(page, 'link', 'Sign in')
    await page.keyboard.press('Enter')
    await heading(page, 'Sign in to continue to Demo app')

    await tabTo(page, 'textbox', 'Username or email')
    await page.keyboard.type(person.login)
    await tabTo(page, 'textbox', 'Password')
    await page.keyboard.type('not it')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()

    await tabTo(page, 'textbox', 'Password') // the name is still there
    await page.keyboard.type(person.password)
    await tabTo(page, 'button', 'Sign in')
    await page.keyboard.press('Enter')
    await heading(page, 'Demo app wants to use your account')

    await tabTo(page, 'button', 'Not you?')
    await page.keyboard.press('Enter')
    await heading(page, 'Choose an account for Demo app')
    await tabTo(page, 'button', `${person.name} ${person.login}@example.com`)
    await page.keyboard.press('Enter')
    await heading(page, 'Demo app wants to use your account')

    await tabTo(page, 'button', 'Cancel')
    await tabTo(page, 'button', 'Allow')
    await page.keyboard.press('Space')
    await heading(page, `Signed in as ${person.name}`)
  })

  it('puts the cursor where one types first', async () => {
    const context = await newBrowser()
    const focused = async (page: Page, name: string) =>
      page.getByRole('textbox', { name, exact: true }).and(page.locator(':focus')).waitFor()
    await focused(await open(context, demo.authorizeUrl()), 'Username or email')
    await focused(await open(context, demo.authorizeUrl({ login_hint: 'ada' })), 'Password')
  })

  it('goes without JavaScript', async () => {
    const person = await demo.newPerson()
    const page = await open(await newBrowser({ javaScriptEnabled: false }), demo.origin)
    await page.getByRole('link', { name: 'Sign in', exact: true }).click()
    await signIn(page, { ...person, password: 'not it' })
    await page.getByRole('alert').waitFor()
    await signIn(page, person)
    await heading(page, 'Demo app wants to use your account')
    await press(page, 'Allow')
    await heading(page, `Signed in as ${person.name}`)
  })
})
