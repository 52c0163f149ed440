/** Says something to those who listen rather than look. @param {string} text */
export function tell(text) {
  const place = document.getElementById('live-news')
  if (place) place.textContent = text
}
