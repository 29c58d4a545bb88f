import { requireUserLoad } from 'latchkey/svelte'
import { auth } from '../../auth.js'

export const ssr = false
export const load = requireUserLoad(auth)
