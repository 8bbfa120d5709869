import { Hono } from 'hono'
import { html } from 'hono/html'

/** A page with what the local server has sent. Mail that leaves this machine is none of it. */

export type ShownMail = {
  at: string
  from: { email: string; name: string }
  to: string
  subject: string
  html: string
}

export function outboxPages(list: () => Promise<ShownMail[]>) {
  return new Hono().get('/outbox', async (c) => {
    c.header('Cache-Control', 'no-store')
    return c.html(page(await list()))
  })
}

// Links in a mail open in this tab: it is the browser in which the sign-in began.
const inTopFrame = (mail: string) => mail.replace('<head>', '<head><base target="_top">')

const page = (mails: ShownMail[]) => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Outbox</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" href="data:," />
    <style>
      body { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; font: 1rem/1.5 system-ui, sans-serif }
      details { margin: .75rem 0; border: 1px solid #8886; border-radius: .5rem }
      summary { padding: .75rem 1rem; cursor: pointer; overflow-wrap: anywhere }
      summary span { display: block; opacity: .8; font-size: .875rem }
      iframe { display: block; width: 100%; height: 30rem; border: 0; background: #fff; border-radius: 0 0 .5rem .5rem }
    </style>
  </head>
  <body>
    <main>
      <h1>Outbox</h1>
      <p>
        What the server on this machine has sent, the newest first. None of it has left; the files are in
        <code>.wrangler/</code>, in the folder <code>outbox</code> of its data.
      </p>
      ${mails.length === 0 ? html`<p>Nothing yet. Ask for a code at the sign-in, then reload this page.</p>` : ''}
      ${mails.map(
        (mail, index) =>
          html`<details ${index === 0 ? 'open' : ''}>
            <summary>
              ${mail.subject}
              <span>To ${mail.to}, from ${mail.from.name} &lt;${mail.from.email}&gt;, ${mail.at}</span>
            </summary>
            <iframe
              title="${mail.subject}"
              sandbox="allow-top-navigation-by-user-activation"
              srcdoc="${inTopFrame(mail.html)}"
            ></iframe>
          </details>`,
      )}
    </main>
  </body>
</html>`
