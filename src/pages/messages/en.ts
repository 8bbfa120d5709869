/** English: the messages that all other languages translate. Keys are `<page>.<what>`, page by page, in alphabetical order. */
export const en = {
  'page.language': 'Language',
  'page.new_tab': '(opens in a new tab)',
  'page.problem': 'Problem: {title}',
  'page.request': 'If you ask for help, mention request {request}',

  'password.empty': 'Enter your username or email and your password.',
  'password.wrong': 'The username or the password is not right.',

  'sign_in.busy': 'Many people are signing in right now. Try again in a moment.',
  'sign_in.wait': 'Too many tries. Wait {seconds} s, then try again.',
} as const
