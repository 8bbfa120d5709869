/** The pages on signing in, beside each other. */
const tabs = {
  ways: ['Ways to sign in', '/admin/sign-in'],
  providers: ['Providers', '/admin/sign-in/providers'],
  directories: ['Directories', '/admin/sign-in/directories'],
  mail: ['Mail', '/admin/sign-in/mail'],
  'sign-up': ['Sign-up', '/admin/sign-in/sign-up'],
  look: ['Look', '/admin/look'],
} as const

export const signInTabs = (current: keyof typeof tabs) =>
  Object.entries(tabs).map(([tab, [name, href]]) => ({ name, href, current: tab === current }))
