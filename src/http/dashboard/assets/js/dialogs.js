/** Takes the form out of a dialog that is closed: browsers tell of that a moment later, and somebody may be quicker. */
let putBack = () => false

/** Shows the second step of an action as a dialog; Escape, the other button, or a click beside it leaves things as they are. */
export function openActionsAsDialogs() {
  document.addEventListener('click', event => {
    const summary = event.target instanceof Element ? event.target.closest('details[data-action] > summary') : null
    if (summary) putBack()
    const details = summary?.parentElement
    const form = details?.querySelector('form')
    if (!details || !form || !summary) return
    event.preventDefault()
    openDialog(form, details, summary.textContent ?? '')
  })
}

/** @param {HTMLFormElement} form @param {HTMLElement} details @param {string} title */
function openDialog(form, details, title) {
  const dialog = document.createElement('dialog')
  const heading = document.createElement('h2')
  heading.textContent = title
  heading.id = 'dialog-title'
  dialog.setAttribute('aria-labelledby', heading.id)
  dialog.append(heading, form)
  const leave = /** @type {HTMLButtonElement | null} */ (form.querySelector('[data-close]'))
  leave?.removeAttribute('hidden')
  const close = () => dialog.close()
  leave?.addEventListener('click', close)
  dialog.addEventListener('click', event => event.target === dialog && close())
  const leaveDialog = () => {
    if (!dialog.isConnected) return false
    leave?.removeEventListener('click', close)
    details.append(form)
    dialog.remove()
    return true
  }
  putBack = leaveDialog
  dialog.addEventListener('close', () => {
    if (!leaveDialog()) return
    const button = document.getElementById(details.id)?.querySelector('summary')
    button?.focus()
  })
  document.body.append(dialog)
  dialog.showModal()
}
