import type { Application } from './application.ts'
import { Layout } from './layout.tsx'
import { Mark, Name } from './name.tsx'
import { plainName } from './plain-name.ts'
import { CodeField, ProblemLine } from './step.tsx'
import type { MessageKey, Text } from './text.ts'
import { Ticket } from './ticket.tsx'

export interface DevicePageProps {
  t: Text
  /** What was typed, or came with the link. */
  userCode: string
  problem?: string | undefined
  /** The address of this page as an image, for whoever would rather go on with a phone. */
  qrCode: string
}

/** Where a person types the code that a television or a tool shows. */
export function DevicePage({ t, userCode, problem, qrCode }: DevicePageProps) {
  const title = t('device.title')
  const stub = (
    <>
      <h1>{title}</h1>
      <p>{t('device.lead')}</p>
      <figure class="qr">
        <img src={qrCode} alt={t('device.qr')} width="132" height="132" />
        <figcaption>{t('device.phone')}</figcaption>
      </figure>
    </>
  )
  return (
    <Layout title={problem === undefined ? title : t('page.problem', { title })}>
      <Ticket stub={stub}>
        <form method="post" action="/device">
          <ProblemLine problem={problem} />
          <CodeField
            name="user_code"
            label={t('device.code')}
            hint={t('device.format')}
            value={userCode}
            faulty={problem !== undefined}
            length={10}
            letters
            describedBy="warning"
          />
          <p class="warning" id="warning">
            <span>
              <strong>{t('device.only_yours')}</strong> {t('device.danger')}
            </span>
          </p>
          <div class="actions">
            <button type="submit" class="primary">
              {t('step.continue')}
            </button>
          </div>
        </form>
      </Ticket>
    </Layout>
  )
}

export type DeviceEnd = 'approved' | 'denied' | 'ended'

const ends: Record<DeviceEnd, { title: MessageKey; what: MessageKey }> = {
  approved: { title: 'device.approved', what: 'device.approved_what' },
  denied: { title: 'device.denied', what: 'device.denied_what' },
  ended: { title: 'device.ended', what: 'device.ended_what' },
}

export function DeviceEndPage({
  t,
  application,
  end,
}: {
  t: Text
  application: Application
  end: DeviceEnd
}) {
  const { title, what } = ends[end]
  const stub = (
    <>
      <Mark name={application.name} logo={application.logo} />
      <h1>
        <span class="lead-in">
          <Name of={application.name} />
        </span>{' '}
        {t(title)}
      </h1>
    </>
  )
  return (
    <Layout title={`${t(title)} · ${plainName(application.name)}`}>
      <Ticket stub={stub} void={end !== 'approved'}>
        {end === 'approved' ? <div class="seal" aria-hidden="true" /> : null}
        <p>{t(what)}</p>
        <p class="next">{t('page.close')}</p>
      </Ticket>
    </Layout>
  )
}
