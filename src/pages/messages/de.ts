import type { Messages } from '../text.ts'

/** German: Sie. */
export const de: Partial<Messages> = {
  'sign_out.asked_by': '{application} bittet darum.',
  'sign_out.no': 'Angemeldet bleiben',
  'sign_out.title': 'Abmelden?',
  'sign_out.title_at': 'Bei {application} abmelden?',
  'sign_out.what':
    'Das beendet Ihre Sitzung hier und sagt es den Anwendungen, die Sie darin benutzt haben. Manche können Sie angemeldet lassen.',
  'sign_out.yes': 'Abmelden',

  'signed_out.frame': 'Abmeldung bei einer Anwendung',
  'signed_out.go_on': 'Weiter',
  'signed_out.go_on_to': 'Weiter zu {application}',
  'signed_out.others':
    'Ihre anderen Konten bleiben in diesem Browser angemeldet. Sie können diese Seite schließen.',
  'signed_out.stays': 'Sie sind weiterhin angemeldet',
  'signed_out.stays_what':
    'Nichts hat sich geändert. Sie können diese Seite schließen oder zur Anwendung zurückkehren.',
  'signed_out.title': 'Sie sind abgemeldet',
  'signed_out.what':
    'Wer diesen Browser als Nächstes benutzt, muss sich anmelden. Sie können diese Seite schließen.',
}
