/**
 * What routers have in common: they read the address once, when they are made, and then follow `popstate` and their own
 * navigations. Shows the place it believes to be at.
 */
function createRouter(): void {
  let place = ''
  const read = () => {
    place = location.pathname + location.search + location.hash
    document.documentElement.dataset['place'] = place
    document.documentElement.dataset['places'] = `${document.documentElement.dataset['places'] ?? ''} ${place}`.trim()
  }
  read()
  addEventListener('popstate', read)
}

createRouter()
