import type { Context } from '../client/context.js'
import type { Development } from '../client/development.js'
import { guard } from '../client/emitter.js'
import { createCallWatch } from './call-watch.js'
import { noteFailures } from './failures.js'
import { openHook } from './panel-hook.js'
import { prepareDiagnosis, tellDeveloper } from './problem-report.js'

/** The production build has `undefined` in its place, and nothing of this room. */
export const DEVELOPMENT: Development<Context> | undefined = {
  tell: (context, problem, about) =>
    tellDeveloper(context, problem, about).catch(() => {
      // The page is gone meanwhile, a window that a test has closed: whom this was for is not there, and a test's process would end of it.
    }),
  replace({ current, seams, platform }, shares) {
    if (current.state.status === 'pending') throw new TypeError('createAuth was called before with other options')
    const text = 'latchkey: createAuth was called with other options: the client of the call before was disposed of'
    guard(seams.log ?? platform.warn, text)
    for (const { dispose } of [...shares]) dispose()
  },
  watch(context) {
    prepareDiagnosis(context)
    const { noteCall } = openHook(context)
    noteFailures(context)
    const callWatch = createCallWatch(context)
    return {
      ...callWatch,
      sent(call, answer) {
        noteCall(call, answer)
        callWatch.sent(call, answer)
      },
    }
  },
}
