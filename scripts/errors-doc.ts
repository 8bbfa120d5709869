/** `node scripts/errors-doc.ts` writes docs/errors.md from the error table. A test says when it was forgotten. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ErrorCode, errorEntry, errorTable } from '../src/protocol/errors.ts'
import { problemTable } from '../src/protocol/problems.ts'

const introduction = `<!-- Made by scripts/errors-doc.ts from src/protocol/errors.ts. Edit that table, then run: node scripts/errors-doc.ts -->

# Errors

Every error code this server gives: what it means, where it comes from, what to do.

A running server shows the same table at \`/errors\`; \`/errors#invalid_grant\` leads to one row.

## Where an error arrives

| where it happened | what you get |
|---|---|
| \`/oauth2/authorize\`, before client and redirect URI are proven | a page for the person with the code, the description and the request id; never a redirect |
| a device's request, on the pages | a page for the person; the device hears of it with its next poll |
| \`/oauth2/authorize\` and the pages that follow, after that | a redirect to the application with \`error\`, \`error_description\`, \`error_uri\`, \`state\` and \`iss\`, in the \`response_mode\` that was asked for; where tokens were asked for, never in the query |
| \`/oauth2/token\`, \`/oauth2/device_authorization\`, \`/oauth2/introspect\`, \`/oauth2/revoke\`, \`/oauth2/userinfo\` | JSON with \`error\`, \`error_description\`, \`error_uri\` and \`request_id\`, and a \`WWW-Authenticate\` challenge where the table says so |
| \`/management/v1\` | [problem details](#only-from-the-management-api), and a challenge with 401 and 403 |

\`error_description\` is written for the developer who sent the request: it names the parameter and what was expected, and
never repeats a secret, a code or a token. Do not parse it; it may change. The \`error_uri\` leads to the code's row in that
table, and an error page links to it. The \`request_id\` (also in the header
\`X-Request-Id\` of every answer) finds the line in the server's log.

A wrong method is 405 with \`"error": "invalid_request"\` and an \`Allow\` header, whatever the table says.

## The codes

| code | status | challenge | meaning | source |
|---|---|---|---|---|
`

const outro = `
Status and challenge are those of the JSON answer. In a redirect there is neither, and a page that would be 401 is 400:
there is nothing for a browser to ask a password for.

Every 503 carries \`Retry-After\`. The sign-in page answers 429 with \`Retry-After\` when somebody must wait after wrong
passwords; see [security](security.md#guessing-passwords).
`

const management = `
## Only from the management API

The [management API](management-api.md) answers with problem details (RFC 9457). \`type\` leads to the code's row, here or
above; \`errors\` points at each field, parameter or header that is wrong.

| code | status | meaning | source |
|---|---|---|---|
`

/** The text of docs/errors.md. */
export function errorsDocument(): string {
  const rows = Object.keys(errorTable).map((code) => {
    const { status, challenge, meaning, section } = errorEntry(code as ErrorCode)
    return `| <a id="${code}"></a>\`${code}\` | ${status} | ${challenge ?? ''} | ${meaning} | ${section} |\n`
  })
  const problems = Object.entries(problemTable).map(
    ([code, { status, meaning, section }]) =>
      `| <a id="${code}"></a>\`${code}\` | ${status} | ${meaning} | ${section} |\n`,
  )
  return introduction + rows.join('') + outro + management + problems.join('')
}

if (import.meta.main) writeFileSync(join(import.meta.dirname, '../docs/errors.md'), errorsDocument())
