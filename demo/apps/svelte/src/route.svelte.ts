// Two pages need no router, only to know which one the address names.
let path = $state.raw(location.pathname)

// The back button, and latchkey when it has put back the address that a sign-in began at.
addEventListener('popstate', () => {
  path = location.pathname
})

export const route = {
  get path() {
    return path
  },
}

export function goto(to: string, { replace = false } = {}): void {
  history[replace ? 'replaceState' : 'pushState'](history.state, '', to)
  path = location.pathname
}

/** For the clicks of a link to another page of this app. */
export function follow(event: MouseEvent & { readonly currentTarget: HTMLAnchorElement }): void {
  // Those that open a tab or a window are the browser's.
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  goto(event.currentTarget.href)
}
