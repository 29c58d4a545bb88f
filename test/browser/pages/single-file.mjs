// A page without a build step: one file, by its address.
import { createAuth } from '/latchkey.min.js'

const issuer = document.querySelector('meta[name="issuer"]').content
const auth = createAuth({ issuer, clientId: 'test-app', redirectUri: '/single-file/', apis: { own: { url: '/api/' } } })
window.latchkeyTest = { auth, events: [] }
auth.subscribe(({ status, user }) => {
  document.body.dataset.auth = status
  document.getElementById('who').textContent = user?.name ?? ''
})
