// What every app loads some time after its first load, and what a page that holds a usable session never waits for.
export { fetchWithCare } from '../access/fetch-with-care.js'
export { answerRefused } from '../access/refused-request.js'
export { renewalsOf } from '../access/renewals.js'
export { answerSilence } from '../access/unanswered-request.js'
export { userInfo } from '../access/user-info.js'
export { prepare } from '../sign-in/provider-metadata.js'
export { leaveProvider } from '../sign-in/rp-initiated-logout.js'
export { signIn } from '../sign-in/sign-in.js'
export { restoreSilently, signInSilently } from '../sign-in/silent.js'
export { noteStateless } from '../sign-in/stateless-response.js'
export { completeReturn } from './complete-return.js'
export {
  headersFor,
  initiateLogin,
  inspect,
  loadPopup,
  loadPushedRequest,
  loadRequireUser,
  requireUser,
} from './further-loading.js'
