import type { Challenge } from 'latchkey'
import type { Outcome } from '../app/call.js'
import { announce, find, icon, make } from '../app/dom.js'
import { showStatus } from '../app/show-status.js'
import { auth } from './auth.js'
import { SCOPES } from './explanations.js'
import { createMicroblog, type Post } from './microblog.js'
import { ask } from './permission.js'

const microblog = createMicroblog(auth.fetch)

/** What the microblog has asked for when it refused, until the user wants it or not. */
let wanted: Challenge | undefined

/** How often the list was asked for: an answer that is overtaken by a later question is shown no more. */
let asked = 0

/** Posts, and what becomes of the wish to delete one. */
export function mountPosts(): void {
  find<HTMLFormElement>('post-form').addEventListener('submit', (event) => {
    event.preventDefault()
    void add()
  })
  find('ask-more').addEventListener('click', () => wanted && ask({ challenge: wanted }))
  find('leave-it').addEventListener('click', () => {
    forget()
    find('post-input').focus()
  })
  let status: string | undefined
  auth.subscribe((state) => {
    if (state.status === 'pending' || state.status === status) return
    status = state.status
    forget()
    asked += 1
    find('posts').replaceChildren()
    if (status === 'authorized') void refresh()
  })
}

async function add(): Promise<void> {
  const input = find<HTMLInputElement>('post-input')
  const text = input.value.trim()
  if (text === '') return
  const outcome = await microblog.addPost(text)
  showOutcome(outcome)
  if (outcome.body === undefined) return
  input.value = ''
  announce('Posted at Buoy')
  await refresh()
}

async function remove(post: Post): Promise<void> {
  const outcome = await microblog.removePost(post.id)
  showOutcome(outcome)
  if (outcome.status === 403) return showRefusal(outcome)
  if (outcome.status !== 204) return
  announce(`Deleted at Buoy: ${post.text}`)
  await refresh()
  // The focused button is gone; without this the keyboard starts again at the top of the page.
  find('post-input').focus()
}

async function refresh(): Promise<void> {
  asked += 1
  const question = asked
  const outcome = await microblog.listPosts()
  if (question !== asked) return
  if (outcome.body === undefined) return showOutcome(outcome)
  const { posts } = outcome.body
  find('posts').replaceChildren(...posts.map(row))
  find('posts-empty').hidden = posts.length > 0
}

function row(post: Post): HTMLElement {
  const button = make(
    'button',
    { class: 'button small', data: { testid: 'post-delete' }, label: `Delete ${post.text}` },
    icon('bin'),
    make('span', { text: 'Delete' }),
  )
  button.addEventListener('click', () => void remove(post))
  return make(
    'li',
    { class: 'row', data: { testid: 'post' } },
    make('span', { class: 'row-main' }, make('span', { text: post.text })),
    make('span', { class: 'row-actions' }, button),
  )
}

/** The answer to the last call. */
function showOutcome({ request, status, message, code }: Outcome<unknown>): void {
  find('last-call').hidden = false
  find('last-request').textContent = request.replace(/[\w-]{36}$/, '…')
  find('last-message').textContent = code === undefined ? (message ?? '') : `${message} (${code})`
  showStatus(find('last-result'), status)
  forget()
}

/** Why the microblog refused, in words, and the button for who wants to ask it for more. Nothing is asked before. */
function showRefusal({ response }: Outcome<unknown>): void {
  wanted = response && auth.challengeOf(response)
  const scopes = wanted?.scopes ?? []
  const needed = scopes.map((scope) => SCOPES[scope] ?? scope).join(' and ')
  find('refusal-sentence').textContent =
    scopes.length === 0
      ? 'Buoy refused, and nothing was deleted.'
      : `Buoy refused, and nothing was deleted: you have not allowed Postbox to ${needed}.`
  find('refusal-challenge').textContent = `WWW-Authenticate: ${response?.headers.get('WWW-Authenticate') ?? ''}`
  find('ask-more').hidden = scopes.length === 0
  find('refusal').hidden = false
  announce(find('refusal-sentence').textContent)
}

function forget(): void {
  wanted = undefined
  find('refusal').hidden = true
}
