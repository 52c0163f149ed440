/** `/` goes to the search; a search that says so narrows the list while one types. */
export function startSearch() {
  document.addEventListener('keydown', event => {
    const isTyping =
      event.target instanceof Element && event.target.matches('input, select, textarea, [contenteditable]')
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping) return
    const field = /** @type {HTMLInputElement | null} */ (document.querySelector('[data-search]'))
    if (!field || document.querySelector('dialog[open]')) return
    event.preventDefault()
    field.focus()
    field.select()
  })
  const filter = /** @type {HTMLInputElement | null} */ (document.querySelector('[data-filter]'))
  filter?.addEventListener('input', () => narrow(filter.value))
}

/** @param {string} typed */
function narrow(typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('main .table tbody tr'))) {
    const text = (row.textContent ?? '').toLowerCase()
    row.hidden = !words.every(word => text.includes(word))
  }
}
