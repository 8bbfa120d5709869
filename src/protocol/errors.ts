/** Every error this server gives, once. `docs/errors.md` and the page at `/errors` are made from this table. */

interface ErrorEntry {
  readonly status: number
  /** The scheme of the `WWW-Authenticate` challenge that goes with it, where the RFC asks for one. */
  readonly challenge?: 'Basic' | 'Bearer'
  readonly section: string
  readonly meaning: string
}

export const errorTable = {
  invalid_request: {
    status: 400,
    section: 'RFC 6749 §4.1.2.1, §5.2',
    meaning: 'A parameter is missing, repeated or malformed. The description names it.',
  },
  unauthorized_client: {
    status: 400,
    section: 'RFC 6749 §4.1.2.1, §5.2',
    meaning: "The client's registration does not allow this grant or response type.",
  },
  access_denied: {
    status: 400,
    section: 'RFC 6749 §4.1.2.1, RFC 8628 §3.5',
    meaning: 'The person refused, or went back to the application without signing in.',
  },
  unsupported_response_type: {
    status: 400,
    section: 'RFC 6749 §4.1.2.1',
    meaning: 'This server does not have the response_type that was asked for.',
  },
  invalid_scope: {
    status: 400,
    section: 'RFC 6749 §3.3, §5.2',
    meaning: 'A scope is unknown, malformed, or not in the registration of the client.',
  },
  authorization_pending: {
    status: 400,
    section: 'RFC 8628 §3.5',
    meaning: 'The person has not answered the device yet. Poll again after the interval.',
  },
  slow_down: {
    status: 400,
    section: 'RFC 8628 §3.5',
    meaning: 'The device polls too often. Its interval has grown by five seconds.',
  },
  expired_token: {
    status: 400,
    section: 'RFC 8628 §3.5',
    meaning: 'The device code has expired unanswered. Begin again.',
  },
  invalid_target: {
    status: 400,
    section: 'RFC 8707 §2',
    meaning:
      'The resource is unknown, is not linked to the client, or was not granted; or several need telling apart.',
  },
  unsupported_token_type: {
    status: 400,
    section: 'RFC 7009 §2.2.1',
    meaning: 'This kind of token cannot be taken back: a JWT that a client got for itself ends by itself.',
  },
  invalid_client: {
    status: 401,
    challenge: 'Basic',
    section: 'RFC 6749 §5.2',
    meaning:
      'The client is unknown, its secret is wrong, or it authenticated by a method it is not registered for.',
  },
  invalid_grant: {
    status: 400,
    section: 'RFC 6749 §5.2',
    meaning:
      'The code or refresh token is used, expired, revoked, tampered with, or belongs to another client.',
  },
  directory_unreachable: {
    status: 400,
    section: 'RFC 6749 §5.2',
    meaning:
      'The directory that says whether this person may still sign in does not answer. Nothing has ended: try again with the same refresh token after the time in Retry-After.',
  },
  unsupported_grant_type: {
    status: 400,
    section: 'RFC 6749 §5.2',
    meaning: 'This server does not have the grant_type that was sent.',
  },
  invalid_token: {
    status: 401,
    challenge: 'Bearer',
    section: 'RFC 6750 §3.1',
    meaning: 'The access token is expired, revoked, malformed, or was not issued by this server.',
  },
  insufficient_scope: {
    status: 403,
    challenge: 'Bearer',
    section: 'RFC 6750 §3.1',
    meaning: 'The access token is good but does not carry the scope that this needs.',
  },
  insufficient_user_authentication: {
    status: 401,
    challenge: 'Bearer',
    section: 'RFC 9470 §3',
    meaning:
      'The access token is good, but its person has not signed in strongly or recently enough for this. `acr_values` and `max_age` in the challenge say what to ask for at authorize.',
  },
  login_required: {
    status: 400,
    section: 'OpenID Connect Core §3.1.2.6',
    meaning: 'prompt=none was sent and nobody is signed in, or the one who is must sign in again.',
  },
  consent_required: {
    status: 400,
    section: 'OpenID Connect Core §3.1.2.6',
    meaning: 'prompt=none was sent and the person has not yet agreed to what is asked.',
  },
  interaction_required: {
    status: 400,
    section: 'OpenID Connect Core §3.1.2.6',
    meaning:
      'prompt=none was sent and the person would have to do something on a page, such as to prove themself by a second factor.',
  },
  account_selection_required: {
    status: 400,
    section: 'OpenID Connect Core §3.1.2.6',
    meaning:
      'prompt=none was sent, several accounts are signed in, and the request does not say which is meant.',
  },
  unmet_authentication_requirements: {
    status: 400,
    section: 'OpenID Connect Core Error Code unmet_authentication_requirements §2',
    meaning:
      'The request insists on an authentication level (acr) that this server cannot reach; `acr_values_supported` in the metadata lists those that it can.',
  },
  request_not_supported: {
    status: 400,
    section: 'OpenID Connect Core §3.1.2.6',
    meaning: 'Request objects (the request parameter) are not supported.',
  },
  request_uri_not_supported: {
    status: 400,
    section: 'OpenID Connect Core §3.1.2.6',
    meaning: 'Request objects by reference (the request_uri parameter) are not supported.',
  },
  registration_not_supported: {
    status: 400,
    section: 'OpenID Connect Core §3.1.2.6',
    meaning: 'The registration parameter is not supported.',
  },
  invalid_redirect_uri: {
    status: 400,
    section: 'RFC 7591 §3.2.2',
    meaning: 'A redirect URI in the registration may not be registered. The description says which and why.',
  },
  invalid_client_metadata: {
    status: 400,
    section: 'RFC 7591 §3.2.2',
    meaning:
      'A field of the registration has a value that this server does not take. The description names it.',
  },
  invalid_software_statement: {
    status: 400,
    section: 'RFC 7591 §3.2.2',
    meaning: 'The software statement is malformed, expired, or its signature does not verify.',
  },
  unapproved_software_statement: {
    status: 400,
    section: 'RFC 7591 §3.2.2',
    meaning: 'The software statement is by an issuer whose statements do not count here.',
  },
  too_many_requests: {
    status: 429,
    section: 'RFC 6585 §4',
    meaning: 'Too much has come from this address. Try again after the time in Retry-After.',
  },
  not_found: {
    status: 404,
    section: 'RFC 9110 §15.5.5',
    meaning: 'There is nothing at this address.',
  },
  server_error: {
    status: 500,
    section: 'RFC 6749 §4.1.2.1',
    meaning: 'Something failed here. The request id finds the cause in the log of the server.',
  },
  temporarily_unavailable: {
    status: 503,
    section: 'RFC 6749 §4.1.2.1',
    meaning: 'The server is too busy or not set up. Try again after the time in Retry-After.',
  },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errorTable

export const errorEntry = (code: ErrorCode): ErrorEntry => errorTable[code]

/** The one error of the protocol. `description` is for the developer at the other end; `cause` goes to the log only. */
export class OAuthError extends Error {
  readonly code: ErrorCode
  readonly description: string
  /** For `insufficient_scope`: the scope that is needed (RFC 6750 §3). */
  readonly scope: string | undefined
  /** For `insufficient_user_authentication`: what to ask for (RFC 9470 §3). */
  readonly acrValues: string | undefined
  readonly maxAge: number | undefined
  /** Seconds to wait before another try, where that is known. */
  readonly retryAfter: number | undefined
  /** Nothing was proven wrong, nothing was sent: the challenge then holds no error (RFC 6750 §3.1). */
  readonly unauthenticated: boolean
  /** What an access token would open (RFC 6750 §3). */
  readonly realm: string

  constructor(
    code: ErrorCode,
    details: {
      description: string
      scope?: string
      acrValues?: string
      maxAge?: number
      retryAfter?: number
      unauthenticated?: boolean
      realm?: string
      cause?: unknown
    },
  ) {
    super(details.description, { cause: details.cause })
    this.name = 'OAuthError'
    this.code = code
    this.description = describable(details.description)
    this.scope = details.scope
    this.acrValues = details.acrValues
    this.maxAge = details.maxAge
    this.retryAfter = details.retryAfter
    this.unauthenticated = details.unauthenticated ?? false
    this.realm = details.realm ?? 'userinfo'
  }
}

/** RFC 6749 §5.2: error_description is %x20-21 / %x23-5B / %x5D-7E. */
function describable(text: string): string {
  return text
    .replaceAll('"', "'")
    .replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?')
    .slice(0, 600)
}
