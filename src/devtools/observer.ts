import { findHook, type PanelHook } from '../development/panel-hook.js'
import type { AuthEvent } from '../domain/events.js'
import type { ObservedAuth, ObservedState } from './observed-auth.js'
import type { ShownError, ShownProblem, Snapshot } from './snapshot.js'
import { findTabs, toLockName } from './tabs.js'

const KEPT_EVENTS = 200

/** Follows a client for as long as the panel is open. */
export interface Observer {
  /** What is so at this moment. */
  readonly look: () => Promise<Snapshot>
  readonly hook: () => PanelHook | undefined
  readonly stop: () => void
}

/** Begins to follow. `onChange` is called whenever something may have changed. `own`: the name of this tab's presence. */
export function observe(auth: ObservedAuth, own: string, onChange: () => void): Observer {
  const events: AuthEvent[] = []
  let hook: PanelHook | undefined
  let unhook: () => void = () => undefined
  const stops = [
    auth.on('*', (event) => {
      events.push(event)
      if (events.length > KEPT_EVENTS) events.shift()
      onChange()
    }),
    auth.subscribe(onChange),
  ]
  return {
    hook: () => hook,
    async look() {
      // A chunk that cannot be loaded is one of the things that break: then what needs it is left out.
      const inspection = await auth.inspect().catch(() => undefined)
      const found = inspection && findHook(inspection.issuer, inspection.clientId)
      if (found !== hook) {
        unhook()
        unhook = found?.subscribe(onChange) ?? (() => undefined)
        hook = found
      }
      const lock = inspection && toLockName(inspection.issuer, inspection.clientId)
      return {
        now: Date.now(),
        state: toShownState(auth.state),
        inspection,
        events: [...events],
        calls: [...(hook?.calls() ?? [])],
        apis: hook?.apis(),
        problem: toProblem(events, hook),
        tabs: await findTabs(navigator, { own, lock }),
        isOffline: hook?.isOffline() ?? false,
      }
    },
    stop() {
      unhook()
      for (const stop of stops) stop()
    },
  }
}

const toShownState = ({ status, reason, error }: ObservedState): Snapshot['state'] => ({
  status,
  reason,
  error: error && toShownError(error),
})

const toShownError = ({ code, message, ends, retry }: ShownError): ShownError => ({ code, message, ends, retry })

/** The last problem, with what a developer was told of it. */
function toProblem(events: readonly AuthEvent[], hook: PanelHook | undefined): ShownProblem | undefined {
  const last = events.filter((event) => event.type === 'problem').at(-1)
  if (!last) return undefined
  const { code, time } = last
  return {
    ...hook
      ?.told()
      .filter((told) => told.code === code)
      .at(-1),
    code,
    time,
  }
}
