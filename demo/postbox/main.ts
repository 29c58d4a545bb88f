// First, so that the address is clean before anything else reads it.
import './auth.js'
import { mountGuides } from '../app/guides.js'
import { mountLog } from '../app/log.js'
import { auth } from './auth.js'
import { mountPermission } from './permission.js'
import { mountPosts } from './posts.js'

mountPermission()
mountPosts()
mountGuides()
mountLog(auth.on)
