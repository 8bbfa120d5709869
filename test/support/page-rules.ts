/** What every page must keep: accessible by axe-core, no wider than a phone, quiet on the console, from one origin. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'

/** The small build, and no value to bring back: putting it into a page costs more than what it looks at. */
const axe = `${readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')};0`

/** What axe-core finds, each fault a line. Ask once per look (light, dark, phone): a page keeps what was put into it. */
export async function accessibilityFaults(
  page: Page,
  { colours = true }: { colours?: boolean } = {},
): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe)
  const rules = { 'color-contrast': { enabled: colours } } // half of what it takes
  const options = JSON.stringify({ resultTypes: ['violations'], preload: false, rules })
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${options})`)
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
