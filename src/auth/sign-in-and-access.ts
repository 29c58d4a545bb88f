// What every app loads some time after its first load, and what a page that holds a usable session never waits for.
export { fetchWithCare } from '../access/fetch-with-care.js'
export { renewalsOf } from '../access/renewals.js'
export { startAttempt } from '../sign-in/attempt.js'
export { prepare } from '../sign-in/provider-metadata.js'
export { leaveProvider } from '../sign-in/rp-initiated-logout.js'
export { signIn } from '../sign-in/sign-in.js'
export { completeReturn } from './complete-return.js'
export {
  headersFor,
  initiateLogin,
  inspect,
  loadDpop,
  loadFailures,
  loadOddAnswer,
  loadOddReturn,
  loadPopup,
  loadPushedRequest,
  loadRefusedRequest,
  loadRequireUser,
  loadTurns,
  loadUserInfo,
  OWN_WINDOW,
  requireUser,
  restoreSilently,
  userInfo,
} from './further-loading.js'
