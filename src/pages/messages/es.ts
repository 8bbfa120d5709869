import type { Messages } from '../text.ts'

/** Spanish: usted. */
export const es: Partial<Messages> = {
  'sign_out.asked_by': '{application} lo solicita.',
  'sign_out.no': 'Seguir conectado',
  'sign_out.title': '¿Cerrar sesión?',
  'sign_out.title_at': '¿Cerrar sesión en {application}?',
  'sign_out.what':
    'Esto termina su sesión aquí y avisa a las aplicaciones que ha usado en ella. Algunas pueden mantener su sesión abierta.',
  'sign_out.yes': 'Cerrar sesión',

  'signed_out.frame': 'Cierre de sesión en una aplicación',
  'signed_out.go_on': 'Continuar',
  'signed_out.go_on_to': 'Continuar a {application}',
  'signed_out.others': 'Sus otras cuentas siguen abiertas en este navegador. Puede cerrar esta página.',
  'signed_out.stays': 'Su sesión sigue abierta',
  'signed_out.stays_what': 'Nada ha cambiado. Puede cerrar esta página o volver a la aplicación.',
  'signed_out.title': 'Ha cerrado la sesión',
  'signed_out.what':
    'Quien use este navegador a continuación tendrá que iniciar sesión. Puede cerrar esta página.',
}
