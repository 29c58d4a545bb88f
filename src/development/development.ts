import type { Context } from '../client/context.js'
import type { Development } from '../client/development.js'
import { createCallWatch } from './call-watch.js'
import { prepareDiagnosis, tellDeveloper } from './problem-report.js'

/** The production build has `undefined` in its place, and nothing of this room. */
export const DEVELOPMENT: Development<Context> | undefined = {
  tell: tellDeveloper,
  watch(context) {
    prepareDiagnosis(context)
    return createCallWatch(context)
  },
}
