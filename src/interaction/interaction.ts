/** A request under way: what the person must come back to, sealed into the URL of the page and bound to the browser. */

import type { RequestContext } from '../http/context.ts'
import { seconds } from '../runtime.ts'
import { browserHash, knownBrowser } from '../sign-in/browser.ts'
import { serverOf } from '../tokens/server.ts'
import type { Progress } from './decision.ts'

export type Step =
  | 'sign-in'
  | 'second-factor'
  | 'enroll'
  | 'link'
  | 'reset-password'
  | 'sign-up'
  | 'select-account'
  | 'consent'
  | 'sign-out'
  /** Elsewhere, on the way back. */
  | 'callback'

export interface Interaction {
  /** The request of a device; absent where the request came by this browser. */
  readonly device?: { readonly userCode: string; readonly id: string }
  /** The page of ours that a person wants to see; absent where an application asks. */
  readonly portal?: string
  /** Stays the same through all its steps. */
  readonly id: string
  /** The parameters as the client sent them. */
  readonly parameters: Readonly<Record<string, string>>
  readonly progress: Progress
}

interface Carried extends Interaction {
  /** Hash of the browser cookie. */
  browser: string
  /** The page it was sealed for. */
  step: Step
}

export type ReadInteraction =
  | { kind: 'live'; interaction: Interaction }
  /** `parameters` can still name the application. */
  | {
      kind: 'expired' | 'other_browser' | 'no_cookie' | 'finished'
      parameters?: Readonly<Record<string, string>>
      portal?: string
    }

/** OIDC Core §3.1.2.1: in which languages the request asks for its pages. */
export function askLanguages(c: RequestContext, { parameters }: Pick<Interaction, 'parameters'>): void {
  if (parameters.ui_locales !== undefined) c.set('uiLocales', parameters.ui_locales)
}

/** The path and query of a step's page. */
export async function interactionUrl(
  c: RequestContext,
  step: Step,
  interaction: Interaction,
): Promise<string> {
  return `/${step}?request=${await sealInteraction(c, step, interaction)}`
}

export async function sealInteraction(
  c: RequestContext,
  step: Step,
  { id, device, portal, parameters, progress }: Interaction,
): Promise<string> {
  const now = c.get('now')
  const carried: Carried = {
    id,
    ...(device && { device }),
    ...(portal !== undefined && { portal }),
    parameters,
    progress,
    step,
    browser: await knownBrowser(c),
  }
  const { sealer, settings } = serverOf(c)
  const sealed = await sealer.seal('interaction', carried, {
    now,
    expiresAt: seconds(now) + settings.lifetimes.interaction,
  })
  c.set('here', `/${step}?request=${sealed}`)
  return sealed
}

export async function readInteraction(
  c: RequestContext,
  step: Step,
  sealed: string | undefined,
): Promise<ReadInteraction> {
  const opened = sealed && (await serverOf(c).sealer.open<Carried>('interaction', sealed, c.get('now')))
  if (!opened || opened.payload.step !== step) return { kind: 'expired' }
  askLanguages(c, opened.payload)
  const { browser, step: _, ...interaction } = opened.payload
  const about = {
    parameters: interaction.parameters,
    ...(interaction.portal && { portal: interaction.portal }),
  }
  const here = await browserHash(c)
  if (here === undefined) return { kind: 'no_cookie', ...about }
  if (here !== browser) return { kind: 'other_browser', ...about }
  return opened.expired ? { kind: 'expired', ...about } : { kind: 'live', interaction }
}
