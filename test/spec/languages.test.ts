/** OIDC Core §3.1.2.1 `ui_locales`, RFC 9110 §12.5.4 Accept-Language, RFC 4647 §3.4 lookup; and the look that an operator gives. */
import { beforeAll, describe, expect, it } from 'vitest'
import { alice, authorizeUrl, fetchPath, issuer, newBrowser, populate, register } from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { set } from '../support/outbox.ts'

beforeAll(populate)

const languageOf = ({ html }: FormBrowser) => /<html lang="([^"]+)" dir="(?:ltr|rtl)">/.exec(html)?.[1]

async function opened(acceptLanguage?: string, uiLocales?: string): Promise<FormBrowser> {
  const browser = newBrowser(acceptLanguage === undefined ? {} : { 'accept-language': acceptLanguage })
  await browser.open(authorizeUrl(uiLocales === undefined ? {} : { ui_locales: uiLocales }))
  return browser
}

/** The form at the foot of the page that is shown. */
async function choose(browser: FormBrowser, language: string, back?: string): Promise<void> {
  const shown = /name="back" value="([^"]*)"/.exec(browser.html)?.[1]?.replaceAll('&amp;', '&') ?? ''
  await browser.open('/language', {
    method: 'POST',
    body: new URLSearchParams({ language, back: back ?? shown }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: issuer },
  })
}

describe('the language of a page', () => {
  it.each([
    [undefined, undefined, 'en'],
    ['de', undefined, 'de'],
    ['de-CH, fr;q=0.9', undefined, 'de'],
    ['nb, ja;q=0.4, es-MX;q=0.5', undefined, 'es'],
    ['zh-CN', undefined, 'zh-Hans'],
    ['zh-Hant-TW, en;q=0.1', undefined, 'zh-Hans'],
    ['de;q=0, en', undefined, 'en'],
    ['nb', undefined, 'en'],
    ['*', undefined, 'en'],
    ['de', 'ja', 'ja'],
    ['de', 'nb fr-CA es', 'fr'],
    ['de', 'nb sv', 'de'],
    ['de', '', 'de'],
    ['de', '<script> ; q=1,', 'de'],
  ])('Accept-Language %s and ui_locales %s: %s', async (accepted, asked, language) => {
    expect(languageOf(await opened(accepted, asked))).toBe(language)
  })

  it('stays through a wrong password, the consent and an error', async () => {
    const browser = await opened(undefined, 'de')
    expect(browser.text).toContain('Anmelden und weiter zu Web app')
    await browser.submit({ login: alice.login, password: 'wrong', action: 'sign-in' })
    expect(browser.text).toContain('Der Benutzername oder das Passwort stimmt nicht.')
    await browser.submit({ ...alice, action: 'sign-in' })
    expect(browser.text).toContain('Web app möchte Ihr Konto verwenden')
    const lost = await opened('fr')
    await lost.open(authorizeUrl({ client_id: 'nobody' }))
    expect([lost.status, languageOf(lost)]).toEqual([400, 'fr'])
    expect(lost.text).toContain('Cette connexion ne peut pas continuer')
    expect(lost.html).toContain('<dd lang="en" dir="ltr">client_id is not the id')
  })

  it('of scopes is ours, and that of an API its own', async () => {
    const browser = await opened()
    await browser.open(authorizeUrl({ ui_locales: 'es', scope: 'openid profile read', prompt: 'login' }))
    await browser.submit({ ...alice, action: 'sign-in' })
    expect(browser.text).toContain('Saber quién es usted Ver su nombre y su perfil Read your things')
  })

  it('is that of the names that an application has registered', async () => {
    const localized = { ja: { client_name: '港のノート' }, nb: { client_name: 'Havnenotater' } }
    await register({ client_id: 'many', client_name: 'Harbour Notes', localized })
    const named = async (accepted: string, ui_locales: string) => {
      const browser = newBrowser({ 'accept-language': accepted })
      await browser.open(authorizeUrl({ client_id: 'many', ui_locales }))
      return browser.text
    }
    expect(await named('en', 'ja')).toContain('港のノート')
    // We speak no Norwegian; the application does.
    expect(await named('en', 'nb de')).toContain('Anmelden und weiter zu Havnenotater')
  })

  it('is one that the metadata names', async () => {
    const response = await fetchPath('/.well-known/openid-configuration')
    expect(await response.json()).toMatchObject({
      ui_locales_supported: ['en', 'zh', 'es', 'fr', 'de', 'ja'],
    })
  })

  it('is English on pages for developers, whatever they accept', async () => {
    const browser = await opened('de')
    for (const path of ['/errors', '/docs']) {
      await browser.open(path)
      expect([path, languageOf(browser)]).toEqual([path, 'en'])
      expect(browser.html).not.toContain('action="/language"')
    }
  })
})

