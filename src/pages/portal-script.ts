import { fingerprint } from './fingerprint.ts'

/**
 * All that a portal's pages do with script: buttons that copy what stands beside them, a picture that becomes text for a
 * form. They are hidden until this runs, and nothing else waits for it.
 */
export const portalScript = `for (const button of document.querySelectorAll('button[data-copy]')) {
  const source = document.getElementById(button.dataset.copy)
  if (!source || !navigator.clipboard) continue
  const label = button.textContent
  button.hidden = false
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText('value' in source ? source.value : source.textContent)
      button.textContent = button.dataset.copied ?? 'Copied'
    } catch {
      getSelection().selectAllChildren(source)
      button.textContent = 'Selected'
    }
    setTimeout(() => { button.textContent = label }, 2000)
  })
}
for (const button of document.querySelectorAll('button[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => print())
}
for (const chooser of document.querySelectorAll('input[data-into]')) {
  const target = document.getElementById(chooser.dataset.into)
  chooser.closest('.chooser').hidden = false
  chooser.addEventListener('change', () => {
    const reader = new FileReader()
    reader.addEventListener('load', () => { target.value = reader.result })
    if (chooser.files[0]) reader.readAsDataURL(chooser.files[0])
  })
}
for (const menu of document.querySelectorAll('details.me')) {
  document.addEventListener('click', ({ target }) => { if (!menu.contains(target)) menu.open = false })
  menu.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return
    menu.open = false
    menu.querySelector('summary').focus()
  })
}
`

export const portalScriptPath = `/portal.js?v=${fingerprint(portalScript)}`
