/** The pages that belong to one way to sign in: shown while it is under way. A new one is a line here. */
import type { RequestContext } from '../http/context.ts'
import { readQuery } from '../http/form.ts'
import type { Application } from '../pages/application.ts'
import type { Page } from '../pages/layout.tsx'
import type { Message, Text } from '../pages/text.ts'
import type { Kept, StepOfProof } from '../sign-in/sign-in-method.ts'
import { textOf } from '../tokens/language.ts'
import { applicationOf } from './application.ts'
import { emailPage } from './email.ts'
import { sealInteraction } from './interaction.ts'
import type { State } from './proceed.ts'

export interface MethodPageProps {
  readonly t: Text
  readonly application: Application
  /** The sealed request: a hidden field `request`. */
  readonly request: string
  /** Where its form is posted, with `action` `sign-in`, `begin` (once more) or `back`. */
  readonly action: '/sign-in' | '/second-factor'
  /** A hidden field `method`. */
  readonly method: string
  /** What the method keeps; the page shows of it what is no secret. */
  readonly kept: Kept
  /** What a link to this page brought along as `code`. */
  readonly code: string | undefined
  readonly problem: string | undefined
}

export type MethodPage = (props: MethodPageProps) => Page

/** By the method's value, without a source. */
const methodPages: Readonly<Partial<Record<string, MethodPage>>> = { email: emailPage }

/** The page of the method that is under way in this step; undefined where none is. */
export async function methodPageOf(
  c: RequestContext,
  { interaction, request }: State,
  step: StepOfProof,
  problem: Message | undefined,
): Promise<Page | undefined> {
  const { doing } = interaction.progress
  const [value = ''] = doing?.method.split(':') ?? []
  const page = doing?.step === step ? methodPages[value] : undefined
  if (!page || !doing) return undefined
  const t = textOf(c)
  const at = step === 'first' ? 'sign-in' : 'second-factor'
  return page({
    t,
    application: applicationOf(c, request.client),
    request: await sealInteraction(c, at, interaction),
    action: `/${at}`,
    method: doing.method,
    kept: doing.kept,
    code: c.req.method === 'GET' ? readQuery(c.req.raw).get('code') : undefined,
    problem: problem && t(...problem),
  })
}
