/** Answers with a page, under the name that this server goes by. */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { RequestContext } from '../http/context.ts'
import { type Page, renderPage } from '../pages/layout.tsx'
import { serverOf } from './server.ts'

export const showPage = (c: RequestContext, page: Page, status: number = 200): Response =>
  c.html(renderPage(page, serverOf(c).settings.server_name), status as ContentfulStatusCode)
