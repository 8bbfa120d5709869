import type { Application } from './application.ts'
import { Layout } from './layout.tsx'
import { Mark, Name } from './name.tsx'
import { plainName } from './plain-name.ts'
import { Ticket } from './ticket.tsx'

export interface DevicePageProps {
  /** What was typed, or came with the link. */
  userCode: string
  problem?: string | undefined
  /** The address of this page as an image, for whoever would rather go on with a phone. */
  qrCode: string
}

/** Where a person types the code that a television or a tool shows. */
export function DevicePage({ userCode, problem, qrCode }: DevicePageProps) {
  const stub = (
    <>
      <h1>Connect a device</h1>
      <p>Type the code that the device in front of you shows, then sign in here.</p>
      <figure class="qr">
        <img src={qrCode} alt="QR code of this page’s address" width="132" height="132" />
        <figcaption>Rather on your phone? Point its camera here.</figcaption>
      </figure>
    </>
  )
  const title = 'Connect a device'
  return (
    <Layout title={problem === undefined ? title : `Problem: ${title}`}>
      <Ticket stub={stub}>
        <form method="post" action="/device">
          {problem === undefined ? null : (
            <p class="problem" role="alert" id="problem">
              {problem}
            </p>
          )}
          <div class="field">
            <label for="user_code">Code on the device</label>
            <input
              id="user_code"
              name="user_code"
              value={userCode}
              required
              autofocus
              autocomplete="off"
              autocapitalize="characters"
              spellcheck={false}
              maxlength={20}
              class="code-input"
              aria-describedby={problem === undefined ? 'format warning' : 'problem format warning'}
              aria-invalid={problem === undefined ? undefined : 'true'}
            />
            <p class="hint" id="format">
              Eight letters. Capitals and the hyphen do not matter.
            </p>
          </div>
          <p class="warning" id="warning">
            <span>
              <strong>Only type a code from a device that you hold or see.</strong> If somebody sent it to
              you, by mail, by phone or in a chat, they are trying to get into your account.
            </span>
          </p>
          <div class="actions">
            <button type="submit" class="primary">
              Continue
            </button>
          </div>
        </form>
      </Ticket>
    </Layout>
  )
}

export type DeviceEnd = 'approved' | 'denied' | 'ended'

const ends: Record<DeviceEnd, { title: string; what: string }> = {
  approved: {
    title: 'The device is connected',
    what: 'Go back to the device: it goes on by itself in a few seconds.',
  },
  denied: { title: 'The device was refused', what: 'Nothing was shared, and its code is of no more use.' },
  ended: {
    title: 'The code has ended',
    what: 'It expired or was already answered. Ask the device for a new one.',
  },
}

export function DeviceEndPage({ application, end }: { application: Application; end: DeviceEnd }) {
  const { title, what } = ends[end]
  const stub = (
    <>
      <Mark name={application.name} logo={application.logo} />
      <h1>
        <span class="lead-in">
          <Name of={application.name} />
        </span>{' '}
        {title}
      </h1>
    </>
  )
  return (
    <Layout title={`${title} · ${plainName(application.name)}`}>
      <Ticket stub={stub} void={end !== 'approved'}>
        {end === 'approved' ? <div class="seal" aria-hidden="true" /> : null}
        <p>{what}</p>
        <p class="next">You can close this page.</p>
      </Ticket>
    </Layout>
  )
}
