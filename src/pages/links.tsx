import type { Child } from 'hono/jsx'
import type { Application } from './application.ts'
import { useText } from './layout.tsx'
import type { Text } from './text.ts'
import { ownHref, webUrl } from './web-url.ts'

/** A link away from this page, in a tab of its own so that the question stays open. */
export function OutwardLink({ to, children }: { to: string | undefined; children?: Child }) {
  const t = useText()
  const href = to === undefined ? undefined : ownHref(to)
  if (href === undefined) return null
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children ?? webUrl(to)?.host}
      <span class="unseen"> {t('page.new_tab')}</span>
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
      <OutwardLink to={webUrl(application.website)?.href} />
    </p>
  )
}

/** OIDC Registration §2: `policy_uri` and `tos_uri` are shown to the person who is asked. */
export function SmallPrint({ t, application }: { t: Text; application: Application }) {
  const policy = webUrl(application.policy)
  const terms = webUrl(application.terms)
  if (!policy && !terms) return null
  return (
    <p class="small-print policies">
      {policy ? <OutwardLink to={policy.href}>{t('consent.policy')}</OutwardLink> : null}{' '}
      {terms ? <OutwardLink to={terms.href}>{t('consent.terms')}</OutwardLink> : null}
    </p>
  )
}
