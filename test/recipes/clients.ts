import { gql } from '@apollo/client'
import { createClient } from '@connectrpc/connect'
import { CalendarService } from './calendar-service.js'
import type { Recipe } from './recipe.js'

const JSON_TYPE = { 'content-type': 'application/json' }
const OWN = { 'x-request': 'one' }
const ADD_EVENT = 'mutation AddEvent($title: String!) { addEvent(title: $title) { id } }'

const toTitle = (body: string): string => JSON.parse(body).title
const toVariable = (body: string): string => JSON.parse(body).variables.title

/** Every client that takes a `fetch`, by its name. */
export const CLIENTS: Readonly<Record<string, Recipe>> = {
  ky: {
    snippet: 'ky',
    call: async ({ calendar }, { title, signal }) =>
      (await calendar.post('events', { json: { title }, headers: OWN, signal }).json()).id,
    headers: { ...JSON_TYPE, ...OWN },
    titleIn: toTitle,
  },
  ofetch: {
    snippet: 'ofetch',
    call: async ({ calendar }, { title, signal }) =>
      (await calendar('/events', { method: 'POST', body: { title }, headers: OWN, signal })).id,
    headers: { ...JSON_TYPE, ...OWN },
    titleIn: toTitle,
  },
  axios: {
    snippet: 'axios',
    call: async ({ calendar }, { title, signal }) =>
      (await calendar.post('/events', { title }, { headers: OWN, signal })).data.id,
    headers: { ...JSON_TYPE, ...OWN },
    titleIn: toTitle,
  },
  'openapi-fetch': {
    snippet: 'openapi-fetch',
    call: async ({ calendar }, { title, signal }) =>
      (await calendar.POST('/events', { body: { title }, headers: OWN, signal })).data.id,
    headers: { ...JSON_TYPE, ...OWN },
    titleIn: toTitle,
  },
  tRPC: {
    snippet: 'trpc',
    call: async ({ calendar }, { title, signal }) => (await calendar.events.add.mutate({ title }, { signal })).id,
    headers: { ...JSON_TYPE, 'x-app': 'todo' },
    titleIn: (body) => JSON.parse(body)['0'].title,
  },
  'Apollo Client': {
    snippet: 'apollo',
    call: async ({ calendar }, { title, signal }) => {
      const context = { headers: OWN, fetchOptions: { signal } }
      const { data } = await calendar.mutate({ mutation: gql(ADD_EVENT), variables: { title }, context })
      return data.addEvent.id
    },
    headers: { ...JSON_TYPE, ...OWN },
    titleIn: toVariable,
  },
  urql: {
    snippet: 'urql',
    // Its means is to unsubscribe, after which it says nothing more. A query: mutations it never gives up.
    call: ({ calendar }, { title, signal }) =>
      new Promise((resolve, reject) => {
        const { unsubscribe } = calendar
          .query(ADD_EVENT.replace('mutation', 'query'), { title }, { fetchOptions: { headers: OWN } })
          .subscribe(({ data, error }: { data?: { addEvent: { id: string } }; error?: Error }) =>
            data ? resolve(data.addEvent.id) : reject(error),
          )
        signal.addEventListener('abort', () => {
          unsubscribe()
          reject(signal.reason)
        })
      }),
    headers: { ...JSON_TYPE, ...OWN },
    titleIn: toVariable,
  },
  'graphql-request': {
    snippet: 'graphql-request',
    call: async ({ calendar }, { title, signal }) => {
      const request = { document: ADD_EVENT, variables: { title }, requestHeaders: OWN, signal }
      return (await calendar.request(request)).addEvent.id
    },
    headers: { ...JSON_TYPE, ...OWN },
    titleIn: toVariable,
  },
  Connect: {
    snippet: 'connect',
    call: async ({ transport }, { title, signal }) => {
      const calendar = createClient(CalendarService, transport)
      return (await calendar.addEvent({ title }, { headers: OWN, signal })).id
    },
    headers: { ...JSON_TYPE, ...OWN, 'connect-protocol-version': '1' },
    titleIn: toTitle,
  },
  eventsource: {
    snippet: 'changes',
    // Its means is to be closed, after which it says nothing more.
    call: ({ followChanges }, { signal }) =>
      new Promise((resolve, reject) => {
        const source = followChanges((data: string) => {
          source.close()
          resolve(JSON.parse(data).id)
        }, reject)
        signal.addEventListener('abort', () => {
          source.close()
          reject(signal.reason)
        })
      }),
    headers: { accept: 'text/event-stream' },
  },
}
