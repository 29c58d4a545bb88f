/** For `createAuth` in the app, and for the doubles of its tests. */
export const apis = {
  calendar: { url: 'https://calendar.example.com/v1/', scopes: ['events.read', 'events.write'] },
}
