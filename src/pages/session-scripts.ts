/** The scripts of signing out: small enough to be read, and each loaded by one page only. */
import { fingerprint } from './fingerprint.ts'

/** Goes on once every frame is loaded (Front-Channel Logout §2); one that hangs is not waited for. */
export const signedOutScript = `const next = document.querySelector('a[data-next]')
const go = () => location.replace(next.href)
if (next && document.readyState === 'complete') go()
else if (next) {
  addEventListener('load', go)
  setTimeout(go, 4000)
}
`

/**
 * OpenID Connect Session Management §3.2: says whether the person of a `session_state` is still the one who is signed in.
 * Where the browser keeps our cookie from the frame nobody can know, which is an error: of a change an application would
 * ask us again and again. A cookie without the prefix could be a sibling domain's.
 */
export const checkSessionScript = `const name = (location.protocol === 'https:' ? '__Host-' : '') + 'edgegrant-state='
const cookie = () => document.cookie.split('; ').find((each) => each.startsWith(name))?.slice(name.length)

async function answer(message, origin) {
  const parts = typeof message === 'string' ? message.split(' ') : []
  const [client, state] = parts
  const salt = state?.split('.')[1]
  if (parts.length !== 2 || !client || !salt) return 'error'
  if (cookie() === undefined && (await document.hasStorageAccess?.()) === false) return 'error'
  const text = new TextEncoder().encode([client, origin, cookie() ?? '', salt].join(' '))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', text))
  const hash = btoa(String.fromCharCode(...digest)).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=/g, '')
  return state === hash + '.' + salt ? 'unchanged' : 'changed'
}

addEventListener('message', async ({ data, origin, source }) => {
  const said = await answer(data, origin).catch(() => 'error')
  source?.postMessage(said, origin)
})
`

export const signedOutPath = `/signed-out.js?${fingerprint(signedOutScript)}`
export const checkSessionPath = `/check-session.js?${fingerprint(checkSessionScript)}`
