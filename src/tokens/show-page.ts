/** Answers with a page, under the name that this server goes by, in the language of whoever reads it. */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { RequestContext } from '../http/context.ts'
import { type Page, renderPage } from '../pages/layout.tsx'
import { english, languages, type Text } from '../pages/text.ts'
import { textOf } from './language.ts'
import { serverOf } from './server.ts'

/** @param t the text that the page was made with */
export function showPage(c: RequestContext, page: Page, status = 200, t: Text = textOf(c)): Response {
  const { settings } = serverOf(c)
  const { pathname, search } = new URL(c.req.url)
  const html = renderPage(page, {
    serverName: settings.server_name,
    t,
    picker: {
      languages: settings.languages.map((tag) => ({
        tag,
        name: languages[tag].name,
        text: languages[tag].text,
      })),
      back: c.get('here') ?? pathname + search,
    },
  })
  return c.html(html, status as ContentfulStatusCode)
}

/** The same for what is there in English only: what developers and operators read. */
export function showEnglishPage(c: RequestContext, page: Page, status = 200): Response {
  const { server_name: serverName } = serverOf(c).settings
  return c.html(renderPage(page, { serverName, t: english }), status as ContentfulStatusCode)
}
