import type { Context } from './context.js'
import type { CallWatch } from './development.js'

/** Shows something to what looks at calls while a developer is at work. The production build has none, and shows nothing. */
export function watch<Name extends keyof CallWatch>(
  { callWatch }: Pick<Context, 'callWatch'>,
  name: Name,
  ...shown: Parameters<CallWatch[Name]>
): void {
  // The name and its arguments belong together: the parameters above say so.
  const show = callWatch?.[name] as ((...args: Parameters<CallWatch[Name]>) => void) | undefined
  show?.(...shown)
}
