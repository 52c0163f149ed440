/** On a phone the sections are wider than the screen: the one that is open comes into sight. */
export function showOpenSection() {
  const open = document.querySelector('.bar [aria-current]')
  const list = open?.closest('ul')
  if (!open || !list) return
  const beyond = open.getBoundingClientRect().right - list.getBoundingClientRect().right
  if (beyond > 0) list.scrollLeft = beyond + list.clientWidth / 3
}
