/** What every page must keep: accessible by axe-core, no wider than a phone, quiet on the console, from one origin. */
import axe, { type AxeResults } from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'

/** What axe-core finds, each fault a line. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<AxeResults>('axe.run({ resultTypes: ["violations"] })')
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  )
}

/** How many pixels one would have to scroll sideways. */
export const sidewaysScroll = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

export interface Noise {
  /** Errors and warnings on the console, breaches of the Content-Security-Policy, exceptions. */
  readonly complaints: string[]
  /** The origins that anything was asked of. */
  readonly origins: Set<string>
}

/** Listens to all that the pages of a browser say and ask for. A page of ours that is itself a 4xx is no complaint. */
export async function listen(context: BrowserContext): Promise<Noise> {
  const noise: Noise = { complaints: [], origins: new Set() }
  await context.exposeBinding('reportViolation', (_source, what: string) => noise.complaints.push(what))
  await context.addInitScript(
    `addEventListener('securitypolicyviolation', (violation) =>
      reportViolation(violation.violatedDirective + ' ' + violation.blockedURI))`,
  )
  context.on('console', (message) => {
    const ownStatus =
      /^Failed to load resource: the server responded with a status of 4\d\d/.test(message.text()) &&
      message.location().url === message.page()?.url()
    if (['error', 'warning'].includes(message.type()) && !ownStatus) noise.complaints.push(message.text())
  })
  context.on('weberror', (error) => noise.complaints.push(String(error.error())))
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (protocol !== 'data:') noise.origins.add(origin)
  })
  return noise
}
