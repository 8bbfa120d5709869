/** The language that somebody chose at the foot of a page. */
import type { RequestContext } from '../http/context.ts'
import { readForm } from '../http/form.ts'
import { refuseForeignOrigin } from '../interaction/steps.ts'
import { languageTags } from '../protocol/settings-theme.ts'
import { chooseLanguage } from '../tokens/language.ts'

/** Remembers it, and shows the page again that it was chosen at. */
export async function language(c: RequestContext): Promise<Response> {
  refuseForeignOrigin(c)
  const form = (await readForm(c.req.raw)).assertSingle()
  const chosen = languageTags.find((tag) => tag === form.get('language'))
  if (chosen !== undefined) chooseLanguage(c, chosen)
  c.get('log').what = 'language_chosen'
  c.header('Cache-Control', 'no-store')
  return c.redirect(ownPath(c, form.get('back') ?? '/'), 303)
}

/** Nowhere but here: a path as this server itself would read it. */
function ownPath(c: RequestContext, back: string): string {
  const issuer = c.get('issuer')
  if (!back.startsWith('/') || !URL.canParse(back, issuer)) return '/'
  const url = new URL(back, issuer)
  if (url.origin !== new URL(issuer).origin) return '/'
  return `/${url.pathname.replace(/^\/+/, '')}${url.search}` // two slashes would begin another host's address
}
