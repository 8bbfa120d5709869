/** A token with nothing but a shell. The braces have it read whole before it runs, so that it can be pasted. */

import { type Snippet, type SnippetFor, shell } from './snippet.ts'
import { authorizeAddress, curlClient, redeemByCurl, tokenForItselfByCurl } from './snippet-requests.ts'

export function curl(app: SnippetFor): Snippet {
  const { kind, redirectUri } = app
  const common = { id: 'curl', title: 'curl' }
  if (kind === 'machine')
    return { ...common, about: 'One request, one token.', parts: [{ code: tokenForItselfByCurl(app) }] }
  if (kind === 'device' || redirectUri === undefined) {
    const about = 'Shows a code, waits until you have typed it elsewhere, and prints the tokens.'
    return { ...common, about, parts: [{ code: byDevice(app) }] }
  }
  const about = 'Prints a link, waits for the address that you arrive at, and trades its code for tokens.'
  return { ...common, about, parts: [{ code: byCode(app, redirectUri) }] }
}

function byCode(app: SnippetFor, redirectUri: string): string {
  const address = authorizeAddress(app, redirectUri, { code_challenge_method: 'S256' })
  return `{
VERIFIER=$(openssl rand -hex 32)
CHALLENGE=$(printf %s "$VERIFIER" | openssl dgst -sha256 -binary | openssl base64 -A | tr '+/' '-_' | tr -d '=')
echo 'Open this, sign in, and paste the address that you arrive at:'
echo ${shell(`${address}&code_challenge=`)}"$CHALLENGE"
read -r ADDRESS
CODE=$(printf %s "$ADDRESS" | sed -n 's/.*[?&]code=\\([^&#]*\\).*/\\1/p')
${redeemByCurl(app, redirectUri, { code: '"$CODE"', verifier: '"$VERIFIER"' })}
}`
}

const byDevice = (app: SnippetFor): string => `{
ANSWER=$(curl -sS ${app.issuer}/oauth2/device_authorization ${curlClient(app)}${scopeOf(app)})
field() { printf %s "$ANSWER" | sed -n "s/.*\\"$1\\":\\"\\([^\\"]*\\)\\".*/\\1/p"; }
DEVICE_CODE=$(field device_code)
echo "Open $(field verification_uri) and type $(field user_code)"
while sleep 5; do
  ANSWER=$(curl -sS ${app.issuer}/oauth2/token ${curlClient(app)} \\
    -d grant_type=urn:ietf:params:oauth:grant-type:device_code -d device_code="$DEVICE_CODE")
  case $ANSWER in *authorization_pending* | *slow_down*) ;; *) break ;; esac
done
echo "$ANSWER"
}`

const scopeOf = ({ scope }: SnippetFor): string =>
  scope.length === 0 ? '' : ` \\\n  --data-urlencode ${shell(`scope=${scope.join(' ')}`)}`
