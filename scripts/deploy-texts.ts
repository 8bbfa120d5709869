/** What `npm run deploy` says. Lines to paste stand by themselves. */

export const usage = `Say which address people will see, for good: it is in every token.
  npm run deploy -- --domain login.example.com              a host of a domain that is on Cloudflare
  npm run deploy -- --domain edgegrant.<yours>.workers.dev  for a try
  npm run deploy -- --issuer https://login.example.com      where you lead the host to the Worker yourself`

export const question = `Which address will people see? It is in every token and cannot change later.
A host of a domain on Cloudflare, such as login.example.com; a DNS record that it has is replaced.`

export const anotherName = `There is one wrangler environment: another name or environment would be another Worker on the same database.
A second server is a second copy of this repository, with a name and a database_name of its own in wrangler.toml.`

export const keepsIssuer = 'ISSUER is set and stays as it is: another one would end every token.'

export const namespaceIsThere = '\nThe KV namespace is there already. Once more, with that one:\n'

export const withoutAnalytics = `
This account has no Analytics Engine. Once more without it: the database counts instead. To use it, enable it in the
dashboard of Cloudflare and deploy again.
`

export const withoutMail = `
This account does not let the Worker send mail. Once more without it: what needs mail is hidden. To use it, set up Email
Sending for a domain in the dashboard of Cloudflare and deploy again.
`

export const keepsPlace =
  'The Worker has been deployed without a jurisdiction, and its objects stay where they are.'

/** The token is not in the link: addresses stay in histories and logs. */
export const setupLink = (issuer: string | undefined, token: string) => `
Deployed. The first operator signs up at
  ${issuer ?? 'https://<your host>'}/setup
with this token, which works once:
  ${token}`

export const withoutToken = `
Deployed. No set-up token was made, for a build log would keep it. Make one, then open /setup:
  npx wrangler secret put SETUP_TOKEN`

export const withoutIssuer = `
Deployed, and one step is missing: the Worker has no ISSUER. Set it, and a SETUP_TOKEN of 32 characters or more,
as secrets of the Worker: in the dashboard under Settings, or
  npx wrangler secret put ISSUER
  npx wrangler secret put SETUP_TOKEN`

const access = `Not signed in, or not allowed to?
  npx wrangler login          at a desk
  CLOUDFLARE_API_TOKEN=...    in CI; it needs Workers Scripts, Workers KV Storage and D1: Edit,
                              and for --domain also, in its zone, Workers Routes and DNS: Edit`

export const notAnswered = `
Cloudflare did not say which secrets the Worker has.
${access}`

export const notSeen = `
The Worker is there and has no secret SEALING_SECRET. Whether it has one as a variable could not be seen, and another
one would open nothing that the first has sealed: nothing was done. Look in the dashboard, at the Worker's settings.
  It has one: put the same in as a secret, then deploy again
    npx wrangler secret put SEALING_SECRET
  It has none: bring one, as a first deploy would have made it
    npm run deploy -- ... --secrets-file <a file with SEALING_SECRET=...>`

export const notDone = `
Not everything is done; what wrangler says is above. Nothing is lost: put it right and run the same again.
${access}`
