/** What people do in the middle of a sign-in, in Chromium with the demo: it goes on, or a page leads back to the start. */
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inChromium } from '../support/chromium.ts'
import {
  ada,
  endSessions,
  heading,
  type Person,
  press,
  type RunningDemo,
  runDemo,
  sealInteraction,
  signIn,
  steve,
} from '../support/demo.ts'

const signInPage = 'Sign in to continue to Demo app'
const consentPage = 'Demo app wants to use your account'
const chooser = 'Choose an account for Demo app'

inChromium('an interrupted sign-in', (newBrowser) => {
  let demo: RunningDemo

  beforeAll(async () => {
    demo = await runDemo()
  })
  afterAll(() => demo?.stop())

  /** Presses "Sign in" at the demo, in a new tab of this browser. */
  async function start(browser: BrowserContext): Promise<Page> {
    const page = await browser.newPage()
    await page.goto(`${demo.origin}/sign-in`)
    return page
  }
  async function atConsent(browser: BrowserContext, person: Person): Promise<Page> {
    const page = await start(browser)
    await signIn(page, person)
    await heading(page, consentPage)
    return page
  }
  async function allow(page: Page, { name }: Person): Promise<void> {
    await heading(page, consentPage)
    await press(page, 'Allow')
    await heading(page, `Signed in as ${name}`)
  }
  /** From a page that cannot go on: its link leads to a sign-in that can. */
  async function startAgain(page: Page): Promise<void> {
    await page.getByText('On the way to Demo app').waitFor()
    await page.getByRole('link', { name: 'Start again at Demo app' }).click()
  }

  describe('goes on', () => {
    it('after a reload of each page', async () => {
      const person = await demo.newPerson()
      const page = await start(await newBrowser())
      await page.reload()
      await signIn(page, person)
      await heading(page, consentPage)
      await page.reload()
      await allow(page, person)
    })

    it('after a reload of the page that says the password is wrong', async () => {
      const person = await demo.newPerson()
      const page = await start(await newBrowser())
      await signIn(page, { ...person, password: 'wrong' })
      await page.getByRole('alert').waitFor()
      await page.reload()
      await page.getByRole('alert').waitFor()
      await signIn(page, person)
      await allow(page, person)
    })

    it('after the back button at the consent page', async () => {
      const person = await demo.newPerson()
      const page = await atConsent(await newBrowser(), person)
      await page.goBack()
      await allow(page, person)
    })

    it('after the back button to the application, and forward again', async () => {
      const person = await demo.newPerson()
      const page = await (await newBrowser()).newPage()
      await page.goto(demo.origin)
      await page.getByRole('link', { name: 'Sign in', exact: true }).click()
      await heading(page, signInPage)
      await page.goBack()
      await page.goForward()
      await signIn(page, person)
      await allow(page, person)
    })

    it('from a bookmark of the sign-in page, opened later in the same browser', async () => {
      const person = await demo.newPerson()
      const browser = await newBrowser()
      const page = await start(browser)
      const bookmark = page.url()
      await page.close()
      const later = await browser.newPage()
      await later.goto(bookmark)
      await signIn(later, person)
      await allow(later, person)
    })

    it('in two tabs that were opened at once, each with its own password and its own answer', async () => {
      const person = await demo.newPerson()
      const browser = await newBrowser()
      const [one, other] = [await start(browser), await start(browser)]
      await signIn(one, person)
      await signIn(other, person)
      await allow(one, person)
      await allow(other, person)
    })

    it('in a second tab that waits at the sign-in page, without a password after a reload', async () => {
      const person = await demo.newPerson()
      const browser = await newBrowser()
      const [one, other] = [await start(browser), await start(browser)]
      await signIn(one, person)
      await allow(one, person)
      await other.reload()
      await heading(other, `Signed in as ${person.name}`)
    })

    it('after a double click on Allow', async () => {
      const person = await demo.newPerson()
      const page = await atConsent(await newBrowser(), person)
      await page.getByRole('button', { name: 'Allow' }).dblclick()
      await heading(page, `Signed in as ${person.name}`)
    })

    it('where the session ended elsewhere before Allow: signs in, and asks again', async () => {
      const person = await demo.newPerson()
      const browser = await newBrowser()
      const page = await atConsent(browser, person)
      await endSessions(demo, browser)
      await press(page, 'Allow')
      await heading(page, signInPage)
      await signIn(page, person)
      await allow(page, person)
    })

    it('where somebody else signed in in another tab before Allow: the answer is of the person whom the page named', async () => {
      const [first, second] = [await demo.newPerson(), await demo.newPerson()]
      const browser = await newBrowser()
      const page = await atConsent(browser, first)
      const other = await browser.newPage()
      await other.goto(demo.authorizeUrl({ prompt: 'select_account' }))
      await press(other, 'Use another account')
      await signIn(other, second)
      await heading(other, consentPage)
      await press(page, 'Allow')
      await heading(page, `Signed in as ${first.name}`)
    })
  })

  describe('cannot go on, and says for whom it was and where to begin', () => {
    it('after an hour', async () => {
      const person = await demo.newPerson()
      const page = await start(await newBrowser())
      await page.goto(`${demo.issuer}/sign-in?request=${await sealInteraction(demo, page, 3_600)}`)
      await heading(page, 'This page waited too long')
      await startAgain(page)
      await signIn(page, person)
      await allow(page, person)
    })

    it('after an hour on the open page', async () => {
      const person = await demo.newPerson()
      const page = await start(await newBrowser())
      const stale = await sealInteraction(demo, page, 3_600)
      await page.evaluate(`document.querySelector('input[name=request]').value = '${stale}'`)
      await signIn(page, person)
      await heading(page, 'This page waited too long')
      await startAgain(page)
      await signIn(page, person)
      await allow(page, person)
    })

    it('from a bookmark in another browser', async () => {
      const person = await demo.newPerson()
      const bookmark = (await start(await newBrowser())).url()
      const page = await start(await newBrowser())
      await page.goto(bookmark)
      await heading(page, 'This sign-in began in another browser')
      await startAgain(page)
      await signIn(page, person)
      await allow(page, person)
    })

    it('from a bookmark in a browser that was never here', async () => {
      const person = await demo.newPerson()
      const bookmark = (await start(await newBrowser())).url()
      const page = await (await newBrowser()).newPage()
      await page.goto(bookmark)
      await heading(page, 'Your browser did not send our cookie')
      await startAgain(page)
      await signIn(page, person)
      await allow(page, person)
    })

    it('with cookies off: told before a password is typed', async () => {
      const page = await start(await newBrowser({ cookies: 'off' }))
      await heading(page, 'Your browser did not send our cookie')
      expect(await page.getByRole('textbox').count()).toBe(0)
      await startAgain(page)
      await heading(page, 'Your browser did not send our cookie')
    })

    it('where cookies were cleared on the open page', async () => {
      const person = await demo.newPerson()
      const browser = await newBrowser()
      const page = await start(browser)
      await browser.clearCookies()
      await signIn(page, person)
      await heading(page, 'Your browser did not send our cookie')
      await startAgain(page)
      await signIn(page, person)
      await allow(page, person)
    })

    it('by the back button when all is done', async () => {
      const person = await demo.newPerson()
      const page = await atConsent(await newBrowser(), person)
      await allow(page, person)
      await page.goBack()
      await heading(page, 'You have already done this step')
      await startAgain(page)
      await heading(page, `Signed in as ${person.name}`)
    })

    it('by the back button after Cancel', async () => {
      const person = await demo.newPerson()
      const page = await atConsent(await newBrowser(), person)
      await press(page, 'Cancel')
      await heading(page, 'You said no, and that is fine')
      await page.goBack()
      await heading(page, 'You have already done this step')
      await startAgain(page)
      await allow(page, person)
    })
  })

  describe('is answered by the person', () => {
    it('who says no: the application hears it and is kind about it', async () => {
      const person = await demo.newPerson()
      const page = await atConsent(await newBrowser(), person)
      await press(page, 'Cancel')
      await heading(page, 'You said no, and that is fine')
      expect(new URL(page.url()).searchParams.get('error')).toBe('access_denied')
      await page.getByRole('link', { name: 'Try again' }).click()
      await allow(page, person)
    })

    it('who is another: "Not you?" leads to their own sign-in', async () => {
      const [first, second] = [await demo.newPerson(), await demo.newPerson()]
      const page = await atConsent(await newBrowser(), first)
      await press(page, 'Not you?')
      await heading(page, chooser)
      await press(page, 'Use another account')
      await heading(page, signInPage)
      await signIn(page, second)
      await page.getByText(second.name).waitFor()
      await allow(page, second)
    })

    it('who changes their mind: from "Use another account" back to the first', async () => {
      const person = await demo.newPerson()
      const page = await atConsent(await newBrowser(), person)
      await press(page, 'Not you?')
      await press(page, 'Use another account')
      await press(page, 'Choose another account')
      await page.getByRole('button', { name: person.name }).click()
      await allow(page, person)
    })

    it('who is one of two: Steve and Ada share a browser', async () => {
      const browser = await newBrowser()
      const first = await atConsent(browser, steve)
      await allow(first, steve)
      await first.goto(demo.authorizeUrl({ prompt: 'select_account' }))
      await press(first, 'Use another account')
      await signIn(first, ada)
      await heading(first, consentPage)
      await press(first, 'Allow')
      await heading(first, 'A code has arrived')

      for (const [person, asked] of [
        [ada, true],
        [steve, false],
      ] as const) {
        const page = await start(browser)
        await heading(page, chooser)
        await page.getByRole('button', { name: person.name }).click()
        if (asked)
          await allow(page, person) // so far she has allowed less
        else await heading(page, `Signed in as ${person.name}`)
      }
    })
  })
})
