/** Response types: RFC 6749 §3.1.1, OAuth 2.0 Multiple Response Type Encoding Practices, OpenID Connect Core §3. */

/** In the order of their registered names; a request may order the words as it likes. */
export const responseTypes = [
  'code',
  'token',
  'id_token',
  'id_token token',
  'code id_token',
  'code token',
  'code id_token token',
] as const
export type ResponseType = (typeof responseTypes)[number]

export function parseResponseType(sent: string): ResponseType | undefined {
  const wanted = sent.split(' ').sort().join(' ')
  return responseTypes.find((known) => known.split(' ').sort().join(' ') === wanted)
}

export const includes = (type: ResponseType, word: 'code' | 'token' | 'id_token'): boolean =>
  type.split(' ').includes(word)

/** Whether tokens come by the browser: such an answer never goes into a query. */
export const isFrontChannel = (type: ResponseType): boolean => type !== 'code'

/** The grant types a client must be registered for (OpenID Connect Registration §2). */
export function grantTypesOf(type: ResponseType): string[] {
  const code = includes(type, 'code') ? ['authorization_code'] : []
  return isFrontChannel(type) ? [...code, 'implicit'] : code
}
