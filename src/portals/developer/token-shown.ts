/** A token, decoded for reading. Reading proves nothing: whether it is good is another question. */
import { decodeJwt, decodeProtectedHeader } from 'jose'
import type { ShownClaim, ShownToken } from '../../pages/developer/token.tsx'
import { isoTime } from '../../runtime.ts'
import { ago } from '../ago.ts'

const meanings: Readonly<Record<string, string>> = {
  typ: 'What kind of token it is',
  alg: 'How it is signed',
  kid: 'Which of the server’s keys signed it',
  iss: 'Who issued it',
  sub: 'Whom it is about; for a machine, the application itself',
  aud: 'Whom it is for: the API must find itself here',
  exp: 'Good until',
  iat: 'Issued',
  nbf: 'Not good before',
  jti: 'Its number',
  client_id: 'The application that it was issued to',
  scope: 'What the application may do with it',
  auth_time: 'When the person last signed in',
  acr: 'How surely they signed in',
  amr: 'By what they signed in',
  azp: 'The application that it was issued to',
  nonce: 'Ties it to the request that asked for it',
  at_hash: 'Ties it to the access token beside it',
  c_hash: 'Ties it to the code beside it',
  sid: 'The sign-in it belongs to',
  user_id: 'The name they sign in with',
  user_type: 'What kind of person they are here',
  roles: 'Words for your API about the person',
  act: 'Who acts for the person',
  cnf: 'The key that it is bound to',
  version: 'The format of light-oauth2',
}
const times = ['exp', 'iat', 'nbf', 'auth_time']
const longest = 120

export function describedToken(token: string, now: number): ShownToken {
  try {
    return {
      header: claims({ ...decodeProtectedHeader(token) }, now),
      payload: claims(decodeJwt(token), now),
    }
  } catch {
    return {}
  }
}

const claims = (from: Readonly<Record<string, unknown>>, now: number): ShownClaim[] =>
  Object.entries(from).map(([name, value]) => ({
    name,
    value: short(typeof value === 'string' ? value : (JSON.stringify(value) ?? '')),
    meaning: [meanings[name] ?? '', times.includes(name) ? time(value, now) : ''].filter(Boolean).join(': '),
  }))

const short = (text: string) => (text.length <= longest ? text : `${text.slice(0, longest)}…`)

/** Only dates that a date can hold: the token is anybody's. */
function time(value: unknown, now: number): string {
  if (typeof value !== 'number' || !(Math.abs(value) < 8e12)) return 'no time at all'
  const ms = Math.floor(value * 1000)
  const left = Math.round((ms - now) / 1000)
  const when = `${isoTime(ms).slice(0, 19).replace('T', ' ')} UTC`
  return left > 0 ? `${when}, in ${left} seconds` : `${when}, ${ago(ms, now)}`
}
