import { APPS, type App } from './origins.js'
import { openSite, type Site } from './site.js'

/** The app of a page that is in this file before. */
export function findApp(page: string, before: string): App {
  const found = APPS.find((app) => app.page === `docs/migration/${page}.md` && app.before === before)
  if (!found) throw new Error(`docs/migration/${page}.md has no ${before}`)
  return found
}

/** Loads an app as it was; keycloak-js asks the provider first. */
export async function loadBefore(site: Site, { before, askedBy }: App): Promise<void> {
  await site.load(before)
  if (!askedBy) return
  await site.visitProvider()
  await site.load(before)
}

/** Signs in to an app that is loaded, and has it call the calendar. */
export async function signInAndCall(site: Site, file: string): Promise<void> {
  await site.press('sign-in')
  await site.visitProvider()
  await site.load(file)
  await site.shows('Ada Lovelace', 'who')
  await site.press('load')
  await site.shows('Water the plants', 'events')
}

/** A site with somebody who has signed in to the app as it was. */
export async function openSignedInBefore(app: App): Promise<Site> {
  const site = openSite(app)
  // Keycloak's are JWTs, which keycloak-js reads.
  const toJwt = (token: unknown) => (token && app.like === 'keycloak' ? `e30.e30.${token}` : token)
  const stop = site.provider.lie({
    tokenResponse: (body) => ({ ...body, refresh_token: toJwt(body['refresh_token']) }),
  })
  await loadBefore(site, app)
  await signInAndCall(site, app.before)
  stop()
  return site
}
