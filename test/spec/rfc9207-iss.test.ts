import { beforeAll, describe, expect, it } from 'vitest'
import { answerTo, fetchPath, issuer, parametersOf, populate, signedInBrowser } from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'

describe('RFC 9207 §2: authorization responses MUST carry iss', () => {
  let browser: FormBrowser
  beforeAll(async () => {
    await populate()
    browser = await signedInBrowser()
  })

  it.each([
    ['success', {}, 'code'],
    ['an error of the request', { scope: 'nothing' }, 'error'],
    ['an error of the person', { prompt: 'none', max_age: '0' }, 'error'],
  ])('on %s, in query and fragment', async (_, parameters, expected) => {
    for (const response_mode of ['query', 'fragment']) {
      const answer = parametersOf((await answerTo(browser, { response_mode, ...parameters }))!)
      expect(answer).toHaveProperty(expected)
      expect(answer.iss).toBe(issuer)
    }
  })

  it('in a form post', async () => {
    const tab = browser.newTab()
    await answerTo(tab, { response_mode: 'form_post' })
    expect(tab.hidden().iss).toBe(issuer)
  })

  it('once, and it is the issuer of the metadata, character by character', async () => {
    const metadata = (await (await fetchPath('/.well-known/oauth-authorization-server')).json()) as Record<
      string,
      unknown
    >
    const location = (await answerTo(browser))!
    expect(location.searchParams.getAll('iss')).toEqual([metadata.issuer])
    expect(metadata.authorization_response_iss_parameter_supported).toBe(true) // §3
  })

  it('whatever the request says of it', async () => {
    const location = (await answerTo(browser, { iss: 'https://evil.example' }))!
    expect(location.searchParams.getAll('iss')).toEqual([issuer])
  })
})
