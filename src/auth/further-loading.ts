import type { HeadersForOptions, Pinned } from '../access/headers-for.js'
import type { Context } from '../client/context.js'
import type { RequireUserOptions } from '../client/options.js'
import type { SessionEntry } from '../domain/session.js'
import type { User } from '../domain/user.js'
import { WINDOW } from '../platform/own-window.js'
import type { LinkAhead, OwnWindow } from '../platform/platform.js'
import type { UserInfo } from '../protocol/user-info.js'
import type { Inspection } from './inspect.js'
import { loaded } from './loaded.js'

// What is loaded after `loading.ts` has loaded what signs in: parts that few apps use, each by the function that begins it.

export const loadPopup = (): Promise<typeof import('../sign-in/popup.js')> => loaded(import('../sign-in/popup.js'))

export const loadRequireUser = (): Promise<typeof import('../sign-in/require-user.js')> =>
  loaded(import('../sign-in/require-user.js'))

export const loadOddReturn = (): Promise<typeof import('../sign-in/odd-return.js')> =>
  loaded(import('../sign-in/odd-return.js'))

export const loadDpop = (): Promise<typeof import('../access/dpop.js')> => loaded(import('../access/dpop.js'))

export const loadRefusedRequest = (): Promise<typeof import('../access/refused-request.js')> =>
  loaded(import('../access/refused-request.js'))

export const loadTurns = (): Promise<typeof import('../access/turns.js')> => loaded(import('../access/turns.js'))

export const loadUserInfo = (): Promise<typeof import('../access/user-info.js')> =>
  loaded(import('../access/user-info.js'))

export const loadPushedRequest = (): Promise<typeof import('../protocol/pushed-authorization-request.js')> =>
  loaded(import('../protocol/pushed-authorization-request.js'))

export const loadFailures = (): Promise<typeof import('../protocol/error-response.js')> =>
  loaded(import('../protocol/error-response.js'))

export const loadOddAnswer = (): Promise<typeof import('../protocol/odd-keys.js')> =>
  loaded(import('../protocol/odd-keys.js'))

export const OWN_WINDOW: OwnWindow = {
  ...WINDOW,
  post: async (url, fields) => (await loaded(import('../platform/form.js'))).postForm(url, fields),
  relay: async () => (await loadPopup()).RELAY_WINDOW,
}

export async function restoreSilently(context: Context): Promise<void> {
  return (await loadPopup()).restoreSilently(context)
}

export async function requireUser(
  context: Context,
  options: RequireUserOptions | undefined,
  ahead: LinkAhead | undefined,
): Promise<User> {
  return (await loadRequireUser()).requireUser(context, options, ahead)
}

export async function userInfo(context: Context, caller: SessionEntry | undefined): Promise<UserInfo> {
  return (await loadUserInfo()).userInfo(context, caller)
}

export async function initiateLogin(context: Context): Promise<void> {
  return (await loaded(import('../sign-in/third-party-initiated-login.js'))).initiateLogin(context)
}

export async function headersFor(
  context: Context,
  url: string | URL,
  options: Pinned<HeadersForOptions>,
): Promise<Headers> {
  return (await loaded(import('../access/headers-for.js'))).headersFor(context, url, options)
}

export async function inspect(context: Context): Promise<Inspection> {
  return (await loaded(import('./inspect.js'))).inspect(context)
}
