import type { Messages } from '../text.ts'

/** French: vous. */
export const fr: Partial<Messages> = {
  'sign_out.asked_by': '{application} le demande.',
  'sign_out.no': 'Rester connecté',
  'sign_out.title': 'Se déconnecter ?',
  'sign_out.title_at': 'Se déconnecter de {application} ?',
  'sign_out.what':
    'Cela met fin à votre session ici et en informe les applications que vous y avez utilisées. Certaines peuvent vous garder connecté.',
  'sign_out.yes': 'Se déconnecter',

  'signed_out.frame': 'Déconnexion d’une application',
  'signed_out.go_on': 'Continuer',
  'signed_out.go_on_to': 'Continuer vers {application}',
  'signed_out.others':
    'Vos autres comptes restent connectés dans ce navigateur. Vous pouvez fermer cette page.',
  'signed_out.stays': 'Vous êtes toujours connecté',
  'signed_out.stays_what': 'Rien n’a changé. Vous pouvez fermer cette page ou revenir à l’application.',
  'signed_out.title': 'Vous êtes déconnecté',
  'signed_out.what':
    'La prochaine personne qui utilisera ce navigateur devra se connecter. Vous pouvez fermer cette page.',
}
