/**
 * What kinds of request a person can be asked to decide: one that came by this browser, one that a device made, and a
 * visit to a page of ours. The dispatcher treats them alike; they differ in where they are read from and where the
 * answer goes.
 */
import type { RequestContext } from '../http/context.ts'
import type { OAuthError } from '../protocol/errors.ts'
import { browserRequest } from './browser-request.ts'
import { deviceRequest } from './device-request.ts'
import type { Interaction } from './interaction.ts'
import { portalRequest } from './portal-request.ts'
import type { State } from './proceed.ts'
import type { AuthorizationRequest, Destination } from './request.ts'

export interface RequestKind {
  /** @throws {OAuthError} to be shown as a page */
  destination(c: RequestContext, interaction: Interaction): Promise<Destination>
  /** @throws {OAuthError} to be answered by `refuse` */
  request(
    c: RequestContext,
    destination: Destination,
    interaction: Interaction,
  ): Promise<AuthorizationRequest>
  /** `finished` is to be called once the answer is certain, before the response is made. */
  answer(c: RequestContext, state: State, finished: () => void): Promise<Response>
  refuse(c: RequestContext, destination: Destination, error: OAuthError): Promise<Response>
}

export function kindOf({ device, portal }: Interaction): RequestKind {
  if (portal !== undefined) return portalRequest
  return device ? deviceRequest : browserRequest
}
