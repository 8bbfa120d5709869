/** A mail from its parts: the same words as plain text and as HTML that every reader shows. */
import type { Text } from '../text.ts'

export interface MailParts {
  readonly subject: string
  readonly paragraphs: readonly string[]
  /** Stands by itself, large. */
  readonly code?: string | undefined
  readonly action?: { readonly label: string; readonly url: string } | undefined
  /** What happened, term by term. */
  readonly facts?: readonly { readonly term: string; readonly value: string }[] | undefined
  /** What to do where it was not them. */
  readonly closing: readonly string[]
}

export interface WrittenMail {
  readonly subject: string
  readonly text: string
  readonly html: string
}

export interface MailSetting {
  readonly t: Text
  /** What this server calls itself, and where it is. */
  readonly serverName: string
  readonly issuer: string
}

export function writeMail(parts: MailParts, setting: MailSetting): WrittenMail {
  return {
    subject: parts.subject,
    text: textOf(parts, setting),
    html: `<!doctype html>${(<MailView parts={parts} setting={setting} />).toString()}`,
  }
}

function textOf({ paragraphs, code, action, facts = [], closing }: MailParts, setting: MailSetting): string {
  const { serverName, issuer } = setting
  return `${[
    ...paragraphs,
    ...(code === undefined ? [] : [`    ${code}`]),
    ...(facts.length === 0 ? [] : [facts.map(({ term, value }) => `${term}: ${value}`).join('\n')]),
    ...(action ? [`${action.label}\n${action.url}`] : []),
    ...closing,
    `-- \n${serverName}\n${issuer}`,
  ].join('\n\n')}\n`
}

const ink = '#1c2321'
const quiet = '#56625d'
const green = '#0e3b32'
const styles = {
  body: `margin:0;padding:24px 12px;background:#f3efe6;color:${ink};font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif`,
  sheet: 'max-width:520px;margin:0 auto;background:#fffdf8;border:1px solid #d9d2c3;border-radius:10px',
  head: `padding:14px 24px;background:${green};color:#fffdf8;border-radius:9px 9px 0 0;font-weight:600`,
  slip: 'padding:20px 24px 12px',
  title: 'margin:0 0 12px;font-size:20px;line-height:1.3',
  code: `margin:20px 0;font:600 28px/1.3 ui-monospace,'SF Mono',Consolas,monospace;letter-spacing:2px;color:${green}`,
  button: `display:inline-block;padding:12px 22px;background:${green};color:#fffdf8;border-radius:6px;text-decoration:none;font-weight:600`,
  term: `padding:2px 16px 2px 0;color:${quiet};vertical-align:top`,
  quiet: `color:${quiet};font-size:14px`,
}

function MailView({ parts, setting }: { parts: MailParts; setting: MailSetting }) {
  const { t, serverName, issuer } = setting
  const { subject, paragraphs, code, action, facts, closing } = parts
  return (
    <html lang={t.language} dir={t.direction}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{subject}</title>
      </head>
      <body style={styles.body}>
        <main style={styles.sheet}>
          <div style={styles.head}>
            <bdi>{serverName}</bdi>
          </div>
          <div style={styles.slip}>
            <h1 style={styles.title}>{subject}</h1>
            {paragraphs.map((each) => (
              <p key={each}>{each}</p>
            ))}
            {code === undefined ? null : <p style={styles.code}>{code}</p>}
            {facts && facts.length > 0 ? (
              <table>
                {facts.map(({ term, value }) => (
                  <tr key={term}>
                    <td style={styles.term}>{term}</td>
                    <td>
                      <bdi>{value}</bdi>
                    </td>
                  </tr>
                ))}
              </table>
            ) : null}
            {action ? (
              <p>
                <a style={styles.button} href={action.url}>
                  {action.label}
                </a>
              </p>
            ) : null}
            {closing.map((each) => (
              <p key={each} style={styles.quiet}>
                {each}
              </p>
            ))}
            <p style={styles.quiet}>{issuer}</p>
          </div>
        </main>
      </body>
    </html>
  )
}
