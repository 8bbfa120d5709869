import type { Messages } from '../text.ts'

/** Simplified Chinese. */
export const zh: Partial<Messages> = {
  'sign_out.asked_by': '{application} 请求退出。',
  'sign_out.no': '保持登录',
  'sign_out.title': '要退出登录吗？',
  'sign_out.title_at': '要退出 {application} 吗？',
  'sign_out.what': '这将结束您在此处的会话，并通知您在其中使用过的应用程序。部分应用程序可能会让您保持登录。',
  'sign_out.yes': '退出登录',

  'signed_out.frame': '正在退出应用程序',
  'signed_out.go_on': '继续',
  'signed_out.go_on_to': '继续前往 {application}',
  'signed_out.others': '您的其他帐户在此浏览器中仍保持登录。您可以关闭此页面。',
  'signed_out.stays': '您仍处于登录状态',
  'signed_out.stays_what': '没有任何更改。您可以关闭此页面，或返回应用程序。',
  'signed_out.title': '您已退出登录',
  'signed_out.what': '下一位使用此浏览器的人需要登录。您可以关闭此页面。',
}
