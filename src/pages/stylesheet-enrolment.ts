/** The part of the one stylesheet for what is set up once: the key of an authenticator app, recovery codes, passkeys. */
export const enrolmentStyles = `[hidden], form[hidden] + .divider { display: none !important }
.choice-of-factor { display: grid; gap: .6rem }
.choice-of-factor .method { display: flex; width: 100% }
.key { display: flex; flex-wrap: wrap; align-items: center; gap: 1.25rem }
.key > div { flex: 1 1 12rem; display: grid; gap: .5rem }
.key > svg { flex: none; width: 11rem; max-width: 100%; border-radius: var(--corner); shape-rendering: crispEdges }
.secret code { font-size: 1.0625rem; letter-spacing: .04em }
.recovery-codes { margin: 0; padding: 1rem; border: 1px solid var(--line); border-radius: .6rem; font: 600 1.0625rem/1.7 var(--mono); text-align: center; columns: 2 13rem }
@media print { body:has(.recovery-codes) :is(header, footer, .stub p, .unprinted, form) { display: none !important } }`
