import { Layout } from './layout.tsx'
import { Ticket } from './ticket.tsx'
import { ownHref } from './web-url.ts'

export interface NamedLink {
  name: string
  href: string
}

export interface FrontPageProps {
  issuer: string
  version: string
  /** Whether developers may register their applications themselves. */
  hasPortal: boolean
  documentation: NamedLink[]
  metadata: NamedLink[]
}

export function FrontPage({ issuer, version, hasPortal, documentation, metadata }: FrontPageProps) {
  const stub = (
    <>
      <img class="mark" src="/icon.svg" alt="" width="56" height="56" />
      <h1>Edgegrant</h1>
      <p>
        An OAuth 2 authorization server and OpenID Provider. People sign in here, and decide here what an
        application may do for them.
      </p>
      <p class="host">{issuer}</p>
    </>
  )
  return (
    <Layout title="OAuth 2 and OpenID Connect" robots="index, follow">
      <Ticket stub={stub}>
        <p>
          If you came to sign in, begin at the application that you want to use; it brings you here. Where you
          are signed in, and what applications may do for you, is in <a href="/account">your account</a>. If
          you build an application, begin with these:
        </p>
        {hasPortal ? (
          <p class="actions">
            <a class="button primary" href="/developer">
              Register an application
            </a>
          </p>
        ) : null}
        <Links heading="Documentation" links={documentation} />
        <Links heading="Metadata" links={metadata} />
        <p class="small-print">Version {version}</p>
      </Ticket>
    </Layout>
  )
}

function Links({ heading, links }: { heading: string; links: NamedLink[] }) {
  if (links.length === 0) return null
  return (
    <>
      <h2>{heading}</h2>
      <ul class="links">
        {links.map(({ name, href }) => (
          <li key={href}>
            <a href={ownHref(href)}>{name}</a>
          </li>
        ))}
      </ul>
    </>
  )
}
