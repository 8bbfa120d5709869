/** The pages between a request and its answer: which is where. */
import type { RequestContext } from '../http/context.ts'
import { showCallback, submitCallback } from './callback.ts'
import { showConsent, submitConsent } from './consent.ts'
import { showDevice, submitDevice } from './device.ts'
import { showEnroll, submitEnroll } from './enroll.ts'
import { showLink, submitLink } from './link.ts'
import { showSecondFactor, submitSecondFactor } from './second-factor.ts'
import { showSelectAccount, submitSelectAccount } from './select-account.ts'
import { showSignIn, submitSignIn } from './sign-in.ts'
import { showSignOut, submitSignOut } from './sign-out.ts'

type Handler = (c: RequestContext) => Response | Promise<Response>

export interface InteractionRoute {
  readonly path: string
  readonly methods: { readonly GET: Handler; readonly POST: Handler }
}

/** Those that few come by are evaluated when somebody first does. */
export const interactionRoutes: readonly InteractionRoute[] = [
  { path: '/sign-in', methods: { GET: showSignIn, POST: submitSignIn } },
  { path: '/sign-in/callback/:source', methods: { GET: showCallback, POST: submitCallback } },
  { path: '/second-factor', methods: { GET: showSecondFactor, POST: submitSecondFactor } },
  { path: '/enroll', methods: { GET: showEnroll, POST: submitEnroll } },
  { path: '/link', methods: { GET: showLink, POST: submitLink } },
  {
    path: '/reset-password',
    methods: {
      GET: async (c) => (await import('./reset-password.ts')).showResetPassword(c),
      POST: async (c) => (await import('./reset-password.ts')).submitResetPassword(c),
    },
  },
  {
    path: '/sign-up',
    methods: {
      GET: async (c) => (await import('./sign-up.ts')).showSignUp(c),
      POST: async (c) => (await import('./sign-up.ts')).submitSignUp(c),
    },
  },
  { path: '/sign-out', methods: { GET: showSignOut, POST: submitSignOut } },
  { path: '/select-account', methods: { GET: showSelectAccount, POST: submitSelectAccount } },
  { path: '/device', methods: { GET: showDevice, POST: submitDevice } },
  { path: '/consent', methods: { GET: showConsent, POST: submitConsent } },
]
