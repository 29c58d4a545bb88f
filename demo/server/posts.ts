import { randomUUID } from 'node:crypto'

/** Something that was posted. */
export interface Post {
  readonly id: string
  readonly authorId: string
  readonly text: string
  /** ISO 8601, in UTC. */
  readonly time: string
}

export interface Posts {
  /** Everybody's, the newest first. */
  all(): readonly Post[]
  of(authorId: string): readonly Post[]
  add(authorId: string, text: string): Post
  /** Whether there was such a post of theirs. */
  remove(authorId: string, id: string): boolean
}

/** All posts, in memory. */
export function createPosts(): Posts {
  let posts: readonly Post[] = []
  return {
    all: () => posts,
    of: (authorId) => posts.filter((post) => post.authorId === authorId),
    add(authorId, text) {
      const post = { id: randomUUID(), authorId, text, time: new Date().toISOString() }
      posts = [post, ...posts]
      return post
    },
    remove(authorId, id) {
      const before = posts
      posts = before.filter((post) => post.id !== id || post.authorId !== authorId)
      return posts.length < before.length
    },
  }
}
