/** A client as the pages show it, in the language of whoever reads. */
import type { RequestContext } from '../http/context.ts'
import type { Application } from '../pages/application.ts'
import { isClientUrl } from '../protocol/client-document.ts'
import type { Client } from '../protocol/client-metadata.ts'
import { type Localizable, localizedFor } from '../protocol/localized.ts'
import { wantedLanguages } from '../tokens/language.ts'

export function applicationOf(c: RequestContext, client: Client): Application {
  const wanted = wantedLanguages(c)
  const said = (field: Localizable) => localizedFor(client.localized, field, wanted) ?? client[field]
  const [website, logo, policy, terms] = (['client_uri', 'logo_uri', 'policy_uri', 'tos_uri'] as const).map(
    said,
  )
  return {
    name: said('client_name') ?? client.client_name,
    ...(policy && { policy }),
    ...(terms && { terms }),
    // What a stranger calls its website or its picture may be another's: only where its document is, is certain.
    ...(client.self_registered
      ? { stranger: true, ...(isClientUrl(client.client_id) && { host: new URL(client.client_id).hostname }) }
      : { ...(website && { website }), ...(logo && { logo }) }),
  }
}
