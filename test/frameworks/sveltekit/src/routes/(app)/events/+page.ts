import { requireUserLoad } from 'latchkey/svelte'
import { auth } from '../../../auth.js'

export const load = requireUserLoad(auth, {
  load: async (_event, user) => {
    const response = await auth.fetch('http://127.0.0.1:5172/v1/events')
    return { title: `Events of ${user.name}`, count: (await response.json()).events.length }
  },
})
