/** The front page, and the documentation of this very version, from the Markdown in `docs/`. */

import type { Token, Tokens } from 'marked'
import account from '../../docs/account.md'
import addSignIn from '../../docs/add-sign-in.md'
import audit from '../../docs/audit.md'
import comingFrom from '../../docs/coming-from.md'
import concepts from '../../docs/concepts.md'
import consoleDocument from '../../docs/console.md'
import deploy from '../../docs/deploy.md'
import directory from '../../docs/directory.md'
import dynamicRegistration from '../../docs/dynamic-registration.md'
import errors from '../../docs/errors.md'
import logout from '../../docs/logout.md'
import look from '../../docs/look.md'
import mail from '../../docs/mail.md'
import managementApi from '../../docs/management-api.md'
import moveRecords from '../../docs/move-records.md'
import operate from '../../docs/operate.md'
import protectAnApi from '../../docs/protect-an-api.md'
import providers from '../../docs/providers.md'
import registerAnApp from '../../docs/register-an-app.md'
import registration from '../../docs/registration.md'
import scale from '../../docs/scale.md'
import security from '../../docs/security.md'
import settings from '../../docs/settings.md'
import signInMethods from '../../docs/sign-in-methods.md'
import { version } from '../config.ts'
import type { RequestContext } from '../http/context.ts'
import { pageHeaders } from '../http/headers.ts'
import { DocumentPage } from '../pages/document.tsx'
import { FrontPage } from '../pages/front.tsx'
import { serverOf } from '../tokens/server.ts'
import { showEnglishPage } from '../tokens/show-page.ts'

const documents: Readonly<Record<string, string>> = {
  concepts,
  'add-sign-in': addSignIn,
  'register-an-app': registerAnApp,
  'protect-an-api': protectAnApi,
  registration,
  'dynamic-registration': dynamicRegistration,
  'sign-in-methods': signInMethods,
  logout,
  directory,
  providers,
  mail,
  look,
  account,
  settings,
  errors,
  deploy,
  console: consoleDocument,
  operate,
  audit,
  security,
  'coming-from': comingFrom,
  'management-api': managementApi,
  'move-records': moveRecords,
  scale,
}

/** What the front page lists: the first heading of each document. */
const documentLinks = Object.entries(documents).map(([name, markdown]) => ({
  name: titleOf(markdown),
  href: `/docs/${name}`,
}))

/** The table of contents, at `/docs`: the first heading and sentence of each document. */
const contents = `# Documentation

How to use this server and how to run it: every page, and what it is for.

${Object.entries(documents)
  .map(([name, markdown]) => `- [${titleOf(markdown)}](/docs/${name}): ${purposeOf(markdown)}`)
  .join('\n')}
`

/** The server of `npm start`, which the examples are tested against. */
const exampleIssuer = 'http://localhost:8888'

export function front(c: RequestContext): Response {
  pageHeaders(c)
  const view = FrontPage({
    issuer: serverOf(c).config.issuer,
    version,
    hasPortal: serverOf(c).settings.developer_access !== 'nobody',
    documentation: documentLinks,
    metadata: [
      { name: 'OpenID Connect discovery', href: '/.well-known/openid-configuration' },
      { name: 'OAuth 2.0 authorization server metadata', href: '/.well-known/oauth-authorization-server' },
      { name: 'Management API, and its OpenAPI document', href: '/management/v1' },
      { name: 'Signing keys (JWKS)', href: '/oauth2/jwks' },
    ],
  })
  return showEnglishPage(c, view)
}

export async function documentation(c: RequestContext): Promise<Response> {
  const name = c.req.param('name')?.replace(/\.md$/, '')
  const markdown =
    name === undefined ? contents : Object.hasOwn(documents, name) ? documents[name] : undefined
  if (markdown === undefined) return c.notFound()
  const { issuer } = serverOf(c).config
  const html = rendered.get(markdown) ?? (await toHtml(markdown.replaceAll(exampleIssuer, issuer)))
  rendered.set(markdown, html)
  pageHeaders(c)
  return showEnglishPage(c, DocumentPage({ title: titleOf(markdown), html, documents: documentLinks }))
}

/** Rendered once in an isolate, which has one issuer. */
const rendered = new Map<string, string>()

async function toHtml(markdown: string): Promise<string> {
  const { Marked } = await import('marked') // evaluated when the first document is read
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${slug(text)}">${this.parser.parseInline(tokens)}</h${depth}>`
      },
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens)
        // What lies outside docs/ is in the repository, not here.
        return href.startsWith('../') ? text : `<a href="${href.replaceAll('"', '%22')}">${text}</a>`
      },
      /** On a phone a row becomes a card: each cell says its column, and the first one heads it. */
      table({ header, rows }) {
        const text = ({ tokens }: { tokens: Token[] }) => this.parser.parseInline(tokens)
        const columns = header.map(({ text }) => text.replaceAll('`', '').replaceAll('"', '&quot;'))
        const cells = (row: Tokens.TableCell[]) =>
          row.map((cell, i) =>
            i === 0
              ? `<th scope="row">${text(cell)}</th>`
              : `<td data-column="${columns[i]}">${text(cell)}</td>`,
          )
        const head = header.map((cell) => `<th scope="col">${text(cell)}</th>`).join('')
        const body = rows.map((row) => `<tr>${cells(row).join('')}</tr>`).join('')
        return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`
      },
    },
  })
  // A block of code may scroll sideways, so the keyboard must reach it.
  return (await marked.parse(markdown)).replaceAll('<pre>', '<pre tabindex="0">')
}

/** The anchor of a heading, as the hosts of repositories make them. */
const slug = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\- _]/gu, '')
    .replaceAll(' ', '-')

function purposeOf(markdown: string): string {
  return /^# .*\n\n(.*(?:\n.+)*)$/m.exec(markdown)?.[1] ?? ''
}

function titleOf(markdown: string): string {
  return /^# (.*)$/m.exec(markdown)?.[1] ?? ''
}
