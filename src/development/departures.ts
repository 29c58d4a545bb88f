import type { Context } from '../client/context.js'

/**
 * Tells of a sign-in that left this tab and has not come back when the tab loads the next page of the app: providers show an error
 * of their own, and send nobody back, where they do not know the redirect URI. Gives what to call when the page leaves.
 */
export function watchDepartures({ config, platform, current, on, report, stops }: Context): () => void {
  const { page } = platform
  // The tab's alone: a sign-in that is open in another one may still come back.
  const name = `latchkey left ${config.clientHash}`
  let isAway = page?.noted(name)
  page?.note(name, '')
  const stop = on('navigation', ({ to }) => {
    if (to === 'return') isAway = ''
    // Back by the browser's own cache of pages: the user came back by themselves.
    if (to === 'dropped') page?.note(name, '')
  })
  stops?.push(stop)
  void current.settled().then(() => {
    if (isAway) report('callback-missing')
  })
  return () => page?.note(name, 'yes')
}
