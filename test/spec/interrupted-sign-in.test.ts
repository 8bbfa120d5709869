/** A sign-in that does not go straight on: it goes on all the same, or a page says for whom it was and where to begin. */
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  alice,
  answerTo,
  authorizeUrl,
  issuer,
  later,
  newBrowser,
  parametersOf,
  populate,
  redeem,
  register,
  signedInBrowser,
  stopClock,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'

const hour = 3_600

describe('an interrupted sign-in', () => {
  beforeAll(async () => {
    await populate()
    await register({
      client_id: 'starts',
      client_name: 'Starting <app>',
      initiate_login_uri: 'https://starts.example.com/login?from=idp',
    })
    await register({ client_id: 'no-website', client_name: 'Bare app', client_uri: undefined })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  const signIn = (tab: FormBrowser, person = alice) => tab.submit({ ...person, action: 'sign-in' })
  const finish = async (tab: FormBrowser, location?: string) => {
    const to = location ?? (await tab.submit({ action: 'allow' }))
    expect((await redeem(parametersOf(new URL(to!)).code!)).status).toBe(200)
  }
  /** A page that names the application and links to where it begins. */
  function expectStartAgain(tab: FormBrowser, name: string, href: string, says: string) {
    expect([tab.status, tab.text]).toEqual([400, expect.stringContaining(says)])
    expect(tab.text).toContain(`Start again at ${name}`)
    expect(tab.html).toContain(`href="${href.replaceAll('&', '&amp;')}"`)
    expect(tab.html).not.toMatch(/<form method="post" action="(?!\/language")/)
  }

  describe('goes on', () => {
    it('after a reload of the sign-in page', async () => {
      const tab = newBrowser()
      await tab.open(authorizeUrl())
      await tab.open(tab.url)
      expect([tab.status, tab.path]).toEqual([200, '/sign-in'])
      await finish(tab, await signIn(tab))
    })

    it('after a reload of the consent page', async () => {
      const tab = newBrowser()
      await tab.open(authorizeUrl({ prompt: 'consent' }))
      await signIn(tab)
      await tab.open(tab.url)
      expect([tab.status, tab.path]).toEqual([200, '/consent'])
      await finish(tab)
    })

    it('after the back button: the sign-in page leads on to where the request stands', async () => {
      const tab = newBrowser()
      await tab.open(authorizeUrl({ prompt: 'consent' }))
      const signInPage = tab.url
      await signIn(tab)
      await tab.open(signInPage)
      expect(tab.path).toBe('/consent')
      await finish(tab)
    })

    it('where the form on a page from the back button is sent once more', async () => {
      const tab = newBrowser()
      await tab.open(authorizeUrl({ prompt: 'consent' }))
      const { url, html } = tab
      await signIn(tab)
      Object.assign(tab, { url, html })
      await signIn(tab)
      expect(tab.path).toBe('/consent')
      await finish(tab)
    })

    it('where Allow is pressed twice: two answers, each good', async () => {
      const tab = newBrowser()
      await tab.open(authorizeUrl({ prompt: 'consent' }))
      await signIn(tab)
      const { url, html } = tab
      const first = await tab.submit({ action: 'allow' })
      Object.assign(tab, { url, html })
      await finish(tab, first)
      await finish(tab, await tab.submit({ action: 'allow' }))
    })

    it('after wrong passwords and a reload', async () => {
      const tab = newBrowser()
      await tab.open(authorizeUrl())
      await signIn(tab, { ...alice, password: 'wrong' })
      expect([tab.status, tab.text]).toEqual([400, expect.stringContaining('is not right')])
      expect(tab.html).toMatch(/name="login"[^>]*value="alice"/)
      expect(tab.html).not.toContain('value="wrong"')
      await finish(tab, await signIn(tab))
    })

    it('in two tabs: who signed in in one goes on in the other', async () => {
      const first = newBrowser()
      const second = first.newTab()
      await first.open(authorizeUrl({ state: 'first' }))
      await second.open(authorizeUrl({ state: 'second' }))
      await finish(first, await signIn(first))
      const location = await second.open(second.url)
      expect(parametersOf(new URL(location!)).state).toBe('second')
      await finish(second, location)
    })

    it('in two tabs, each signing in', async () => {
      const first = newBrowser()
      const second = first.newTab()
      await first.open(authorizeUrl({ state: 'first' }))
      await second.open(authorizeUrl({ state: 'second' }))
      for (const tab of [second, first]) await finish(tab, await signIn(tab))
    })

    it('where the session ends before Allow is pressed: signs in, then asks again', async () => {
      stopClock()
      const tab = newBrowser()
      await register({ client_id: 'slow' })
      await tab.open(authorizeUrl({ client_id: 'slow' }))
      await signIn(tab)
      for (const name of tab.cookies.keys()) if (name.includes('session')) tab.cookies.delete(name)
      expect(await tab.submit({ action: 'allow' })).toBeUndefined()
      expect(tab.path).toBe('/sign-in')
      expect(await signIn(tab)).toBeUndefined()
      expect(tab.path).toBe('/consent')
      expect(await tab.submit({ action: 'allow' })).toMatch('code=')
    })

    it('after fifty minutes', async () => {
      stopClock()
      const tab = newBrowser()
      await tab.open(authorizeUrl())
      later(50 * 60)
      await finish(tab, await signIn(tab))
    })

    it('after a fumble on an expired page, from the application', async () => {
      stopClock()
      const tab = newBrowser()
      await tab.open(authorizeUrl())
      later(hour)
      await signIn(tab)
      expect(tab.status).toBe(400)
      await tab.open(authorizeUrl())
      await finish(tab, await signIn(tab))
    })
  })

  describe('cannot go on, and says for whom it was and where to begin', () => {
    it.each(['a reload', 'sending the form'])('after an hour: %s', async (how) => {
      stopClock()
      const tab = newBrowser()
      await tab.open(authorizeUrl())
      later(hour)
      if (how === 'a reload') await tab.open(tab.url)
      else await signIn(tab)
      expectStartAgain(tab, 'Web app', 'https://app.example.com/', 'This page waited too long')
    })

    it('the consent page after an hour', async () => {
      stopClock()
      const tab = await signedInBrowser()
      await tab.open(authorizeUrl({ prompt: 'consent' }))
      later(hour)
      expect(await tab.submit({ action: 'allow' })).toBeUndefined()
      expectStartAgain(tab, 'Web app', 'https://app.example.com/', 'This page waited too long')
    })

    it('a link that was registered for it, with iss (OIDC Core §4)', async () => {
      stopClock()
      const tab = newBrowser()
      await tab.open(authorizeUrl({ client_id: 'starts' }))
      later(hour)
      await tab.open(tab.url)
      const href = `https://starts.example.com/login?from=idp&iss=${encodeURIComponent(issuer)}`
      expectStartAgain(tab, 'Starting <app>', href, 'This page waited too long')
    })

    it('an application without a website: the origin of its redirect URI', async () => {
      stopClock()
      const tab = newBrowser()
      await tab.open(authorizeUrl({ client_id: 'no-website' }))
      later(hour)
      await tab.open(tab.url)
      expectStartAgain(tab, 'Bare app', 'https://app.example.com/', 'This page waited too long')
    })

    it('a bookmark opened in another browser', async () => {
      const tab = newBrowser()
      await tab.open(authorizeUrl())
      const other = await signedInBrowser()
      expect(await other.open(tab.url)).toBeUndefined()
      expectStartAgain(other, 'Web app', 'https://app.example.com/', 'began in another browser')
    })

    it('a bookmark opened in a browser that was never here', async () => {
      const tab = newBrowser()
      await tab.open(authorizeUrl())
      const other = newBrowser()
      await other.open(tab.url)
      expectStartAgain(other, 'Web app', 'https://app.example.com/', 'did not send our cookie')
    })

    it('cookies are off: told at once, before anybody types a password', async () => {
      const tab = newBrowser()
      tab.cookies.set = () => tab.cookies
      await tab.open(authorizeUrl())
      expectStartAgain(tab, 'Web app', 'https://app.example.com/', 'Either cookies are off')
      expect(tab.text).toContain('allow them for this site')
    })

    it('the back button, when all is done already: the application waits for no second answer', async () => {
      const tab = newBrowser()
      await tab.open(authorizeUrl())
      const signInPage = tab.url
      await finish(tab, await signIn(tab))
      expect(await tab.open(signInPage)).toBeUndefined()
      expectStartAgain(tab, 'Web app', 'https://app.example.com/', 'already done this step')
    })

    it('the back button after Cancel', async () => {
      const tab = newBrowser()
      await tab.open(authorizeUrl())
      const signInPage = tab.url
      await tab.submit({ action: 'cancel' })
      expect(await tab.open(signInPage)).toBeUndefined()
      expectStartAgain(tab, 'Web app', 'https://app.example.com/', 'already done this step')
    })

    it('a bookmark from long ago', async () => {
      stopClock()
      const tab = newBrowser()
      await tab.open(authorizeUrl())
      later(300 * 86_400)
      await tab.open(tab.url)
      expectStartAgain(tab, 'Web app', 'https://app.example.com/', 'waited too long')
    })
  })

  it.each(['/sign-in', '/consent', '/select-account', '/sign-in?request=x'])(
    '%s, typed by hand, is a page',
    async (path) => {
      const tab = newBrowser()
      await tab.open(issuer + path)
      expect([tab.status, tab.text]).toEqual([400, expect.stringContaining('go back to the application')])
    },
  )

  it.each(['/sign-in', '/consent', '/select-account'])(
    '%s without a request waited for nobody',
    async (path) => {
      const tab = newBrowser()
      await tab.open(issuer + path)
      expect(tab.text).toContain('A sign-in begins at an application')
      expect(tab.text).not.toContain('waited too long')
    },
  )

  it('an application that was removed meanwhile: a page', async () => {
    stopClock()
    await register({ client_id: 'removed' })
    const tab = newBrowser()
    await tab.open(authorizeUrl({ client_id: 'removed' }))
    await register({ client_id: 'removed', status: 'disabled' })
    later(31)
    await tab.open(tab.url)
    expect([tab.status, tab.path]).toEqual([400, '/sign-in'])
  })

  it('a person who gives up on the sign-in page is sent back: access_denied', async () => {
    const tab = newBrowser()
    await tab.open(authorizeUrl({ state: 's' }))
    const location = new URL((await tab.submit({ action: 'cancel' }))!)
    expect(parametersOf(location)).toMatchObject({ error: 'access_denied', state: 's', iss: issuer })
  })

  it('nothing typed: asked again, and nothing is counted', async () => {
    const tab = newBrowser()
    await tab.open(authorizeUrl())
    for (let time = 0; time < 8; time++) await tab.submit({ login: ' ', password: '', action: 'sign-in' })
    expect([tab.status, tab.text]).toEqual([
      400,
      expect.stringContaining('Enter your username or email and your password'),
    ])
    expect(await answerTo(tab)).toBeUndefined()
  })
})
