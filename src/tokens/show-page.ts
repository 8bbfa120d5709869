/** Answers with a page: named, dressed and in the language as the settings and whoever reads it want. */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { RequestContext } from '../http/context.ts'
import { type Page, type PageTheme, renderPage } from '../pages/layout.tsx'
import { english, languages, type Text } from '../pages/text.ts'
import type { Settings } from '../protocol/settings.ts'
import { textOf } from './language.ts'
import { serverOf } from './server.ts'
import { themeFiles } from './theme.ts'

/** @param t the text that the page was made with */
export function showPage(c: RequestContext, page: Page, status = 200, t: Text = textOf(c)): Response {
  const { settings } = serverOf(c)
  const { pathname, search } = new URL(c.req.url)
  const html = renderPage(page, {
    serverName: settings.server_name,
    t,
    theme: pageTheme(settings),
    picker: {
      languages: settings.languages.map((tag) => ({ tag, ...languages[tag] })),
      back: c.get('here') ?? pathname + search,
    },
  })
  return c.html(html, status as ContentfulStatusCode)
}

/** The same for what is there in English only: what developers and operators read. */
export function showEnglishPage(c: RequestContext, page: Page, status = 200): Response {
  const { settings } = serverOf(c)
  const setting = { serverName: settings.server_name, t: english, theme: pageTheme(settings) }
  return c.html(renderPage(page, setting), status as ContentfulStatusCode)
}

function pageTheme(settings: Settings): PageTheme {
  const { stylesheet, logo } = themeFiles(settings)
  const { privacy, terms, help } = settings.theme
  return {
    stylesheet: stylesheet?.path,
    logo: logo?.path,
    links: [
      { say: 'page.help', href: help },
      { say: 'page.privacy', href: privacy },
      { say: 'page.terms', href: terms },
    ],
  }
}
