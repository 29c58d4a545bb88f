import { readAddress } from './addresses.js'

/** Leads to the guides, where they are served: in the page the links are below the site. */
export function mountGuides(): void {
  const origin = readAddress('guides', '')
  if (origin === '') return
  for (const place of document.querySelectorAll<HTMLElement>('[data-guide]')) {
    for (const link of place.querySelectorAll('a')) link.href = `${origin}${link.getAttribute('href')}`
    place.hidden = false
  }
}
