import type { Application } from './application.ts'
import { Layout } from './layout.tsx'
import { Mark, Name } from './name.tsx'
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
      <p>Type the code that the device in front of you shows.</p>
      <figure class="qr">
        <img src={qrCode} alt="QR code of this page’s address" width="132" height="132" />
        <figcaption>Or go on with your phone</figcaption>
      </figure>
    </>
  )
  return (
    <Layout title="Connect a device">
      <Ticket stub={stub}>
        <form method="post" action="/device">
          {problem === undefined ? null : (
            <p class="problem" role="alert" id="problem">
              {problem}
            </p>
          )}
          <p class="field">
            <label for="user_code">Code</label>
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
              aria-describedby={problem === undefined ? 'warning' : 'problem warning'}
              aria-invalid={problem === undefined ? undefined : 'true'}
            />
          </p>
          <p class="warning" id="warning">
            <strong>Only a code from a device that you hold or see.</strong> If somebody sent it to you, by
            mail, by phone or in a chat, they are trying to get into your account.
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
    what: 'Go back to it: it goes on by itself in a few seconds.',
  },
  denied: { title: 'The device was refused', what: 'Nothing was shared. You can close this page.' },
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
        <Name of={application.name} />
      </h1>
    </>
  )
  return (
    <Layout title={title}>
      <Ticket stub={stub} void={end !== 'approved'}>
        <h2>{title}</h2>
        <p>{what}</p>
      </Ticket>
    </Layout>
  )
}