describe('the language chosen at the foot of a page', () => {
  it('shows the page again, goes before what the application asks, and is remembered', async () => {
    const browser = await opened('de', 'fr')
    await choose(browser, 'es')
    expect([browser.path, languageOf(browser)]).toEqual(['/sign-in', 'es'])
    await browser.submit({ login: 'a', password: 'b', action: 'sign-in' })
    expect(languageOf(browser)).toBe('es')
    await choose(browser, 'ja') // of a page that answered a POST
    expect([browser.status, browser.path, languageOf(browser)]).toEqual([200, '/sign-in', 'ja'])
    await browser.open('/device')
    expect(languageOf(browser)).toBe('ja')
  })

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '/.//evil.example/',
    '/..//evil.example/',
    '\\\\evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
    'evil',
    '',
  ])('leads nowhere else: %j', async (back) => {
    const response = await fetchPath('/language', {
      method: 'POST',
      body: new URLSearchParams({ language: 'de', back }),
      headers: { origin: issuer },
      redirect: 'manual',
    })
    expect(response.status).toBe(303)
    const location = response.headers.get('location') ?? ''
    expect(new URL(location, issuer).origin).toBe(issuer)
  })

  it('is not for other sites to choose, and is one of ours', async () => {
    const post = (language: string, headers: Record<string, string>) =>
      fetchPath('/language', {
        method: 'POST',
        body: new URLSearchParams({ language, back: '/' }),
        headers,
        redirect: 'manual',
      })
    const foreign = await post('de', { origin: 'https://evil.example' })
    expect([foreign.status, foreign.headers.get('set-cookie')]).toEqual([400, null])
    const unknown = await post('tlh', { origin: issuer })
    expect([unknown.status, unknown.headers.get('set-cookie')]).toEqual([303, null])
    const known = await post('de', { origin: issuer })
    expect(known.headers.get('set-cookie')).toMatch(
      /^__Host-edgegrant-language=de; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
  })

  it('cannot be one that the settings leave out; with one alone there is nothing to choose', async () => {
    await set({ languages: ['de', 'fr'] })
    const browser = await opened('ja')
    expect(languageOf(browser)).toBe('de') // the first, where a person reads none of them
    await choose(browser, 'es')
    expect(languageOf(browser)).toBe('de')
    expect(browser.html).toContain('value="fr"')
    await set({ languages: ['fr'] })
    expect((await opened('de')).html).not.toContain('action="/language"')
    await set({ languages: null })
  })
})

describe('the theme', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
  const logo = `data:image/svg+xml;base64,${btoa(svg)}`

  it('is a stylesheet of its own and a logo that can do nothing, at addresses that change with it', async () => {
    expect((await opened()).html).not.toContain('/theme.css')
    await set({ theme: { logo, accent: { light: '#7a1f5c' }, privacy: 'https://example.com/privacy' } })
    const { html } = await opened('de')
    const [style = ''] = /\/theme\.css\?v=\w+/.exec(html) ?? []
    const [picture = ''] = /\/logo\?v=\w+/.exec(html) ?? []
    expect(html).toContain('<a href="https://example.com/privacy">Datenschutz</a>')
    const css = await fetchPath(style)
    expect(css.headers.get('content-type')).toBe('text/css; charset=utf-8')
    expect(await css.text()).toContain('--accent:#7a1f5c')
    const served = await fetchPath(picture)
    expect(served.headers.get('content-type')).toBe('image/svg+xml')
    expect(served.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    )
    expect(served.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await served.text()).toBe(svg)

    await set({ theme: { accent: { light: '#0b3d91' } } })
    expect((await opened()).html).not.toContain(style)
  })

  it('refuses what cannot be read, with the ratio', async () => {
    await expect(set({ theme: { accent: { light: '#ffcc00' } } })).rejects.toThrow(
      /contrast of 1\.4:1 .*4\.5:1/,
    )
  })

  it('is gone again without a trace', async () => {
    await set({ theme: null })
    const { html } = await opened()
    expect(html).not.toMatch(/\/theme\.css|\/logo/)
    expect((await fetchPath('/logo')).status).toBe(404)
  })
})
