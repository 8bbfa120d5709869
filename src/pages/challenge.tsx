import type { Text } from './text.ts'

export interface ChallengeProps {
  siteKey: string
  /** The page that asks: Turnstile tells it with the answer. */
  action: string
  /** Whether there is no way around it by waiting. */
  required?: boolean
}

/**
 * Cloudflare Turnstile, inside a form. Its script is the one thing on our pages that is another's: only pages that ask
 * have it, and `pageHeaders` lets it in there.
 */
export function Challenge({ t, siteKey, action, required }: ChallengeProps & { t: Text }) {
  return (
    <div class="challenge">
      <div class="cf-turnstile" data-sitekey={siteKey} data-action={action} data-language={t.language} />
      <script src="https://challenges.cloudflare.com/turnstile/v0/api.js" async defer />
      <noscript>
        <p>{t(required ? 'challenge.needs_script' : 'challenge.without_script')}</p>
      </noscript>
    </div>
  )
}
