import type { Child } from 'hono/jsx'
import type { Application } from './application.ts'
import { webUrl } from './web-url.ts'

/** A link away from this server, in a tab of its own so that the question stays open. */
export function OutwardLink({ to, children }: { to: string | undefined; children?: Child }) {
  const url = webUrl(to)
  if (url === undefined) return null
  return (
    <a href={url.href} target="_blank" rel="noopener noreferrer">
      {children ?? url.host}
      <span class="unseen"> (opens in a new tab)</span>
    </a>
  )
}

export function Website({ application }: { application: Application }) {
  if (application.host !== undefined) {
    return (
      <p class="host">
        <bdi>{application.host}</bdi>
      </p>
    )
  }
  if (webUrl(application.website) === undefined) return null
  return (
    <p class="host">
      <OutwardLink to={application.website} />
    </p>
  )
}

/** OIDC Registration §2: `policy_uri` and `tos_uri` are shown to the person who is asked. */
export function SmallPrint({ application }: { application: Application }) {
  const policy = webUrl(application.policy) && (
    <OutwardLink to={application.policy}>Its privacy policy</OutwardLink>
  )
  const terms = webUrl(application.terms) && (
    <OutwardLink to={application.terms}>Its terms of service</OutwardLink>
  )
  if (!policy && !terms) return null
  return (
    <p class="small-print policies">
      {policy} {terms}
    </p>
  )
}
