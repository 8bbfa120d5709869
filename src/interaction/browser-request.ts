/** A request that came by this browser, and goes back by it to the redirect URI. */
import { Parameters } from '../protocol/parameters.ts'
import { serverOf } from '../tokens/server.ts'
import { answerFor } from './answer.ts'
import { readDestination, readRequest } from './request.ts'
import type { RequestKind } from './request-kind.ts'
import { respond, respondWithError } from './response.ts'
import { isTryIt } from './try-it.ts'

export const browserRequest: RequestKind = {
  destination: (c, { parameters }) =>
    readDestination(serverOf(c), Parameters.from(parameters), c.get('now'), (sent) => isTryIt(c, sent)),

  request: (c, destination, { parameters }) =>
    readRequest(serverOf(c), destination, Parameters.from(parameters), c.get('now')),

  async answer(c, state, finished) {
    const answer = await answerFor(c, state)
    finished()
    return respond(c, state.request, answer)
  },

  refuse: async (c, destination, error) => respondWithError(c, destination, error),
}
