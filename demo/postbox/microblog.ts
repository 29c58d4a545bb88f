import { call, type Outcome } from '../app/call.js'
import { MICROBLOG } from './addresses.js'

export interface Post {
  readonly id: string
  readonly text: string
  /** ISO 8601, in UTC. */
  readonly time: string
}

/** The microblog, as far as the app uses it. No call throws. */
export interface Microblog {
  readonly listPosts: () => Promise<Outcome<{ readonly posts: readonly Post[] }>>
  readonly addPost: (text: string) => Promise<Outcome<Post>>
  readonly removePost: (id: string) => Promise<Outcome<undefined>>
}

/** The microblog by a `fetch` that knows its tokens. */
export function createMicroblog(fetch: typeof globalThis.fetch): Microblog {
  const posts = `${MICROBLOG}/api/posts`
  return {
    listPosts: () => call(fetch, `GET ${posts}`),
    addPost: (text) => call(fetch, `POST ${posts}`, { text }),
    removePost: (id) => call(fetch, `DELETE ${posts}/${id}`),
  }
}
