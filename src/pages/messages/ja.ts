import type { Messages } from '../text.ts'

/** Japanese: です and ます. */
export const ja: Partial<Messages> = {
  'sign_out.asked_by': '{application} からの要求です。',
  'sign_out.no': 'サインインしたままにする',
  'sign_out.title': 'サインアウトしますか？',
  'sign_out.title_at': '{application} からサインアウトしますか？',
  'sign_out.what':
    'ここでのセッションを終了し、そのセッションで使ったアプリケーションに知らせます。サインインしたままになるアプリケーションもあります。',
  'sign_out.yes': 'サインアウト',

  'signed_out.frame': 'アプリケーションからのサインアウト',
  'signed_out.go_on': '続ける',
  'signed_out.go_on_to': '{application} に進む',
  'signed_out.others':
    'このブラウザーのほかのアカウントはサインインしたままです。このページは閉じてかまいません。',
  'signed_out.stays': 'サインインしたままです',
  'signed_out.stays_what': '何も変わっていません。このページを閉じるか、アプリケーションに戻ってください。',
  'signed_out.title': 'サインアウトしました',
  'signed_out.what': '次にこのブラウザーを使う人は、サインインが必要です。このページは閉じてかまいません。',
}
