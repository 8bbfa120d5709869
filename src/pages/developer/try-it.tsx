import type { Child } from 'hono/jsx'
import { Check, Checks, Choice } from '../fields.tsx'
import { Mark, Name } from '../name.tsx'
import { plainName } from '../plain-name.ts'
import { Notice, Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'
import { type AppHead, appTabs } from './app-head.tsx'
import { Code } from './code.tsx'
import { DecodedToken, type ShownToken } from './token.tsx'

function TryFrame({
  frame,
  app,
  lead,
  children,
}: {
  frame: PortalFrame
  app: AppHead
  lead: Child
  children?: Child
}) {
  return (
    <PortalPage
      frame={frame}
      place="/developer"
      title={`Try ${plainName(app.name)}`}
      heading={
        <>
          <Mark name={app.name} logo={app.logo} />
          <h1>
            <span class="lead-in">Try</span> <Name of={app.name} />
          </h1>
        </>
      }
      above={{ name: 'Your applications', href: '/developer' }}
      lead={lead}
      tabs={appTabs(app, 'try')}
    >
      {children}
    </PortalPage>
  )
}

export interface TryPageProps {
  frame: PortalFrame
  app: AppHead
  byCode: boolean
  byItself: boolean
  scopes: string[]
}

export function TryPage({ frame, app, byCode, byItself, scopes }: TryPageProps) {
  return (
    <TryFrame
      frame={frame}
      app={app}
      lead="This server stands in for your application, sends its requests, and shows you each of them. It needs no secret, and your registration stays as it is."
    >
      {byCode ? (
        <Panel
          title="Somebody signs in"
          about="The code flow, as your people meet it: sign-in, consent, and back. What is allowed here is remembered, as it would be from your application."
        >
          <PortalForm frame={frame} action={`${app.href}/try`}>
            {scopes.length > 0 ? (
              <Checks name="scope" legend="Ask for">
                {scopes.map((scope) => (
                  <Check key={scope} name={`scope:${scope}`} checked label={<code>{scope}</code>} />
                ))}
              </Checks>
            ) : null}
            <Choice
              name="as"
              legend="Who signs in"
              value="me"
              options={[
                { value: 'me', label: 'I do', hint: 'With the account that is signed in here' },
                {
                  value: 'other',
                  label: 'Somebody else',
                  hint: 'Asks for the account; you stay yourself in this portal',
                },
              ]}
            />
            <div class="actions">
              <button type="submit" class="primary">
                Send the request
              </button>
            </div>
          </PortalForm>
        </Panel>
      ) : null}
      {byItself ? (
        <Panel title="It acts for itself" about="One request, with nobody signed in: client_credentials.">
          <PortalForm frame={frame} action={`${app.href}/try/itself`}>
            <div class="actions">
              <button type="submit" class="primary">
                Get a token
              </button>
            </div>
          </PortalForm>
        </Panel>
      ) : null}
    </TryFrame>
  )
}

export interface TryReturnPageProps {
  frame: PortalFrame
  app: AppHead
  /** The authorization request that was sent. */
  request: string
  /** The address that the browser came back to. */
  answer: string
  /** The token request to come, as a command. */
  exchange: string
  issuer: { sent: string; right: string }
  refused?: { code: string; description: string } | undefined
  hidden: { code: string; state: string }
}

export function TryReturnPage(props: TryReturnPageProps) {
  const { frame, app, request, answer, exchange, issuer, refused, hidden } = props
  return (
    <TryFrame frame={frame} app={app} lead="The person is back. What your application would see now:">
      <Panel title="1. The request" about="Your application sends the person’s browser here.">
        <Code id="request" caption="GET" code={spread(request)} wrap />
        <p class="quiet-text">
          Your own request has your redirect URI, and as state a random word that you kept. In this run they
          are this server’s: the address is good for nobody but you, for a quarter of an hour.
        </p>
      </Panel>
      <Panel title="2. The answer" about="The browser comes back to the redirect URI.">
        <Code id="answer" caption="GET" code={spread(answer)} wrap />
        <ul class="checklist">
          <li>The state is the one that was sent: the answer belongs to this request</li>
          <li class={issuer.sent === issuer.right ? undefined : 'bad'}>
            <code>iss</code> is {issuer.right}: it is this server that answers
          </li>
        </ul>
        {refused ? <Refused code={refused.code} description={refused.description} /> : null}
      </Panel>
      {refused ? (
        <Again app={app} />
      ) : (
        <Panel
          title="3. The token request"
          about="From your application, with the code from above. A code lives a minute, and works once."
        >
          <Code id="exchange" caption="POST, as curl would send it" code={exchange} />
          <PortalForm frame={frame} action={`${app.href}/try/token`}>
            <input type="hidden" name="code" value={hidden.code} />
            <input type="hidden" name="state" value={hidden.state} />
            <div class="actions">
              <button type="submit" class="primary">
                Trade the code for tokens
              </button>
            </div>
          </PortalForm>
        </Panel>
      )}
    </TryFrame>
  )
}

export interface TryResultPageProps {
  frame: PortalFrame
  app: AppHead
  request: string
  status: number
  /** JSON. */
  answer: string
  tokens: { title: string; token: ShownToken }[]
  refused?: string | undefined
}

export function TryResultPage({ frame, app, request, status, answer, tokens, refused }: TryResultPageProps) {
  return (
    <TryFrame
      frame={frame}
      app={app}
      lead={
        refused === undefined
          ? 'That is all: these are real tokens.'
          : 'It was refused, as your application would have been.'
      }
    >
      <Panel title="The token request" about="What was sent.">
        <Code id="exchange" caption="POST, as curl would send it" code={request} />
      </Panel>
      <Panel
        title="The answer"
        about="What your application gets. Whoever has the access token has all that it opens."
      >
        <Code id="answer" caption={`${status} application/json`} code={answer} wrap />
        {refused === undefined ? null : <Refused code={refused} description="" />}
      </Panel>
      {tokens.map(({ title, token }) => (
        <Panel key={title} title={title} about="Decoded. Never trust a token that you have only decoded.">
          <DecodedToken token={token} />
        </Panel>
      ))}
      <Again app={app} />
    </TryFrame>
  )
}

function Again({ app }: { app: AppHead }) {
  return (
    <Panel title="And now?">
      <p class="actions">
        <a class="button" href={`${app.href}/try`}>
          Try it again
        </a>
        <a class="button" href={`${app.href}#code`}>
          Code that does this
        </a>
      </p>
    </Panel>
  )
}

function Refused({ code, description }: { code: string; description: string }) {
  return (
    <Notice kind="problem">
      <p>
        <strong>{code}</strong> {description}
      </p>
      <p>
        <a href={`/errors#${encodeURIComponent(code)}`}>What this code means</a>
      </p>
    </Notice>
  )
}

/** An address, a parameter a line; what is long is cut: nobody reads it. */
function spread(address: string): string {
  const url = new URL(address)
  const parameters = [...url.searchParams].map(([name, value], index) => {
    const shown = value.length > 100 ? `${value.slice(0, 40)}…` : value
    return `${index === 0 ? '?' : '&'}${name}=${shown}`
  })
  return [`${url.origin}${url.pathname}`, ...parameters.map((line) => `  ${line}`)].join('\n')
}
